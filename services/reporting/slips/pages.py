"""Supervision slips in a browser: the list, one slip, and each act by a form of its own, made alike."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from starlette.responses import Response

from services.reporting.dependencies import SlipIssuer, SlipIssuing, SlipReading, UnitCode
from services.reporting.slips.commands import supervising
from services.reporting.slips.domain import Act, Slip
from services.reporting.slips.letters import letter_of_slip
from services.reporting.slips.parameters import ACTS, COLOURS, MATTERS, OUTCOMES, SHOWN, STATES
from services.reporting.slips.queries import WantedSlips, fetch_slips, find_follower, get_slip, list_slip_steps
from services.reporting.slips.schemas import (
    SLIPS,
    ColourCode,
    NotePaper,
    RaisingPaper,
    ShownCode,
    SlipForm,
    SlipStepView,
    SlipView,
)
from services.reporting.units.queries import list_units_kept
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()

LIST = "/reporting/supervision"
ONE = LIST + "/{slip_id:uuid}"
ANSWER, ISSUE = "supervision.answer", "supervision.issue"
# By colour and by state; the words say the colour as well.
COLOUR_BADGES: Mapping[str, str] = {"blue": "info", "orange": "due", "red": "late"}
BADGES: Mapping[str, str] = {"issued": "due", "answered": "info", "closed": "none"}
WORDS: Mapping[str, Any] = {
    "colours": COLOURS,
    "matters": MATTERS,
    "outcomes": OUTCOMES,
    "states": STATES,
    "acts": ACTS,
    "shown_words": SHOWN,
    "badges": BADGES,
    "colour_badges": COLOUR_BADGES,
}


@dataclass(frozen=True, slots=True)
class SlipAct:
    """`end` ends the address of its form, `paper` is what that takes."""

    act: Act
    end: str
    permission: str
    paper: type[BaseModel]
    do: Callable[..., Awaitable[Slip]]


SLIP_ACTS = (
    SlipAct(Act.ANSWER, "answer", ANSWER, NotePaper, supervising.answer_slip),
    SlipAct(Act.SETTLE, "settlement", ISSUE, NotePaper, supervising.settle_slip),
    SlipAct(Act.RETURN, "return", ISSUE, NotePaper, supervising.return_slip),
    SlipAct(Act.RAISE, "raising", ISSUE, RaisingPaper, supervising.raise_slip),
    SlipAct(Act.WITHDRAW, "withdrawal", ISSUE, NotePaper, supervising.withdraw_slip),
)


@router.get(LIST)
async def list_slips(
    reading: SlipReading,
    view: Viewing,
    *,
    unit: UnitCode = None,
    colour: ColourCode | None = None,
    shown: ShownCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The last issued first."""
    wanted, today = WantedSlips(unit, colour, shown), local_date(reading.now)
    page = await fetch_slips(reading, wanted, cursor, limit, view=SlipView.of_row)
    units = await list_units_kept(reading.connection, today, {each.org_path for each in page.items})
    return view.show("slips.html", page=page, cursor=cursor, wanted=wanted, units=units, today=today, **WORDS)


export_pages(router, LIST, SLIPS)


@router.get(LIST + "/new")
async def show_new_slip(reading: SlipIssuing, view: Viewing) -> Response:
    """The form that issues one."""
    return view.show("slip-form.html", form=Form(), **WORDS)


@router.post(LIST + "/new")
async def issue(reading: SlipIssuing, work: SlipIssuer, sent: Sent[SlipForm]) -> Response:
    """Issue it."""
    async with sent.answering("slip-form.html", **WORDS):
        said = sent.value
        slip = await supervising.issue_slip(sent.keyed(work), said.org_code, matter=said.matter, demand=said.demand)
    return sent.done(f"{LIST}/{slip.slip_id}")


@router.get(ONE)
async def show_slip(slip_id: UUID, reading: SlipReading, view: Viewing) -> Response:
    """One slip, what can be done with it, what was, and the slips before and after it."""
    facts = await _facts(reading, slip_id)
    slip: Slip = facts["each"]
    steps = [SlipStepView.of(row) for row in await list_slip_steps(reading.connection, slip_id)]
    return view.show(
        "slip.html",
        steps=steps,
        follower=await find_follower(reading.connection, slip_id),
        possible={act for act in Act if slip.can(act, facts["today"])},
        is_own=are_of(reading.caller.hands, slip.answered_by),
        **facts,
    )


letter_pages(router, ONE + "/letter", letter_of_slip, back=LIST + "/{slip_id}")


async def _facts(reading: Reading, slip_id: UUID) -> dict[str, Any]:
    slip, today = await get_slip(reading, slip_id), local_date(reading.now)
    units = await list_units_kept(reading.connection, today, {slip.org_path})
    unit = units[slip.org_path]
    return {"each": slip, "today": today, "name": unit.called, "back": f"{LIST}/{slip_id}", **WORDS}


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return await _facts(matter.reading, matter.about)


async def _stands(matter: Matter[None]) -> Standing:
    """For who filled in a form while somebody else did something with the slip."""
    slip = await get_slip(matter.reading, matter.about)
    [last, *_] = await list_slip_steps(matter.reading.connection, matter.about)
    return Standing(slip.version, {"note": last.note}, last.at, last.by, STATES[slip.state])


def _form_of(act: SlipAct) -> None:
    """The page of an act."""

    @deciding(
        router,
        f"{ONE}/{act.end}",
        act.permission,
        act.paper,
        "slip-act.html",
        shown=_shown,
        stands=_stands,
        act=act,
    )
    async def done(decided: Decided[None, Any]) -> str:
        """Do it."""
        after = await act.do(decided.work, decided.about, **decided.said.model_dump(), version=decided.version)
        return f"{LIST}/{after.slip_id}"


for slip_act in SLIP_ACTS:
    _form_of(slip_act)
