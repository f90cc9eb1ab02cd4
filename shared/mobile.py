"""A mobile number of mainland China, however it was written."""

import phonenumbers

_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def read_mobile(written: str) -> str | None:
    """Its eleven digits; None for anything else."""
    try:
        number = phonenumbers.parse(written, "CN")
    except phonenumbers.NumberParseException:
        return None
    mainland = number.country_code == 86 and phonenumbers.is_valid_number(number)
    if not mainland or phonenumbers.number_type(number) not in _MOBILE:
        return None
    return str(number.national_number)
