"""What moves, and why a record of a move is revoked."""

from collections.abc import Mapping
from enum import StrEnum

from shared.events.person_codes import RELOCATION_KIND, RELOCATION_REVOCATION_REASON
from shared.language import Named


class Kind(StrEnum):
    """What of a person moves."""

    DOMICILE = "domicile"
    RESIDENCE = "residence"


KINDS: Mapping[str, Named] = RELOCATION_KIND.by_code()
REASONS: Mapping[str, Named] = RELOCATION_REVOCATION_REASON.by_code()
# Which field of the file has the division.
DIVISION: Mapping[Kind, str] = {Kind.DOMICILE: "domicile_code", Kind.RESIDENCE: "residence_code"}
