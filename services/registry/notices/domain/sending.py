"""What a system is told that brings its notices itself. Pure."""

from collections.abc import Mapping

from services.registry.veterans.parameters.faults import FAULTS
from shared.refusal import FieldFault, Forbidden, Invalid


class NotASender(Forbidden):
    """The account is no machine, or bears the name of no system that may tell us anything."""

    code = "not-a-sender"
    zh = "该账号不是可以通报的外部系统：须为系统账号，用户名与系统名称一致。"
    en = "This account is no system that may tell us anything: a machine whose user name is that of the system."


class NoticeInvalid(Invalid):
    """`fields` says what is wrong with it; nothing was taken."""

    code = "notice-invalid"
    zh = "通报有误，未接收，原因见各字段。"
    en = "The notice is wrong and was not taken; the fields tell why."


_OF_A_NUMBER = "id-number-"
_FAULTS: Mapping[str, FieldFault] = {
    "type-not-the-senders": FieldFault(
        "kind", "type-not-the-senders", "该系统不能通报此类事项。", "This system may not tell of such."
    ),
    "day-impossible": FieldFault(
        "happened_on", "day-impossible", "日期应在 1900 年以后、今天或以前。", "A day from 1900 on, today or before."
    ),
}


def fault_of(code: str) -> FieldFault:
    """The field and the rule for what cannot be read (`domain/message.py`)."""
    if code.startswith(_OF_A_NUMBER):
        fault = code.removeprefix(_OF_A_NUMBER)
        return FieldFault("id_number", fault, *FAULTS[fault])
    return _FAULTS.get(code) or FieldFault("message_id", code, "格式不符。", "Not in the form of this field.")
