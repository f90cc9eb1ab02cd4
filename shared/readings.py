"""How a character is read: in pinyin without tones, and by its first letters."""

import os
from functools import lru_cache

# The ideographs there are, nearly; what is asked twice is looked up once.
_KEPT = 30_000
# What surnames are called besides, and the library does not know.
_AS_SURNAME = {"谌": ("shen",), "费": ("bi",)}


@lru_cache(maxsize=_KEPT)
def initials_of(sign: str) -> tuple[str, ...]:
    """Of every reading that it has, whichever is meant; of a Latin letter itself, of what has no reading none."""
    return _readings(sign, "FIRST_LETTER", tuple(each[0] for each in _AS_SURNAME.get(sign, ())))


@lru_cache(maxsize=_KEPT)
def syllables_of(sign: str) -> tuple[str, ...]:
    """The same, whole: two characters that sound alike share one."""
    return _readings(sign, "NORMAL", _AS_SURNAME.get(sign, ()))


def _readings(sign: str, style: str, besides: tuple[str, ...]) -> tuple[str, ...]:
    if sign.isascii():
        return (sign,)
    # 46 MB of phrases, which would choose one reading, stay out; the rest is loaded by who needs it.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    known = pinyin(sign, getattr(Style, style), heteronym=True, errors="ignore")
    readings = [each for found in known for each in found]
    found = (*(each for each in readings if each.isascii() and each.isalpha()), *besides)
    return tuple(dict.fromkeys(found))
