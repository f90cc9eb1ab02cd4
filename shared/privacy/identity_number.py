"""Identity numbers (GB 11643-1999): 6 digits of the first place of registration, 8 of birth, 3 serial, 1 check.

The number never changes for life (居民身份证法 art 3), so that its first six digits are no address and only hint at an
area: numbers of divisions long abolished are right. Checksum (ISO 7064 MOD 11-2) and birth date are hard.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

from shared.privacy.personal import IdNumber

# No division code begins so: an invented person can be no living one.
SYNTHETIC_PREFIX = "999"
LEGACY_LENGTH, LENGTH = 15, 18
# Cells are pasted with blanks of every kind, zero-width ones too, and the apostrophe that makes Excel keep text.
_PADDING = re.compile("[\\s\u200b\u200c\u200d\ufeff'\u2019]+")
_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_LEGACY = re.compile(r"[0-9]{15}")


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A right number in its 18-character form; `legacy` is the 15-digit form it was given in, if it was."""

    number: IdNumber
    birth_on: date
    sex_code: str
    legacy: IdNumber | None = None

    @property
    def is_synthetic(self) -> bool:
        return is_synthetic(self.number.reveal())


def is_synthetic(number: str) -> bool:
    """The number is an invented person's."""
    return number.startswith(SYNTHETIC_PREFIX)


def normalise(text: str) -> str:
    """Half-width, without padding, X in upper case: two spellings of one number become the same."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _PADDING.sub("", text).upper()


def born_on(number: str) -> date:
    """The date of birth in a right number of 18 characters."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def completed(number: str) -> str:
    """A 15-digit number in 18 characters. They were given out until 1999 only: the century is always 19."""
    body = f"{number[:6]}19{number[6:]}"
    return body + str(mod_11_2.calc_check_digit(body))


def read_identity_number(text: str, *, today: date, synthetic_allowed: bool) -> IdentityNumber | str:
    """The number, or the code of the first thing wrong with it (`parameters/faults.py`)."""
    number = normalise(text)
    fault = _shape_fault(number)
    if fault is not None:
        return fault
    legacy = _LEGACY.fullmatch(number) is not None
    full = completed(number) if legacy else number
    birth_on = _birth_date(full)
    if birth_on is None or birth_on > today:
        return "date"
    if not mod_11_2.is_valid(full):
        return "checksum"
    if is_synthetic(full) and not synthetic_allowed:
        return "synthetic-not-allowed"
    sex_code = "1" if int(full[16]) % 2 else "2"
    return IdentityNumber(IdNumber(full), birth_on, sex_code, IdNumber(number) if legacy else None)


def _shape_fault(number: str) -> str | None:
    if "E+" in number:
        return "scientific-notation"
    if len(number) not in {LEGACY_LENGTH, LENGTH}:
        return "length"
    return None if _NUMBER.fullmatch(number) or _LEGACY.fullmatch(number) else "characters"


def _birth_date(number: str) -> date | None:
    try:
        return born_on(number)
    except ValueError:
        return None
