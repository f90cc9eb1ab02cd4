"""Reads what was typed, sent or found in a cell into typed values: one reader for each kind of field.

A reader answers the value, or the code of the fault (`parameters/faults.py`).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

import phonenumbers

from services.registry.veterans.domain.values import (
    MOST_DIGITS_OF_A_NUMBER,
    Flaw,
    Raw,
    Terms,
    Value,
    half_width,
)
from services.registry.veterans.parameters.fields import Field
from shared.partial_date import read_date, read_partial_date
from shared.privacy.identity_number import read_identity_number
from shared.privacy.personal import BankAccount, Personal, PersonName, PhoneNumber
from shared.workbooks.cells import is_number, text_of
from shared.workbooks.columns import Kind


def read_value(field: Field, raw: Raw, terms: Terms) -> Value | Flaw:
    """The typed value of a field that is not empty."""
    clear = raw.reveal() if isinstance(raw, Personal) else raw
    return READERS[field.kind](clear, field, terms)


def _identity_number(raw: object, _field: Field, terms: Terms) -> Value | Flaw:
    if is_number(raw):
        return Flaw("number-not-text")
    read = read_identity_number(text_of(raw), today=terms.today, synthetic_allowed=terms.synthetic_ids_allowed)
    return Flaw(read) if isinstance(read, str) else read


_COMMON_NAME = re.compile(r"[一-鿿]{2,4}")
_DOTS = str.maketrans({"•": "·", "．": "·", "・": "·", "‧": "·", "　": " "})
_NAME_PUNCTUATION = frozenset("·-' ")


def _person_name(raw: object, field: Field, _terms: Terms) -> Value | Flaw:
    name = text_of(raw)
    if not _COMMON_NAME.fullmatch(name):
        name = re.sub(r"\s+", " ", name.translate(_DOTS)).strip()
        # Registers pad names of two characters to align them; names in Latin letters keep their blanks.
        name = name if name.isascii() else name.replace(" ", "")
    if len(name) > field.longest:
        return Flaw("too-long")
    # Letters and marks of any script, and the private-use characters that old systems put rare names in.
    letters = all(unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Co" for sign in _bare(name))
    return PersonName(name) if name and letters else Flaw("characters")


def _bare(name: str) -> str:
    return "".join(sign for sign in name if sign not in _NAME_PUNCTUATION)


def _text(raw: object, field: Field, _terms: Terms) -> Value | Flaw:
    if is_number(raw) and len(text_of(raw)) > MOST_DIGITS_OF_A_NUMBER:
        return Flaw("number-not-text")
    text = re.sub(r"\s+", " ", text_of(raw))
    if len(text) > field.longest:
        return Flaw("too-long")
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        return Flaw("characters")
    return Personal(text)


def _code(raw: object, field: Field, _terms: Terms) -> Value | Flaw:
    entry = field.code_set.find(half_width(raw)) if field.code_set else None
    return Flaw("not-in-code-set") if entry is None else entry.code


def _codes(raw: object, field: Field, terms: Terms) -> Value | Flaw:
    parts = raw if isinstance(raw, tuple) else re.split(r"[、,;/\s]+", half_width(raw))
    read = [_code(part, field, terms) for part in parts if part]
    flaw = next((code for code in read if isinstance(code, Flaw)), None)
    return flaw or tuple(sorted({code for code in read if isinstance(code, str)}))


def _date(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    return read_date(text_of(raw)) or Flaw("date")


def _partial_date(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    return read_partial_date(text_of(raw)) or Flaw("date")


_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
_PHONE_PADDING = re.compile("[\\s()\u2013\u2014-]+")


def _phone(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    digits = _PHONE_PADDING.sub("", half_width(raw))
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return PhoneNumber(mobile[1])
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        return Flaw("phone")
    if number.country_code != 86 or not phonenumbers.is_valid_number(number):
        return Flaw("phone")
    return PhoneNumber(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).replace(" ", ""))


_ACCOUNT = re.compile(r"[0-9]{8,30}")


def _account(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    if is_number(raw):
        return Flaw("number-not-text")
    digits = re.sub(r"[\s'-]+", "", half_width(raw))
    if "E+" in digits.upper():
        return Flaw("scientific-notation")
    return BankAccount(digits) if _ACCOUNT.fullmatch(digits) else Flaw("account")


_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("是", "有", "1", "true", "yes", "y", "√"), True),
    **dict.fromkeys(("否", "无", "0", "false", "no", "n", "×"), False),
}


def _flag(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    return _FLAGS.get(half_width(raw).lower(), Flaw("flag"))


MOST_FEN = 10**12


def _money(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    """Text is yuan, as in a sheet; an integer is fen, as in JSON."""
    try:
        fen = Decimal(raw) if isinstance(raw, int) else Decimal(half_width(raw).replace(",", "")) * 100
    except ArithmeticError:
        return Flaw("amount")
    whole = fen.is_finite() and 0 <= fen <= MOST_FEN and fen == fen.quantize(Decimal(1), ROUND_HALF_UP)
    return int(fen) if whole else Flaw("amount")


_DIVISION = re.compile(r"[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?")


def _division(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    code = half_width(raw)
    return code if _DIVISION.fullmatch(code) else Flaw("division-shape")


_ORG = re.compile(r"[0-9A-Z]{6,24}")


def _org(raw: object, _field: Field, _terms: Terms) -> Value | Flaw:
    code = half_width(raw).upper()
    return code if _ORG.fullmatch(code) else Flaw("org-unknown")


READERS: Mapping[Kind, Callable[[object, Field, Terms], Value | Flaw]] = {
    Kind.IDENTITY_NUMBER: _identity_number,
    Kind.PERSON_NAME: _person_name,
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.PHONE: _phone,
    Kind.ACCOUNT: _account,
    Kind.FLAG: _flag,
    Kind.MONEY: _money,
    Kind.DIVISION: _division,
    Kind.ORG: _org,
}
