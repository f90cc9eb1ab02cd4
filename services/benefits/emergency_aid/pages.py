"""Emergency aid in a browser: a list, one of them, and a form for each act."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.applications.queries import get_application
from services.benefits.directory.queries import names_of_units
from services.benefits.emergency_aid.commands import (
    complete_emergency_papers,
    correct_emergency_aid,
    propose_emergency_aid,
    refuse_emergency_aid,
    release_emergency_aid,
    withdraw_emergency_aid,
)
from services.benefits.emergency_aid.parameters import CAUSES, STATES
from services.benefits.emergency_aid.queries import WantedAid, fetch_aid, find_cap, find_terms, get_aid
from services.benefits.emergency_aid.schemas import AidCorrectionPaper, AidEnd, AidPaper, AidView, PapersPaper
from services.benefits.programmes.queries import names_of_programmes
from shared.approval.acts import BY_ANOTHER, BY_PROPOSER, Act, possible
from shared.approval.proposal import WHOSE
from shared.clock import local_date
from shared.command import Work
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Text
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterId, FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

LIST, APPLICATIONS = "/benefits/emergency-aid", "/benefits/applications"
ONE = LIST + "/{aid_id:uuid}"
NEW = APPLICATIONS + "/{application_id:uuid}/emergency-aid"
KEEP, RELEASE = "applications.keep", "payments.release"
WORDS: Mapping[str, Any] = {
    "states": STATES, "causes": CAUSES, "whose": WHOSE,
    "badges": {"proposed": "due", "papers-due": "due", "overdue": "late", "complete": "ok"},
}  # fmt: skip

Doing: TypeAlias = Callable[[Work, UUID, Any, int | None, asked.Decider], Awaitable[None]]


async def _release(work: Work, aid_id: UUID, _said: Pressed, version: int | None, by: asked.Decider) -> None:
    await release_emergency_aid(work, aid_id, keyring=by.keyring, recusal=by.recusal, version=version)


async def _refusal(work: Work, aid_id: UUID, said: AidEnd, _version: int | None, by: asked.Decider) -> None:
    await refuse_emergency_aid(work, aid_id, note=said.reason, recusal=by.recusal)


async def _withdrawal(work: Work, aid_id: UUID, said: AidEnd, _version: int | None, _hand: asked.Decider) -> None:
    await withdraw_emergency_aid(work, aid_id, note=said.reason)


async def _papers(work: Work, aid_id: UUID, said: PapersPaper, version: int | None, by: asked.Decider) -> None:
    told: dict[str, Any] = {"papers_on": said.papers_on, "document": said.document, "version": version}
    await complete_emergency_papers(work, aid_id, **told, recusal=by.recusal)


async def _correction(
    work: Work, aid_id: UUID, said: AidCorrectionPaper, version: int | None, by: asked.Decider
) -> None:
    told: dict[str, Any] = {"papers_on": said.papers_on, "document": said.document, "version": version}
    await correct_emergency_aid(work, aid_id, said.emergency, **told, recusal=by.recusal)


OPEN, WAITS = frozenset({"proposed"}), frozenset({"papers-due", "overdue"})
ACTS: tuple[Act[Doing], ...] = (
    Act("release", Text("放行", "Release it"), RELEASE, Pressed, _release, OPEN, BY_ANOTHER),
    Act("refusal", Text("驳回", "Refuse it"), RELEASE, AidEnd, _refusal, OPEN, BY_ANOTHER),
    Act("withdrawal", Text("撤回", "Take it back"), KEEP, AidEnd, _withdrawal, OPEN, BY_PROPOSER),
    Act("papers", Text("登记材料补齐", "Record that the papers are complete"), KEEP, PapersPaper, _papers, WAITS),
    Act("correction", Text("更正", "Correct it"), KEEP, AidCorrectionPaper, _correction, WAITS | {"complete"}),
)


@router.get(LIST)
async def list_emergency_aid(
    reading: asked.ApplicationReading,
    view: Viewing,
    *,
    application: FilterId = None,
    unit: FilterText = None,
    state: FilterText = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The last proposed first."""
    wanted = WantedAid(application, unit or None, state or None, mine)
    page = await fetch_aid(reading, wanted, cursor, limit, view=AidView.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    called = await names_of_programmes(reading.connection)
    shown: dict[str, Any] = {"wanted": wanted, "units": units, "called": called}
    return view.show("emergency-aids.html", page=page, cursor=cursor, **shown, **WORDS)


async def _new(reading: Reading, application_id: UUID) -> Mapping[str, Any]:
    """Raises `ApplicationNotFound`."""
    application = await get_application(reading.connection, application_id, reading.caller)
    terms = await find_terms(reading.connection, application)
    cap = await find_cap(reading.connection, terms, local_date(reading.now)) if terms.emergency_workdays else None
    back = f"{APPLICATIONS}/{application_id}"
    return {"application": application, "workdays": terms.emergency_workdays, "cap": cap, "back": back, **WORDS}


@router.get(NEW)
async def show_new_aid(reading: asked.ApplicationKeeping, view: Viewing, application_id: UUID) -> Response:
    """What happened, and how much is paid first."""
    return view.show("emergency-aid-form.html", form=Form(), **await _new(reading, application_id))


@router.post(NEW)
async def send_new_aid(
    reading: asked.ApplicationKeeping,
    work: asked.ApplicationKeeper,
    application_id: UUID,
    by: asked.Deciding,
    sent: Sent[AidPaper],
) -> Response:
    """Propose it."""
    async with sent.answering("emergency-aid-form.html", **await _new(reading, application_id)):
        said = sent.value
        told: dict[str, Any] = {"fen": said.fen, "document": said.document, "recusal": by.recusal}
        made = await propose_emergency_aid(sent.keyed(work), application_id, said.emergency, **told)
    return sent.done(f"{LIST}/{made}")


async def _aid(reading: Reading, aid_id: UUID) -> Mapping[str, Any]:
    """Raises `ProposalNotFound`."""
    each = AidView.of(await get_aid(reading.connection, aid_id, reading.caller, local_date(reading.now)))
    return {"each": each, "back": f"{LIST}/{aid_id}", **WORDS}


@router.get(ONE)
async def show_emergency_aid(reading: asked.ApplicationReading, view: Viewing, aid_id: UUID) -> Response:
    """One of them, and what can be done."""
    facts = await _aid(reading, aid_id)
    each = facts["each"]
    whose = {"proposed_by": each.proposed_by, "proposed_for": each.proposed_for, "reader": reading.caller}
    acts = possible(ACTS, each.state, **whose)
    units = await names_of_units(reading.connection, [each.org_code])
    called = await names_of_programmes(reading.connection)
    return view.show("emergency-aid.html", acts=acts, units=units, called=called, **facts)


async def _decided(matter: Matter[None]) -> Mapping[str, Any]:
    facts = await _aid(matter.reading, matter.about)
    each: AidView = facts["each"]
    claimed = {"cause": each.cause, "happened_on": each.happened_on, "papers_on": each.papers_on}
    return {**facts, "claimed": claimed}


async def _papers_today(matter: Matter[None]) -> Mapping[str, Any]:
    return {**await _aid(matter.reading, matter.about), "claimed": {"papers_on": local_date(matter.reading.now)}}


def _form_of(act: Act[Doing]) -> None:
    """The page of an act."""

    @deciding(
        router,
        f"{ONE}/{act.end}",
        act.permission,
        act.paper,
        "emergency-aid-act.html",
        shown=_papers_today if act.end == "papers" else _decided,
        by=asked.decider,
        has_version=True,
        act=act,
    )
    async def done(decided: Decided[None, Any]) -> str:
        """Do it."""
        await act.do(decided.work, decided.about, decided.said, decided.version, decided.by)
        return f"{LIST}/{decided.about}"


for each in ACTS:
    _form_of(each)
