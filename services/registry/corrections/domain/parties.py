"""Of whom a name or number is corrected who is known as a party to cases alone. Pure."""

from services.registry.corrections.domain.correction import CorrectionInvalid
from shared.privacy.personal import Personal
from shared.refusal import Conflict, FieldFault


class PartyHasRecord(Conflict):
    """One person, one record: what it says is corrected there."""

    code = "party-has-record"
    zh = "不能在此更正，因为该人还有退役军人档案、优抚对象登记，或者是退役军人的家属、代办人，请在相应登记中更正。"
    en = (
        "The person has a file or a record as well, or is a veteran's relative or proxy: name and number are corrected"
        " there."
    )


class PartyElsewhereToo(Conflict):
    """He is known where the caller does not see it; whether as a party or by a record is not told."""

    code = "party-elsewhere-too"
    zh = "不能更正，因为该人在其他机构也有登记，请由县退役军人服务中心更正。"
    en = "The person is known to other units too: the county's service centre corrects it."


class NumberOfAnotherParty(Conflict):
    """R1: two persons are not made one by a correction of a number."""

    code = "number-of-another-party"
    zh = "不能更正为该号码，因为该号码已登记在他人名下。当事人就是那个人的，请更正当事人。"
    en = "Somebody else is known by this number. If that is who the party is, correct who the party is."


def must_say_something(name: Personal | None, id_number: Personal | None) -> None:
    """Raises `CorrectionInvalid`."""
    if name is None and id_number is None:
        raise CorrectionInvalid(fields=[_NOTHING])


_NOTHING = FieldFault("name", "required", "请填写姓名或者身份证号。", "Give the name or the identity number.")
