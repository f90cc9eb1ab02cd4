"""What a contact point must look like, and when it may be used."""

from dataclasses import dataclass
from typing import Literal

import phonenumbers

from shared.refusal import FieldFault

NOT_A_MOBILE = FieldFault(
    "value", "not-a-mobile-number", "不是有效的中国大陆手机号。", "This is not a valid mobile number of mainland China."
)

_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)

Obstacle = Literal["no-contact-point", "revoked", "unverified", "opted-out"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a contact point may be used; None where there is no such point."""

    verified: bool
    revoked: bool


def mobile(written: str) -> str | None:
    """The eleven digits of a mainland mobile number, however it was written; None for anything else."""
    try:
        number = phonenumbers.parse(written, "CN")
    except phonenumbers.NumberParseException:
        return None
    mainland = number.country_code == 86 and phonenumbers.is_valid_number(number)
    if not mainland or phonenumbers.number_type(number) not in _MOBILE:
        return None
    return str(number.national_number)


def obstacle(standing: Standing | None, *, opted_out: bool) -> Obstacle | None:
    """Why a message may not go to the point (never must N3 and N5 happen); None when it may."""
    if standing is None:
        return "no-contact-point"
    if standing.revoked:
        return "revoked"
    if not standing.verified:
        return "unverified"
    return "opted-out" if opted_out else None
