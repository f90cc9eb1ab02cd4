"""What may be corrected, and since when it may have held."""

from datetime import date

from services.registry.corrections.parameters import CORRECTABLE
from services.registry.veterans.parameters.fields import Field
from shared.refusal import Conflict, FieldFault, Invalid


class FieldNotCorrectable(Invalid):
    """Identities take a second person; moves, recognitions and registrations are acts of their own."""

    code = "field-not-correctable"
    zh = "该项目不能直接更正：身份证号、姓名、出生日期、登记日期请提出身份信息更正，其他项目请按相应业务办理。"
    en = (
        "This field is not corrected so: propose a correction of the identity for number, name and date of birth, and"
        " for the day of registration; the others are changed by acts of their own."
    )


class CorrectionInvalid(Invalid):
    """`fields` names every fault."""

    code = "correction-invalid"
    zh = "不能更正，原因见各字段。"
    en = "It cannot be corrected; the fields tell why."


class NumberOfRelative(Conflict):
    """R1: it is the number of somebody without a file. Nobody takes two persons for one by guess."""

    code = "number-of-relative"
    zh = (
        "不能更正为该号码，因为该号码已作为家属、代办人或者优抚对象登记，且没有退役军人档案。确为同一人的，"
        "请先以登记有误为由撤销该家属关系或者终止该优抚对象的登记，再更正号码，然后重新登记。"
    )
    en = (
        "Somebody without a file is known by this number, as a relative, a proxy or a recipient. If both are one"
        " person, have the relation revoked or the record ended as made by mistake, correct the number, then record it"
        " anew."
    )


class NumberOfAnother(Conflict):
    """R1, said of a relative or proxy: two persons are not made one by a correction."""

    code = "number-of-another"
    zh = (
        "不能更正为该号码，因为该号码已登记在他人名下。确为同一人的，请撤销本项亲属关系或者代办授权（登记有误），"
        "再按该号码重新登记。"
    )
    en = (
        "Somebody else is known by this number. If both are one person, have the relation or the authority revoked as"
        " recorded in error, then record it anew by that number."
    )


def get_correctable(name: str) -> Field:
    """Raises `FieldNotCorrectable`."""
    if name not in CORRECTABLE:
        raise FieldNotCorrectable
    return CORRECTABLE[name]


def since(stated: date | None, *, registered_on: date, today: date) -> date:
    """The day from which it holds; not stated, it has been so since the registration. Raises `CorrectionInvalid`."""
    if stated is not None and stated < registered_on:
        raise CorrectionInvalid(fields=[_BEFORE_REGISTRATION])
    if stated is not None and stated > today:
        raise CorrectionInvalid(fields=[_IN_FUTURE])
    return stated or registered_on


_BEFORE_REGISTRATION = FieldFault(
    "holds_from",
    "before-registration",
    "早于登记日期；自登记时起即应如此的，请不填。",
    "Before the registration; leave it empty where it should have been so from the start.",
)
_IN_FUTURE = FieldFault("holds_from", "in-future", "日期晚于今天。", "The date lies in the future.")
