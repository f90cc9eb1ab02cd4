"""Of whom, and at which units, nothing new is recorded."""

from shared.refusal import Conflict, Gone


class PersonErased(Gone):
    """What was known of the person was erased."""

    code = "person-erased"
    zh = "不能登记，因为该人员的个人信息已依法删除。"
    en = "Nothing can be recorded: what was known of the person was erased."


class FileMerged(Conflict):
    """The file goes on in another one."""

    code = "file-merged"
    zh = "该档案已并入另一份档案，请用保留的档案登记。"
    en = "This file was merged into another one; record it in that one."


class RegistrationVoid(Conflict):
    """The person is not in the register."""

    code = "registration-void"
    zh = "该人员的登记已注销，不能登记。"
    en = "The registration of this person is void; nothing new is recorded."


class UnitTakesInNothing(Conflict):
    """It is closed, or to be closed."""

    code = "unit-takes-in-nothing"
    zh = "该机构已撤销或者即将撤销，不能登记。"
    en = "The unit is closed, or about to be; nothing new is recorded there."
