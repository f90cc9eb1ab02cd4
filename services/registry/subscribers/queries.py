"""Reading subscribers and what is proposed for them."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.machines.queries import is_configured
from services.registry.network.tables import ORG_UNIT
from services.registry.subscribers.domain import Subscriber, SubscriberNotFound, SubscriptionProposal, Wanted
from services.registry.subscribers.tables import SUBSCRIBER, SUBSCRIPTION_PROPOSAL
from shared.approval.listed import Proposals
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.auth.permissions import permitted
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD, _ASKED = SUBSCRIBER.c, SUBSCRIPTION_PROPOSAL.c
_MACHINE = ACCOUNT.alias("machine")
_NAMES = [each.name for each in fields(Subscriber)]
_WANTED = [each.name for each in fields(Wanted)]


def _names(divisions: ColumnElement[Any]) -> ScalarSelect[Any]:
    """What the units are called today, in the same order; null: none is named."""
    each = func.unnest(divisions).table_valued("org_code", with_ordinality="place").render_derived()
    called = func.coalesce(ORG_UNIT.c.name, each.c.org_code)
    names = select(func.array_agg(aggregate_order_by(called, each.c.place)))
    joined = each.outerjoin(ORG_UNIT, ORG_UNIT.c.org_code == each.c.org_code)
    return names.select_from(joined).scalar_subquery()


def _subscribers() -> Select[Any]:
    asked = (_ASKED.purpose, _ASKED.legal_basis, _ASKED.proposed_by, _ASKED.decided_by)
    return (
        select(SUBSCRIBER, *asked, _names(_HELD.divisions).label("names"), _MACHINE.c.username.label("account"))
        .join(SUBSCRIPTION_PROPOSAL, _ASKED.proposal_id == _HELD.proposal_id)
        .outerjoin(_MACHINE, _MACHINE.c.account_id == _HELD.account_id)
    )


async def fetch_subscribers(
    reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """All of them by name, those that are over too."""
    found, order = _subscribers(), [_HELD.subscriber]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def get_subscriber(connection: AsyncConnection, subscriber: str) -> Row[Any]:
    """A row of the same. Raises `SubscriberNotFound`."""
    found = await connection.execute(_subscribers().where(_HELD.subscriber == subscriber))
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise SubscriberNotFound(subscriber=subscriber)
    return row


async def find_locked(connection: AsyncConnection, subscriber: str) -> Subscriber | None:
    """For this transaction alone to change, or None."""
    held = select(SUBSCRIBER).where(_HELD.subscriber == subscriber).with_for_update()
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        return None
    return Subscriber(**_values(row, _NAMES))


async def lock_subscriber(connection: AsyncConnection, subscriber: str) -> Subscriber:
    """The same. Raises `SubscriberNotFound`."""
    found = await find_locked(connection, subscriber)
    if found is None:
        raise SubscriberNotFound(subscriber=subscriber)
    return found


def _proposals(_caller: Caller) -> Select[Any]:
    named = (_names(_ASKED.divisions).label("names"), ACCOUNT.c.display_name, _MACHINE.c.username.label("account"))
    return (
        select(SUBSCRIPTION_PROPOSAL, *named)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _ASKED.proposed_by)
        .outerjoin(_MACHINE, _MACHINE.c.account_id == _ASKED.account_id)
    )


PROPOSED = Proposals(
    SUBSCRIPTION_PROPOSAL,
    _ASKED.subscriber,
    _proposals,
    lambda caller: literal(bool(permitted(caller, "subscribers.confirm").grants)),
)
"""All of them; each is about one subscriber."""


async def lock_proposal(connection: AsyncConnection, proposal_id: UUID) -> SubscriptionProposal:
    """The proposal, for this transaction alone to decide. Raises `ProposalNotFound`."""
    held = select(SUBSCRIPTION_PROPOSAL).where(_ASKED.proposal_id == proposal_id).with_for_update()
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        raise ProposalNotFound
    wanted = Wanted(**_values(row, _WANTED))
    return SubscriptionProposal(row.proposal_id, row.proposed_by, row.outcome, wanted, proposed_for=row.proposed_for)


async def find_machine(connection: AsyncConnection, username: str) -> UUID | None:
    """The account of a machine of others; None: there is none of that name, or it is a service of ours."""
    found = select(ACCOUNT.c.account_id).where(ACCOUNT.c.username == username, ACCOUNT.c.kind == "machine")
    account_id: UUID | None = await connection.scalar(found)
    if account_id is None or await is_configured(connection, account_id):
        return None
    return account_id


async def find_other_reader(connection: AsyncConnection, wanted: Wanted, today: date) -> str | None:
    """Another subscription of today that the same account reads over HTTP. For this transaction alone to decide."""
    await connection.execute(
        select(ACCOUNT.c.account_id).where(ACCOUNT.c.account_id == wanted.account_id).with_for_update(key_share=True)
    )
    its = (_HELD.account_id == wanted.account_id, _HELD.subscriber != wanted.subscriber)
    holds = (_HELD.revoked_at.is_(None), _HELD.until_on >= today)
    name: str | None = await connection.scalar(select(_HELD.subscriber).where(*its, *holds).limit(1))
    return name


def _values(row: Row[Any], names: Sequence[str]) -> dict[str, Any]:
    return {
        **{name: row._mapping[name] for name in names},
        "types": tuple(row.types),
        "divisions": tuple(row.divisions),
    }
