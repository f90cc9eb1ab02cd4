"""The values of a file, and what they are read from."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from shared.partial_date import PartialDate
from shared.privacy.identity_number import IdentityNumber
from shared.privacy.personal import Personal
from shared.workbooks.cells import text_of

# What a form holds: JSON gives text, numbers and booleans, a sheet text and numbers. A `Personal` prints masked.
Raw = str | bool | int | float | Personal | tuple[str, ...]
Value = str | bool | int | date | PartialDate | IdentityNumber | Personal | tuple[str, ...]

# A double holds every integer of 15 digits; a spreadsheet shows no more.
MOST_DIGITS_OF_A_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Terms:
    """What reading depends on: the calendar date in Shanghai, and whether invented people are accepted."""

    today: date
    synthetic_ids_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """The value could not be read; `code` says why."""

    code: str


def half_width(raw: object) -> str:
    """The same with full-width digits and letters made ordinary ones. Not for names: it changes rare characters."""
    text = text_of(raw)
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()
