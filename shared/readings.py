"""How a character is read, by the first letters of its pinyin."""

import os
from functools import lru_cache

# The ideographs there are, nearly; what is asked twice is looked up once.
_KEPT = 30_000
# What surnames are called besides, and the library does not know.
_AS_SURNAME = {"谌": ("s",), "费": ("b",)}


@lru_cache(maxsize=_KEPT)
def initials_of(sign: str) -> tuple[str, ...]:
    """Of every reading that it has, whichever is meant; of a Latin letter itself, of what has no reading none."""
    if sign.isascii():
        return (sign,)
    # 46 MB of phrases, which would choose one reading, stay out; the rest is loaded by who needs it.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    readings = [each for found in pinyin(sign, Style.FIRST_LETTER, heteronym=True, errors="ignore") for each in found]
    found = (*(each for each in readings if each.isascii() and each.isalpha()), *_AS_SURNAME.get(sign, ()))
    return tuple(dict.fromkeys(found))
