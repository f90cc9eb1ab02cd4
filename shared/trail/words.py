"""Acts and their subjects in words; the audit keeps codes and ids."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from shared.language import Named, Text
from shared.web.formats import short

_TOLD = tomllib.loads((Path(__file__).parent / "acts.toml").read_text(encoding="utf-8"))
ACTS: Mapping[str, Named] = {code: Named(code, **words) for code, words in _TOLD["acts"].items()}
THINGS: Mapping[str, Named] = {code: Named(code, **words) for code, words in _TOLD["things"].items()}
_THING = re.compile(rf"\b({'|'.join(sorted(THINGS, key=len, reverse=True))})(?:_id)? (?=\S)")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def act_of(action: str) -> Text | Named:
    """What an act is called; its code where it has no words."""
    return ACTS.get(action) or Text(action, action)


def about(subject: str) -> Text:
    """What an act was about, its ids by the digits people tell them apart by: `案件 9f2c63cc` for `case 0190…`."""
    brief = _ID.sub(lambda found: short(found[0]), subject)
    zh = _THING.sub(lambda found: f"{THINGS[found[1]].zh} ", brief)
    en = _THING.sub(lambda found: f"{THINGS[found[1]].en} ", brief)
    return Text(zh.replace(" of ", "，"), en)
