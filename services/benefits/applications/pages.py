"""Applications in a browser: a list, one with what was said of it, and a form for each act."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.applications.commands import (
    apply_for_benefit,
    give_benefit_opinion,
    object_to_application,
    settle_objection,
    supply_application,
    withdraw_benefit_application,
)
from services.benefits.applications.domain import LATEST_MONTHS, ApplicationState
from services.benefits.applications.letters import letter_of_application
from services.benefits.applications.parameters import HARDSHIPS, LATE, LEVELS, REFUSALS, RETURNS, REVIEWS, STATES
from services.benefits.applications.queries import WantedApplications, fetch_applications, is_asked
from services.benefits.applications.schemas.applications import (
    ApplicationPaper,
    ApplicationView,
    OpinionPaper,
    SupplyPaper,
    WholeApplicationView,
    WithdrawalPaper,
    whole_application,
)
from services.benefits.applications.schemas.exported import APPLICATIONS
from services.benefits.directory.queries import names_of_units
from services.benefits.programmes.domain import Version
from services.benefits.programmes.queries import get_version, in_force_on, names_of_programmes
from services.benefits.programmes.rules import said_of_limit
from services.benefits.programmes.schemas import Code
from services.benefits.programmes.tables import version_of
from shared.approval.proposal import WHOSE
from shared.auth.hands import are_of
from shared.calendar.months import months_after
from shared.clock import local_date
from shared.command import Work
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.letters.answering import letter_pages
from shared.publicity import SETTLEMENT, UPHELD
from shared.publicity.papers import ObjectionPaper, SettlementPaper
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterId, FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/benefits/applications"
ONE = LIST + "/{application_id:uuid}"
WORDS: Mapping[str, Any] = {
    "states": STATES, "levels": LEVELS, "reviews": REVIEWS, "reasons": {**RETURNS, **REFUSALS}, "whose": WHOSE,
    "hardships": HARDSHIPS, "lateness": LATE,
    "often": said_of_limit,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """What is done about an application: `end` ends the address of its form, `paper` is what that takes."""

    end: str
    called: Text
    permission: str
    paper: type[BaseModel]
    do: Callable[[Work, UUID, Any, int | None, asked.Decider], Awaitable[Any]]


async def _opinion(
    work: Work, application_id: UUID, said: OpinionPaper, version: int | None, by: asked.Decider
) -> None:
    await give_benefit_opinion(
        work, application_id, said.said(), keyring=by.keyring, recusal=by.recusal, version=version
    )


async def _supplement(
    work: Work, application_id: UUID, said: SupplyPaper, version: int | None, _hand: asked.Decider
) -> None:
    await supply_application(work, application_id, document=said.document, version=version)


async def _objection(
    work: Work, application_id: UUID, said: ObjectionPaper, _version: int | None, _hand: asked.Decider
) -> None:
    await object_to_application(work, application_id, said=said.said, raised_on=said.raised_on)


async def _withdrawal(
    work: Work, application_id: UUID, said: WithdrawalPaper, version: int | None, _hand: asked.Decider
) -> None:
    await withdraw_benefit_application(work, application_id, reason=said.reason, version=version)


KEEP, DECIDE = "applications.keep", "applications.decide"
ACTS = (
    Act("opinion", Text("提出意见", "Say what your level thinks"), DECIDE, OpinionPaper, _opinion),
    Act("supplement", Text("补正材料", "Supplement it"), KEEP, SupplyPaper, _supplement),
    Act("objection", Text("登记异议", "Take down an objection"), KEEP, ObjectionPaper, _objection),
    Act("withdrawal", Text("撤回申请", "Take it back"), KEEP, WithdrawalPaper, _withdrawal),
)


@router.get(LIST)
async def list_applications(
    reading: asked.ApplicationReading,
    view: Viewing,
    *,
    person: FilterId = None,
    programme: FilterText = None,
    unit: FilterText = None,
    state: FilterText = None,
    mine: bool = False,
    number: FilterText = None,
    hardship_kind: FilterText = None,
    overdue: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Those within the caller's scope, the last first."""
    wanted = WantedApplications(
        person, programme or None, unit or None, state or None, mine, number or None, hardship_kind or None, overdue
    )
    page = await fetch_applications(reading, wanted, cursor, limit, view=ApplicationView.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    called = await names_of_programmes(reading.connection)
    named: dict[str, Any] = {"called": called, "programmes": [Named(code, name, name) for code, name in called.items()]}
    shown = {"wanted": wanted, "units": units, "today": local_date(reading.now), **named}
    return view.show("applications.html", page=page, cursor=cursor, **shown, **WORDS)


export_pages(router, LIST, APPLICATIONS)


@router.get(LIST + "/new")
async def show_new(
    reading: asked.ApplicationKeeping, view: Viewing, person: UUID | None = None, programme: Code | None = None
) -> Response:
    """The form of an application."""
    values = {"person_id": person, "programme_code": programme, "applied_on": local_date(reading.now)}
    return view.show("application-form.html", form=Form(values), **await _programmes(reading))


@router.post(LIST + "/new")
async def send_new(
    reading: asked.ApplicationKeeping, work: asked.ApplicationKeeper, sent: Sent[ApplicationPaper]
) -> Response:
    """Take it down."""
    async with sent.answering("application-form.html", **await _programmes(reading)):
        application_id = await apply_for_benefit(sent.keyed(work), **sent.value.model_dump())
    return sent.done(f"{LIST}/{application_id}")


async def _programmes(reading: Reading) -> Mapping[str, Any]:
    """Those that somebody decides on, in force today, or when an application may have been made that comes late."""
    today, found = local_date(reading.now), dict[str, Version]()
    for day in (months_after(today, -LATEST_MONTHS), today):
        found |= {row.programme_code: version_of(row) for row in await reading.connection.execute(in_force_on(day))}
    decided = [Named(each.programme_code, each.name, each.name) for each in found.values() if each.terms.chain]
    return {"programmes": sorted(decided, key=lambda each: each.code), **WORDS}


@router.get(ONE)
async def show_application(reading: asked.ApplicationReading, view: Viewing, application_id: UUID) -> Response:
    """One of them, with everything that was said of it, and what can be done."""
    each = await whole_application(reading, application_id)
    units = await names_of_units(reading.connection, [each.org_code])
    programme = await get_version(reading.connection, each.programme_code, each.programme_version)
    clauses = {rule.code: rule.text for rule in programme.rules}
    acts = [act for act in ACTS if act.end != "opinion" or await _is_due(reading, each)]
    today = local_date(reading.now)
    shown: dict[str, Any] = {
        "acts": acts, "units": units, "programme": programme, "clauses": clauses, "today": today,
    }  # fmt: skip
    return view.show("application.html", each=each, **shown, **WORDS)


async def _is_due(reading: Reading, each: WholeApplicationView) -> bool:
    """Whether the reader may say now what his level thinks: publicity is over, and he was not heard at another."""
    elsewhere = [one for one in each.opinions if one.step != each.waits_for]
    if any(are_of(reading.caller.hands, (one.given_by, one.given_for)) for one in elsewhere):
        return False
    until, is_public = each.published_until, each.state == ApplicationState.PUBLICITY
    is_over = not is_public or (until is not None and until < local_date(reading.now))
    return is_over and await is_asked(reading.connection, each.application_id, reading.caller)


letter_pages(router, LIST + "/{application_id}/letter", letter_of_application, back=LIST + "/{application_id}")


async def _decided(matter: Matter[None]) -> Mapping[str, Any]:
    each = await whole_application(matter.reading, matter.about)
    programme = await get_version(matter.reading.connection, each.programme_code, each.programme_version)
    rules = [Named(rule.code, rule.text, rule.text) for rule in programme.rules]
    claimed = {"raised_on": local_date(matter.reading.now)}
    return {"each": each, "rules": rules, "claimed": claimed, "back": f"{LIST}/{matter.about}", **WORDS}


def _form_of(act: Act) -> None:
    """The page of an act."""

    @deciding(
        router,
        f"{ONE}/{act.end}",
        act.permission,
        act.paper,
        "application-act.html",
        shown=_decided,
        by=asked.decider if act.permission == DECIDE else asked.anybody,
        has_version=True,
        act=act,
    )
    async def done(decided: Decided[None, Any]) -> str:
        """Do it."""
        await act.do(decided.work, decided.about, decided.said, decided.version, decided.by)
        return f"{LIST}/{decided.about}"


for each in ACTS:
    _form_of(each)


@router.get(ONE + "/objections/{number}/settlement")
async def show_settlement(
    reading: asked.ApplicationDeciding, view: Viewing, application_id: UUID, number: int
) -> Response:
    """The form of what was found of an objection."""
    form = Form({"settled_on": local_date(reading.now)})
    return view.show("application-settlement.html", form=form, **await _objected(reading, application_id, number))


@router.post(ONE + "/objections/{number}/settlement")
async def send_settlement(
    reading: asked.ApplicationDeciding,
    work: asked.ApplicationDecider,
    application_id: UUID,
    number: int,
    *,
    by: asked.Deciding,
    sent: Sent[SettlementPaper],
) -> Response:
    """Settle it."""
    async with sent.answering("application-settlement.html", **await _objected(reading, application_id, number)):
        await settle_objection(sent.keyed(work), application_id, number, recusal=by.recusal, **sent.value.model_dump())
    return sent.done(f"{LIST}/{application_id}")


async def _objected(reading: Reading, application_id: UUID, number: int) -> Mapping[str, Any]:
    each = await whole_application(reading, application_id)
    said = [one for one in each.objections if (one.published_on, one.number) == (each.published_on, number)]
    shown = said[0] if said else None
    return {
        "each": each,
        "objection": shown,
        "called": SETTLEMENT,
        "upheld": UPHELD,
        "back": f"{LIST}/{application_id}",
    }
