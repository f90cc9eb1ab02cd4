"""What a contact point must look like."""

import phonenumbers

from shared.refusal import FieldFault

NOT_A_MOBILE = FieldFault(
    "value", "not-a-mobile-number", "不是有效的中国大陆手机号。", "This is not a valid mobile number of mainland China."
)

_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


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
