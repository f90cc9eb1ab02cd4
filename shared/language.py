"""Words in both languages, and which of the two a caller reads."""

from dataclasses import dataclass
from functools import lru_cache

from shared.refusal import Language

DEFAULT: Language = "zh-CN"


@dataclass(frozen=True, slots=True)
class Text:
    """One wording for each language."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its name in each language. Subclass it for what else is known of the code."""

    code: str
    zh: str
    en: str


@lru_cache(maxsize=256)
def preferred_language(accept_language: str) -> Language:
    """The better liked of zh-CN and en in an Accept-Language header (RFC 9110); zh-CN when it names neither."""
    best: tuple[float, Language] = (0.0, DEFAULT)
    for offer in accept_language[:500].split(","):
        tag, _, parameter = offer.partition(";")
        language = _known(tag.strip().lower())
        weight = _weight(parameter)
        if language and weight > best[0]:
            best = (weight, language)
    return best[1]


def _known(tag: str) -> Language | None:
    if tag == "zh" or tag.startswith("zh-"):
        return "zh-CN"
    return "en" if tag == "en" or tag.startswith("en-") else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
