"""Which fields are corrected how."""

from collections.abc import Mapping
from enum import StrEnum

from services.registry.veterans.parameters.fields import FIELD, FIELDS, Field
from shared.events.codes import CORRECTION_EVIDENCE, IDENTITY_KIND
from shared.language import Named


class IdentityKind(StrEnum):
    """What takes evidence and a second person."""

    ID_NUMBER = "id-number"
    NAME = "name"
    BIRTH_DATE = "birth-date"
    REGISTRATION_DAY = "registration-day"


IDENTITY_FIELD: Mapping[IdentityKind, Field] = {
    IdentityKind.ID_NUMBER: FIELD["id_number"],
    IdentityKind.NAME: FIELD["name"],
    IdentityKind.BIRTH_DATE: FIELD["birth_on"],
    IdentityKind.REGISTRATION_DAY: FIELD["registered_on"],
}
# What is known of somebody without a record of his own.
OF_COMPANIONS = frozenset({IdentityKind.ID_NUMBER, IdentityKind.NAME})
# Whose record has no day of registration.
OF_RECIPIENTS = OF_COMPANIONS | {IdentityKind.BIRTH_DATE}
# No identity, and corrected alike: figures of days long past follow it.
_DAY = Named(IdentityKind.REGISTRATION_DAY.value, "登记日期", "day of registration")
KINDS: Mapping[str, Named] = {**IDENTITY_KIND.by_code(), _DAY.code: _DAY}
EVIDENCE: Mapping[str, Named] = CORRECTION_EVIDENCE.by_code()
POLITICAL = "political_code"
# Of acts of their own: a move, a recognition; or not a fact about the person at all.
_BY_ANOTHER_ACT = frozenset(
    {
        "sex_code",
        "domicile_code",
        "residence_code",
        "org_code",
        "category_codes",
        "synthetic",
        "reported_in_on",
        *(field.name for field in IDENTITY_FIELD.values()),
    }
)
CORRECTABLE: Mapping[str, Field] = {field.name: field for field in FIELDS if field.name not in _BY_ANOTHER_ACT}
OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("confirmed", "已更正", "corrected"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
# What files say, by the names of fields; and whether they say so still.
CALLED: Mapping[str, Named] = {field.name: Named(field.name, field.zh, field.en) for field in FIELDS}
HOLDS = (Named("true", "有效", "holds"), Named("false", "已更正", "no longer"))
