"""Acts and their subjects in words; the audit keeps codes and ids."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.audit.verification import Tampering
from shared.auth.permissions import PERMISSIONS
from shared.http.dependencies import asked_for
from shared.language import Named, Text
from shared.refusal import Refusal
from shared.web.formats import short

_TOLD = tomllib.loads((Path(__file__).parent / "acts.toml").read_text(encoding="utf-8"))
ACTS: Mapping[str, Named] = {code: Named(code, **words) for code, words in _TOLD["acts"].items()}
THINGS: Mapping[str, Named] = {code: Named(code, **words) for code, words in _TOLD["things"].items()}
TAMPERINGS: Mapping[Tampering, Text] = {
    Tampering.ROW_MISSING: Text("记录缺失", "the row is missing"),
    Tampering.ROW_CHANGED: Text("记录被改动", "the row was changed"),
    Tampering.LINKS_MISSING: Text("链条缺失", "links are missing"),
    Tampering.CHECKPOINT_DIFFERS: Text("与核对点不符", "differs from the checkpoint"),
    Tampering.ROW_WAITING: Text("记录未入链", "the row is not chained"),
}
_THING = re.compile(rf"\b({'|'.join(sorted(THINGS, key=len, reverse=True))})(?:_id)? (?=\S)")
_FACT = re.compile(r"\{[^}]*\}")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def act_of(action: str, attempts: Mapping[str, Text]) -> Text | Named:
    """What an act is called; of one that was refused before it began, what was to be done (`attempts_at`); its code
    where it has no words."""
    return ACTS.get(action) or attempts.get(action) or Text(action, action)


@lru_cache(maxsize=1)  # a process has one application
def attempts_at(app: FastAPI) -> Mapping[str, Text]:
    """By the name that a refusal at a route is recorded under, the permission that was missing, in words; nothing of a
    name that stands at routes of different permissions."""
    asked = defaultdict[str, set[frozenset[str]]](set)
    for route in (route for route in app.routes if isinstance(route, APIRoute)):
        asked[route.name.replace("_", "-")].add(asked_for(route.dependant) or frozenset())
    one = {name: sorted(found.pop() & PERMISSIONS.keys()) for name, found in asked.items() if len(found) == 1}
    return {name: Text(PERMISSIONS[found[0]].zh, PERMISSIONS[found[0]].en) for name, found in one.items() if found}


def result_of(result: str) -> Text:
    """Why something was refused, in the words of the refusal without its facts; its code where it has no words."""
    found = next((each for each in _worded(Refusal) if each.code == result), None)
    return Text(_FACT.sub("…", found.zh), _FACT.sub("…", found.en)) if found else Text(result, result)


def _worded(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        if "code" in vars(each):
            yield each
        yield from _worded(each)


def about(subject: str) -> Text:
    """What an act was about, its ids by the digits people tell them apart by: `案件 9f2c63cc` for `case 0190…`."""
    brief = _ID.sub(lambda found: short(found[0]), subject)
    zh = _THING.sub(lambda found: f"{THINGS[found[1]].zh} ", brief)
    en = _THING.sub(lambda found: f"{THINGS[found[1]].en} ", brief)
    return Text(zh.replace(" of ", "，").replace(", ", "，"), en)
