"""Systems of others that read events, in a browser: proposed by one, confirmed by another, revoked by either.

The password of a subscriber is made on the server (`veterans subscriber rotate`); no page shows or knows it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import get_code_called, names_of_units
from services.registry.subscribers.commands import (
    confirm_subscription,
    propose_subscription,
    refuse_subscription,
    revoke_subscription,
    withdraw_subscription,
)
from services.registry.subscribers.parameters import DOORS, GROUPS, OUTCOMES, TOGETHER, WORDS
from services.registry.subscribers.queries import PROPOSED, fetch_subscribers, get_subscriber
from services.registry.subscribers.schemas import (
    DecisionForm,
    SubscriberPath,
    SubscriberView,
    SubscriptionPaper,
    SubscriptionProposalView,
)
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.clock import local_date
from shared.command import Work
from shared.events.contract import MEANING, PiiClass
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.places import CODE_PATTERN
from shared.web.filters import FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

LIST = "/registry/subscribers"
PROPOSALS = LIST + "/proposals"
PROPOSAL = PROPOSALS + "/{proposal_id}"
REVOCATION = LIST + "/{subscriber}/revocation"
_CHOSEN: Mapping[str, Any] = {
    "groups": GROUPS,
    "together": TOGETHER,
    "classes": tuple(Named(name, zh, en) for name, (en, zh) in MEANING.items() if name != PiiClass.P4),
    "doors": tuple(DOORS.values()),
}
_WORDS: Mapping[str, Any] = {"groups": GROUPS, "words": WORDS}


@router.get(LIST)
async def list_of_subscribers(
    reading: asked.SubscriberReading, view: Viewing, *, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """All of them by name, those that are over too."""
    page = await fetch_subscribers(reading, cursor, limit, view=SubscriberView.of)
    return view.show("subscribers.html", page=page, cursor=cursor, today=local_date(reading.now), **_WORDS)


@router.get(PROPOSALS)
async def list_of_subscription_proposals(
    reading: asked.SubscriberReading,
    view: Viewing,
    *,
    subscriber: FilterText = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """What was proposed, the last first, and how it ended."""
    wanted = WantedProposals(subscriber, is_open, mine)
    page = await PROPOSED.fetch(reading, wanted, cursor, limit, view=SubscriptionProposalView.of)
    shown: Mapping[str, Any] = {"outcomes": OUTCOMES, "states": IS_OPEN, "whose": WHOSE, **_WORDS}
    return view.show("subscription-proposals.html", page=page, cursor=cursor, wanted=wanted, **shown)


@router.get(LIST + "/new")
async def show_subscription_form(
    reading: asked.SubscriptionProposingReading, view: Viewing, subscriber: FilterText = None
) -> Response:
    """The form that proposes one; of a subscriber that there is, with what it reads."""
    if not subscriber:
        return view.show("subscription-form.html", form=Form(), names={}, **_CHOSEN)
    row = await get_subscriber(reading.connection, subscriber)
    names = dict(zip(row.divisions, row.names or (), strict=True))
    return view.show("subscription-form.html", form=Form(_held(row)), names=names, **_CHOSEN)


@router.post(LIST + "/new")
async def propose(work: asked.SubscriptionProposer, sent: Sent[SubscriptionPaper]) -> Response:
    """Propose it."""
    names = await _names(work, sent.typed("divisions"))
    async with sent.answering("subscription-form.html", names=names, **_CHOSEN):
        wanted = replace(sent.value.wanted(), divisions=await _codes(work, sent.value.divisions))
        await propose_subscription(sent.keyed(work), wanted, account=sent.value.account)
    return sent.done(PROPOSALS)


async def _named(matter: Matter) -> Mapping[str, Any]:
    row = await PROPOSED.get(matter.reading.connection, matter.about, matter.reading.caller)
    return {"each": SubscriptionProposalView.of(row), **_WORDS}


@deciding(
    router, PROPOSAL + "/confirmation", "subscribers.confirm", Pressed, "subscription-confirmation.html", shown=_named
)
async def confirm(decided: Decided[Pressed]) -> str:
    """Confirm what another proposed, having seen all that is read."""
    await confirm_subscription(decided.work, decided.about, centre_code=decided.known.settings.centre_code)
    return LIST


@deciding(
    router,
    PROPOSAL + "/refusal",
    "subscribers.confirm",
    DecisionForm,
    "subscription-end.html",
    shown=_named,
    end=REFUSAL,
)
async def refuse(decided: Decided[DecisionForm]) -> str:
    """Refuse it, and say why."""
    await refuse_subscription(decided.work, decided.about, note=decided.said.reason)
    return PROPOSALS


@deciding(
    router,
    PROPOSAL + "/withdrawal",
    "subscribers.propose",
    DecisionForm,
    "subscription-end.html",
    shown=_named,
    end=WITHDRAWAL,
)
async def withdraw(decided: Decided[DecisionForm]) -> str:
    """Take one's own back, and say why."""
    await withdraw_subscription(decided.work, decided.about, note=decided.said.reason)
    return PROPOSALS


@router.get(REVOCATION)
async def show_revocation(
    subscriber: SubscriberPath, reading: asked.SubscriptionRevokingReading, view: Viewing
) -> Response:  # fmt: skip
    """The form that asks why it may read no more."""
    each = SubscriberView.of(await get_subscriber(reading.connection, subscriber))
    return view.show("subscriber-end.html", form=Form(), each=each, **_WORDS)


@router.post(REVOCATION)
async def revoke(
    subscriber: SubscriberPath,
    reading: asked.SubscriptionRevokingReading,
    work: asked.SubscriptionRevoker,
    sent: Sent[DecisionForm],
) -> Response:
    """Revoke it."""
    each = SubscriberView.of(await get_subscriber(reading.connection, subscriber))
    async with sent.answering("subscriber-end.html", each=each, **_WORDS):
        await revoke_subscription(sent.keyed(work), subscriber, reason=sent.value.reason)
    return sent.done(LIST)


async def _codes(work: Work, called: Sequence[str]) -> tuple[str, ...]:
    """Of the units that are called so, each once. Raises `OrgUnitNameUnclear`."""
    async with work.engine.connect() as connection:
        found = [await get_code_called(connection, each, field=f"divisions.{at}") for at, each in enumerate(called)]
    return tuple(dict.fromkeys(found))


async def _names(work: Work, typed: Sequence[str]) -> Mapping[str, str]:
    """Of those that are codes, by code."""
    async with work.engine.connect() as connection:
        return await names_of_units(connection, [each for each in typed if re.fullmatch(CODE_PATTERN, each)])


def _held(row: Row[Any]) -> Mapping[str, Any]:
    """What stands for it now, as the form has it; its last day is to be chosen anew."""
    return {
        "subscriber": row.subscriber,
        "types": list(row.types),
        "divisions": list(row.divisions),
        "over": row.over,
        "address": row.address,
        "account": row.account or "",
        "purpose": row.purpose,
        "legal_basis": row.legal_basis,
    }
