"""What a name is looked for by: its characters, its pairs of neighbours, and the initials of its readings. Pure.

A character with several readings has all of them: 单 is found by d, c and s, whatever it is in this name.
"""

import unicodedata
from itertools import pairwise, product
from typing import NamedTuple

from shared.privacy.personal import Personal
from shared.readings import initials_of
from shared.refusal import FieldFault, Invalid

CHARACTERS, INITIALS = "characters", "initials"
# Of fewer initials than two, every fifth name would be found; four of them tell names apart as well as five do.
FEWEST_INITIALS, MOST_INITIALS = 2, 4


class Term(NamedTuple):
    """One of the things that a name is found by; initials begin the name."""

    kind: str
    text: str


class SoughtName(NamedTuple):
    """What somebody looks for. A name agrees when it has all of the terms."""

    kind: str
    signs: str
    terms: tuple[Term, ...]


class NameUnsearchable(Invalid):
    """`fields` says why no name can be looked for by this."""

    code = "name-unsearchable"
    zh = "不能按此内容查找姓名。"
    en = "No name can be looked for by this."


def terms_of(name: Personal) -> frozenset[Term]:
    """Everything that a registered name is found by."""
    signs = signs_of(name.reveal())
    texts = {*signs, *map("".join, pairwise(signs))}
    return frozenset({Term(CHARACTERS, text) for text in texts} | {Term(INITIALS, text) for text in _initials(signs)})


def sought_name(text: Personal, *, field: str = "name") -> SoughtName:
    """Characters in their order, or the first initials in Latin letters. Raises `NameUnsearchable`, at the field."""
    signs = signs_of(text.reveal())
    if signs and not any(map(str.isascii, signs)):
        found = map("".join, pairwise(signs)) if len(signs) > 1 else signs
        return SoughtName(CHARACTERS, signs, tuple(Term(CHARACTERS, each) for each in dict.fromkeys(found)))
    if not signs.isascii() or not FEWEST_INITIALS <= len(signs) <= MOST_INITIALS:
        raise NameUnsearchable(fields=[_fault(field)])
    return SoughtName(INITIALS, signs, (Term(INITIALS, signs),))


def _fault(field: str) -> FieldFault:
    return FieldFault(
        field,
        "name-or-initials",
        f"请填姓名中连续的汉字，或姓名开头{FEWEST_INITIALS}至{MOST_INITIALS}个字的拼音首字母，二者不混写。",
        f"Characters of the name as they stand in it, or the pinyin initials of its first {FEWEST_INITIALS} to "
        f"{MOST_INITIALS} characters; not both.",
    )


def signs_of(text: str) -> str:
    """The letters alone, old systems' own for rare ones among them; compatibility forms as what they stand for."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kinds = ((sign, unicodedata.category(sign)) for sign in folded)
    return "".join(sign for sign, kind in kinds if kind[0] == "L" or kind == "Co")


def same_name(one: str, other: str) -> bool:
    """However it is spaced, and in whatever width; the dot of long names is written in several ways."""
    return signs_of(one) == signs_of(other)


def _initials(signs: str) -> set[str]:
    """Of the first two, three and four characters, in every reading; of one without any reading, nothing beyond."""
    lengths = range(FEWEST_INITIALS, min(len(signs), MOST_INITIALS) + 1)
    return {"".join(each) for length in lengths for each in product(*map(initials_of, signs[:length]))}
