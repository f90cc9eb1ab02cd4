"""Where a record stands (docs/rules.md, R6), and what is answered to whoever does not know yet."""

from enum import StrEnum

from shared.language import Named
from shared.refusal import Conflict, Gone, Stale


class FileState(StrEnum):
    """draft → submitted → station-verified → registered (`registrations`), or refused, or withdrawn; registered →
    deceased, and back when the record of the death is revoked; either → deregistered, and back when that is revoked,
    or → merged into another file of the person, and back when that is undone; registered → transferred-out, and back
    when he returns or that is revoked."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    STATION_VERIFIED = "station-verified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REGISTERED = "registered"
    DECEASED = "deceased"
    DEREGISTERED = "deregistered"
    MERGED = "merged"
    TRANSFERRED_OUT = "transferred-out"


# Whose it is, is nobody's to know but of those who decide on it: all else is done with files of registered persons.
UNREGISTERED = frozenset(
    {FileState.DRAFT, FileState.SUBMITTED, FileState.STATION_VERIFIED, FileState.REFUSED, FileState.WITHDRAWN}
)
# Who has no other file may be in the register as a recipient.
VOID = UNREGISTERED | {FileState.DEREGISTERED}

STATES = {
    FileState.DRAFT: Named("draft", "退回补正", "to be supplemented"),
    FileState.SUBMITTED: Named("submitted", "待服务站核实", "to be verified by the station"),
    FileState.STATION_VERIFIED: Named("station-verified", "待服务中心审批", "to be decided by the centre"),
    FileState.REFUSED: Named("refused", "不予登记", "refused"),
    FileState.WITHDRAWN: Named("withdrawn", "已撤回", "withdrawn"),
    FileState.REGISTERED: Named("registered", "已登记", "registered"),
    FileState.DECEASED: Named("deceased", "已故", "deceased"),
    FileState.DEREGISTERED: Named("deregistered", "已注销", "deregistered"),
    FileState.MERGED: Named("merged", "已并入", "merged"),
    FileState.TRANSFERRED_OUT: Named("transferred-out", "已迁出", "moved to another county"),
}


class FileChanged(Stale):
    """Somebody changed the file after it was shown."""

    code = "file-changed"
    zh = "档案在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the file meanwhile. Look at how it stands now, then send it again."


class FileErased(Gone):
    """The person's key was deleted: what the file said cannot be read, nor anything else be written into it."""

    code = "file-erased"
    zh = "该人员的个人信息已依法删除，不能办理。"
    en = "What the file said of the person was erased; nothing can be done with it."


class PersonIsDeceased(Conflict):
    """R6: nothing that only the living do, unless the record of the death is revoked."""

    code = "person-is-deceased"
    zh = "不能办理，因为该人员已登记死亡；死亡登记有误的，请先撤销。"
    en = "The person is recorded as deceased. If that is wrong, have the record of the death revoked first."


class PersonIsDeregistered(Conflict):
    """The registration is void from the start: nothing is done with it, unless that is revoked."""

    code = "person-is-deregistered"
    zh = "不能办理，因为该人员的登记已注销；注销有误的，请先撤销注销。"
    en = "The registration of the person is void. If that is wrong, have the deregistration revoked first."


class PersonIsMerged(Conflict):
    """The person has another file, which goes on; whoever opens this one is led there."""

    code = "person-is-merged"
    zh = "不能办理，因为该档案已并入同一人的另一份档案，请在保留的档案上办理。"
    en = "The file was merged into another of the same person, which goes on: do it there."


def must_be_registered(state: str) -> None:
    """Living or dead. Raises `PersonIsDeregistered`, `PersonIsMerged`."""
    if state == FileState.DEREGISTERED:
        raise PersonIsDeregistered
    if state == FileState.MERGED:
        raise PersonIsMerged


class PersonTransferredOut(Conflict):
    """Another county answers for him; this one keeps the file."""

    code = "person-transferred-out"
    zh = "不能办理，因为该人员已迁往外县；迁回的，请先登记迁入。"
    en = "The person has moved to another county. Record first that he is back, where he is."


def must_be_living(state: str, *, anywhere: bool = False) -> None:
    """In this county, or `anywhere`. Raises `PersonIsDeregistered`, `PersonIsMerged`, `PersonIsDeceased`,
    `PersonTransferredOut`."""
    must_be_registered(state)
    if state == FileState.DECEASED:
        raise PersonIsDeceased
    if state == FileState.TRANSFERRED_OUT and not anywhere:
        raise PersonTransferredOut
