"""The end of a case was said wrongly, or there was none, by form."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from services.benefits.cases.commands import correct_resolution, reopen_case
from services.benefits.cases.pages.forms import HANDLE, ONE, RESOLUTION, choices_for, do_as_said, find_case, standing
from services.benefits.cases.schemas.cases import ReopeningPaper, ResolutionPaper
from services.benefits.dependencies import decider
from services.benefits.directory.queries import takes_no_cases
from shared.web.deciding import Decided, Matter, deciding
from shared.web.page import page_router
from shared.web.standing import Standing

router = page_router()


async def _correcting(matter: Matter[None]) -> Mapping[str, Any]:
    """What is said now, and who may have mediated: who did it on the day that is said now, and whoever is said to
    have."""
    case = await find_case(matter)
    choices = await choices_for(matter, case, case.resolved_on or case.opened_on)
    claimed = {**asdict(case), "mediator_ids": [str(each) for each in case.mediator_ids]}
    return {"each": case, "choices": choices, "claimed": claimed}


async def _reopening(matter: Matter[None]) -> Mapping[str, Any]:
    case = await find_case(matter)
    return {"each": case, "is_closed": await takes_no_cases(matter.reading.connection, case.org_code)}


async def _standing(matter: Matter[None]) -> Standing:
    """The case by the names of these forms, of which the reason, and who goes on with it, are the form's own."""
    found = await standing(matter)
    own = {"reason", "org_code"}
    return replace(found, values={name: value for name, value in found.values.items() if name not in own})


@deciding(
    router, ONE + "/resolution/correction", HANDLE, ResolutionPaper, "resolution-correction.html", shown=_correcting,
    stands=_standing, by=decider, **RESOLUTION,
)  # fmt: skip
async def correct(decided: Decided[None, ResolutionPaper]) -> str:
    """Say how the case really ended."""
    return await do_as_said(correct_resolution, decided)


@deciding(
    router, ONE + "/reopening", HANDLE, ReopeningPaper, "reopening.html", shown=_reopening, stands=_standing, by=decider
)
async def reopen(decided: Decided[None, ReopeningPaper]) -> str:
    """Take the case up again."""
    return await do_as_said(reopen_case, decided)
