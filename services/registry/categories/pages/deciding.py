"""Categories that are applied for, opened, decided on and changed: each by a form."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.categories.commands import (
    apply_for_category,
    change_category,
    correct_category,
    give_category_opinion,
    open_category,
    withdraw_category_application,
)
from services.registry.categories.domain.deciding import may_return
from services.registry.categories.domain.holding import HoldingNotFound
from services.registry.categories.domain.terms import Change
from services.registry.categories.pages.showing import LIST, OF, OF_RECIPIENT, ONE, WORDS, at_file, at_recipient, named
from services.registry.categories.parameters import (
    ACTS,
    OUTCOMES,
    PROXY_SCOPES,
    REASONS_OF,
    SELF,
    STATES,
    Act,
)
from services.registry.categories.queries.decisions import decisions_in
from services.registry.categories.queries.holdings import get_holding
from services.registry.categories.queries.story import held_on, list_believed, list_opinions
from services.registry.categories.schemas.forms import (
    ApplicationPaper,
    CorrectionPaper,
    DecisionPaper,
    HoldingOpening,
    OpinionPaper,
    WithdrawalPaper,
)
from services.registry.categories.schemas.views import OpenedView
from services.registry.network.domain import UnitKind
from services.registry.proxies.queries import list_proxies
from services.registry.recipients.queries import get_recipient
from services.registry.settings import Registrar
from services.registry.veterans.domain.purpose import must_need
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.parameters.codes import CATEGORY
from services.registry.veterans.parameters.groups import Group
from services.registry.veterans.queries.files import get_line
from shared.approval import Outcome
from shared.clock import local_date
from shared.command import Work
from shared.http.dependencies import Reading
from shared.language import Named
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()


@router.get(OF + "/new")
async def show_application(
    veteran_id: UUID, reading: asked.CategoryApplyingReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form of an application."""
    await get_line(reading.connection, veteran_id, caller=reading.caller)
    proxies = await _acting(reading, veteran_id, registrar)
    return view.show("category-form.html", form=Form(), **at_file(veteran_id, proxies), **WORDS)


@router.post(OF + "/new")
async def apply(
    veteran_id: UUID,
    *,
    reading: asked.CategoryApplyingReading,
    work: asked.CategoryApplying,
    registrar: asked.Registration,
    sent: Sent[ApplicationPaper],
) -> Response:
    """Hand it in, or in anew."""
    proxies = await _acting(reading, veteran_id, registrar)
    return await _apply(veteran_id, work, registrar, sent, at_file(veteran_id, proxies))


@router.get(OF_RECIPIENT + "/new")
async def show_application_of_recipient(
    person_id: UUID, reading: asked.CategoryApplyingReading, view: Viewing
) -> Response:
    """The form of an application of somebody who has no veteran's file."""
    await get_recipient(reading.connection, person_id, reading.caller)
    return view.show("category-form.html", form=Form(), **at_recipient(person_id), **WORDS)


@router.post(OF_RECIPIENT + "/new")
async def apply_of_recipient(
    person_id: UUID, work: asked.CategoryApplying, registrar: asked.Registration, sent: Sent[ApplicationPaper]
) -> Response:
    """Hand it in, or in anew."""
    return await _apply(person_id, work, registrar, sent, at_recipient(person_id))


@router.get(ONE + "/opening")
async def show_opening(
    holding_id: UUID, reading: asked.CategoryOpeningReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that says why one is to see which category it is."""
    return view.show("category-opening.html", form=Form(), **await named(reading, holding_id, registrar))


@router.post(ONE + "/opening")
async def open_one(
    holding_id: UUID,
    *,
    reading: asked.CategoryOpeningReading,
    work: asked.CategoryOpening,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[HoldingOpening],
    view: Viewing,
) -> Response:
    """Which category, its certificate and its story, for a minute. Recorded first."""
    shown = await named(reading, holding_id, registrar)
    async with sent.answering("category-opening.html", **shown):
        must_need(sent.value.purpose, Group.CATEGORIES)
        view_id = await open_category(
            work,
            holding_id,
            purpose=sent.value.purpose,
            reason=sent.value.reason,
            most_an_hour=settings.disclosures_an_hour,
        )
    row = await get_holding(reading.connection, holding_id, reading.caller)
    story, asked_for = await list_believed(reading.connection, holding_id), sent.value
    held = held_on(story, asked_for.on, asked_for.known_on, today=local_date(reading.now))
    opened = OpenedView.of_row(view_id, row, registrar.keyring, story, held)
    shown = {**shown, "asked_for": asked_for, "decided": {each.revision for each in decisions_in(story)}}
    return view.show("category-opened.html", opened=opened, category=CATEGORY.find(opened.category), **shown)


async def _shown(matter: Matter) -> Mapping[str, Any]:
    return await named(matter.reading, matter.about, matter.known.registrar)


async def _to_say(matter: Matter) -> Mapping[str, Any]:
    """With the opinions that there are: it is returned where somebody is there to return it to."""
    row = await get_holding(matter.reading.connection, matter.about, matter.reading.caller)
    given = await list_opinions(matter.reading.connection, matter.about, of_round=row.round)
    kind, is_own = UnitKind(row.unit_kind), row.origin == SELF
    returns = may_return([each.opinion for each in given], kind, is_own=is_own)
    to_choose = [each for code, each in OUTCOMES.items() if returns or code != Outcome.SUPPLEMENT]
    return {**await _shown(matter), "outcomes_to_choose": to_choose, "returns": returns}


async def _stands(matter: Matter) -> Standing:
    return await _standing(matter.reading, matter.about)


@deciding(
    router, ONE + "/opinion", "categories.decide", OpinionPaper, "category-opinion.html", shown=_to_say, stands=_stands
)
async def give(decided: Decided[OpinionPaper]) -> str:
    """Say what one's level thinks of it."""
    said, keyring = decided.said.said(), decided.known.registrar.keyring
    await give_category_opinion(decided.work, decided.about, said, keyring=keyring, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/withdrawal",
    "categories.apply",
    WithdrawalPaper,
    "category-withdrawal.html",
    shown=_shown,
    stands=_stands,
)
async def withdraw(decided: Decided[WithdrawalPaper]) -> str:
    """Give an application up, and say why."""
    said = decided.said
    await withdraw_category_application(
        decided.work, decided.about, reason=said.reason, document=said.document, version=decided.version
    )
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/correction",
    "categories.change",
    CorrectionPaper,
    "category-correction.html",
    shown=_shown,
    stands=_stands,
)
async def correct(decided: Decided[CorrectionPaper]) -> str:
    """Say since when, and on which evidence, somebody has been recognised all along."""
    corrected, keyring = decided.said.corrected(), decided.known.registrar.keyring
    await correct_category(decided.work, decided.about, corrected, keyring=keyring, version=decided.version)
    return f"{LIST}/{decided.about}"


@router.get(ONE + "/changes/{act}")
async def show_change(
    holding_id: UUID, act: Act, reading: asked.CategoryChangingReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form of a decision of the centre."""
    shown = await named(reading, holding_id, registrar)
    return view.show("category-change.html", form=Form(version=shown["each"].version), **shown, **_of_act(act))


@router.post(ONE + "/changes/{act}")
async def change(
    holding_id: UUID,
    act: Act,
    *,
    reading: asked.CategoryChangingReading,
    work: asked.CategoryChanging,
    registrar: asked.Registration,
    sent: Sent[DecisionPaper],
) -> Response:
    """Decide it."""
    stands, shown = partial(_standing, reading, holding_id), await named(reading, holding_id, registrar)
    async with sent.answering("category-change.html", stands=stands, **shown, **_of_act(act)):
        said = sent.value
        decided = Change(act, said.reason_code, said.effective_on, said.document)
        await change_category(sent.keyed(work), holding_id, decided, version=sent.version)
    return sent.done(f"{LIST}/{holding_id}")


async def _acting(reading: Reading, veteran_id: UUID, registrar: Registrar) -> Sequence[Named]:
    """Who may apply for the person today, masked."""
    found = await list_proxies(reading, veteran_id, registrar.keyring)
    acting = [each for each in found if each.holds and each.authority.scope in PROXY_SCOPES and each.name]
    return [Named(str(each.authority.proxy_id), *2 * (each.name.masked(),)) for each in acting if each.name]


async def _apply(
    person_id: UUID, work: Work, registrar: Registrar, sent: Sent[ApplicationPaper], at: Mapping[str, Any]
) -> Response:
    async with sent.answering("category-form.html", **at, **WORDS):
        applied = await apply_for_category(
            sent.keyed(work), person_id, sent.value.application(), keyring=registrar.keyring
        )
    return sent.done(f"{LIST}/{applied.holding_id}")


def _of_act(act: Act) -> Mapping[str, Any]:
    """Raises `HoldingNotFound` for an act that is no decision of the centre."""
    if act not in REASONS_OF:
        raise HoldingNotFound
    return {"act": ACTS[act], "reasons_of_act": list(REASONS_OF[act].values())}


async def _standing(reading: Reading, holding_id: UUID) -> Standing:
    """The holding by the names of any of its forms: nothing of it, but where it stands."""
    row = await get_holding(reading.connection, holding_id, reading.caller)
    return Standing(row.revision, {}, row.known_from, row.recorded_by, STATES[row.stands])
