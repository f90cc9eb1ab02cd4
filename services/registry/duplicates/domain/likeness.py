"""What a file is recognised by, and how much two of them have alike. Pure.

What is personal is compared by keyed tokens of these terms, never in clear; the months of service and the village,
which are not personal, as they are.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from services.registry.duplicates.parameters import FEWEST_SIGNS, MOST, READ_SIGNS, WEIGHTS, Ground
from services.registry.veterans.domain.name_terms import signs_of
from shared.partial_date import PartialDate, Precision
from shared.privacy.identity_number import born_on
from shared.privacy.personal import IdNumber, Personal
from shared.readings import syllables_of


class Term(NamedTuple):
    """One of the things by which a file is recognised."""

    ground: Ground
    text: str


@dataclass(frozen=True)
class Recognised:
    """What is personal of a file: the numbers and names that it has or had, the date of birth where it states another
    than the number's."""

    numbers: Collection[IdNumber]
    names: Collection[Personal]
    stated_birth: date | None = None
    certificate: Personal | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """What is not personal of it."""

    domicile_code: str
    enlisted: PartialDate | None
    discharged: PartialDate | None


def terms_of(file: Recognised) -> frozenset[Term]:
    """Everything that a file is recognised by."""
    numbers = [number.reveal() for number in file.numbers]
    births = {born_on(number) for number in numbers} | ({file.stated_birth} if file.stated_birth else set())
    terms = {Term(Ground.NUMBER, legacy_form(number)) for number in numbers}
    for name in (signs_of(name.reveal()) for name in file.names):
        for birth in births if name else ():
            terms.add(Term(Ground.NAME, f"{name}/{birth}"))
            terms |= {Term(Ground.READING, f"{read}/{len(name)}/{birth}") for read in _readings(name)}
    certificate = _certificate(file.certificate)
    return frozenset(terms | ({Term(Ground.CERTIFICATE, certificate)} if certificate else set()))


def legacy_form(number: str) -> str:
    """The 15 digits of a number of 18: without the century, and without the sign that checks. Old systems took some
    years of birth for those of another century."""
    return number[:6] + number[8:17]


def grounds_of(alike: Collection[Ground], one: Served, other: Served) -> frozenset[Ground]:
    """All that two files have alike, of which `alike` was found by terms."""
    grounds = set(alike)
    if Ground.NAME in grounds:
        grounds.discard(Ground.READING)
    if grounds & {Ground.NAME, Ground.READING}:
        grounds.add(Ground.BIRTH)
    if one.domicile_code == other.domicile_code:
        grounds.add(Ground.DOMICILE)
    if _is_same(one.enlisted, other.enlisted):
        grounds.add(Ground.ENLISTED)
    if _is_same(one.discharged, other.discharged):
        grounds.add(Ground.DISCHARGED)
    return frozenset(grounds)


def score_of(grounds: Collection[Ground]) -> int:
    """How alike they are, of 100."""
    return min(MOST, sum(WEIGHTS[ground] for ground in grounds))


def _readings(name: str) -> set[str]:
    """Of its first characters, in every reading of each; none where one has no reading."""
    return {" ".join(each) for each in product(*map(syllables_of, name[:READ_SIGNS]))}


def _certificate(number: Personal | None) -> str:
    folded = unicodedata.normalize("NFKC", number.reveal()).casefold() if number else ""
    signs = "".join(filter(str.isalnum, folded))
    return signs if len(signs) >= FEWEST_SIGNS and any(map(str.isdigit, signs)) else ""


def _is_same(one: PartialDate | None, other: PartialDate | None) -> bool:
    """In the same month; where only the year is known, half the county was."""
    if one is None or other is None or Precision.YEAR in {one.precision, other.precision}:
        return False
    return (one.first.year, one.first.month) == (other.first.year, other.first.month)
