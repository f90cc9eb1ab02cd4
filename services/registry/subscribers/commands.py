"""One proposes what a system of others may read, another confirms it; taking it away needs one person.

A subscription is prolonged, or gets other types, by the same way: what is confirmed replaces what was.
"""

from dataclasses import asdict, replace
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.registry.database import refusing
from services.registry.grants.queries import must_propose_still
from services.registry.network.queries import paths_of_units
from services.registry.subscribers.domain import (
    Subscriber,
    SubscriberIsOver,
    Wanted,
    feed_of,
    must_be_offered,
    topics_of,
)
from services.registry.subscribers.parameters import CONFIRMED, REFUSED
from services.registry.subscribers.queries import (
    find_locked,
    find_machine,
    find_other_reader,
    lock_proposal,
    lock_subscriber,
)
from services.registry.subscribers.tables import SUBSCRIBER, SUBSCRIPTION_PROPOSAL
from shared.approval.ending import decide, refuse, withdraw
from shared.approval.proposal import ProposalOpen
from shared.approval.proposing import by
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import SubscriptionGranted, SubscriptionRevoked
from shared.ids import new_id


@command
async def propose_subscription(tx: Transaction, wanted: Wanted, *, account: str | None = None) -> UUID:
    """`account`: user name of the machine that reads over HTTP. Answers the id of the proposal. Raises
    `SubscriptionInvalid`, `ProposalOpen`."""
    if account is not None:
        wanted = replace(wanted, account_id=await find_machine(tx.connection, account))
    tx.concerns(f"subscriber {wanted.subscriber}", purpose=wanted.said)
    await _must_be_offered(tx, wanted)
    proposal_id = new_id()
    lists = {"types": list(wanted.types), "divisions": list(wanted.divisions)}
    line = {**asdict(wanted), **lists, "proposal_id": proposal_id, **by(tx)}
    with refusing({"uq_subscription_proposal_open": ProposalOpen()}):
        await tx.connection.execute(insert(SUBSCRIPTION_PROPOSAL).values(line))
    return proposal_id


@command
async def confirm_subscription(tx: Transaction, proposal_id: UUID, *, centre_code: str) -> None:
    """From now on the system may read it, once it has a password.

    Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`, `ProposerMayNoLonger`, `SubscriptionInvalid` (its
    day has passed).
    """
    proposal = await lock_proposal(tx.connection, proposal_id)
    wanted = proposal.wanted
    tx.concerns(f"subscriber {wanted.subscriber}", purpose=wanted.said)
    proposal.must_be_open()
    proposal.must_be_anothers(tx.caller.hands)
    await must_propose_still(tx.connection, proposal.proposed_by, "subscribers.propose", now=tx.now)
    await _must_be_offered(tx, wanted)
    before = await find_locked(tx.connection, wanted.subscriber)
    version = before.version + 1 if before else 1
    feed = feed_of(wanted, before, number=proposal_id.hex[-12:], today=local_date(tx.now))
    state = {
        "types": list(wanted.types),
        "divisions": list(wanted.divisions),
        "over": wanted.over,
        "account_id": wanted.account_id,
        "address": wanted.address,
        "until_on": wanted.until_on,
        "feed": feed,
        "proposal_id": proposal_id,
        "version": version,
    }
    ended = {"revoked_at": None, "revoked_by": None}
    kept = upsert(SUBSCRIBER).values(subscriber=wanted.subscriber, **state)
    await tx.connection.execute(kept.on_conflict_do_update(index_elements=["subscriber"], set_={**state, **ended}))
    event = SubscriptionGranted(
        subscriber=wanted.subscriber,
        org_path=centre_code,
        types=wanted.types,
        topics=(feed,) if feed else topics_of(wanted.types),
        until_on=wanted.until_on,
        divisions=wanted.divisions,
        over=wanted.over,
        reader=wanted.account_id,
        endpoint=wanted.address,
    )
    tx.publish(event, sequence=version)
    await decide(tx, SUBSCRIPTION_PROPOSAL, proposal, CONFIRMED)


@command
async def refuse_subscription(tx: Transaction, proposal_id: UUID, *, note: str) -> None:
    """Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`."""
    proposal = await lock_proposal(tx.connection, proposal_id)
    tx.concerns(f"subscriber {proposal.wanted.subscriber}", purpose=note)
    await refuse(tx, SUBSCRIPTION_PROPOSAL, proposal, note=note)


@command
async def withdraw_subscription(tx: Transaction, proposal_id: UUID, *, note: str) -> None:
    """Take one's own proposal back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    proposal = await lock_proposal(tx.connection, proposal_id)
    tx.concerns(f"subscriber {proposal.wanted.subscriber}", purpose=note)
    await withdraw(tx, SUBSCRIPTION_PROPOSAL, proposal, note=note)


@command
async def revoke_subscription(tx: Transaction, subscriber: str, *, reason: str) -> None:
    """It may read nothing from now on, and its password holds no longer; one that is over may be revoked as well, which
    ends its password. What was proposed for it before is refused with it.

    Raises `SubscriberNotFound`, `SubscriberIsOver` (it was revoked before)."""
    tx.concerns(f"subscriber {subscriber}", purpose=reason)
    await _refuse_open(tx, subscriber, note=reason)
    held = await lock_subscriber(tx.connection, subscriber)
    if held.revoked_at is not None:
        raise SubscriberIsOver(subscriber=subscriber)
    revoked = {"revoked_at": tx.now, "revoked_by": tx.caller.account_id, "version": held.version + 1}
    await _change(tx, held, revoked)
    tx.publish(SubscriptionRevoked(subscriber=subscriber, revoked_at=tx.now), sequence=held.version + 1)


@command
async def record_password(tx: Transaction, subscriber: str) -> None:
    """Whoever keeps the server is about to make a password for it, in place of the one before, and to hand it over.

    Raises `SubscriberNotFound`, `SubscriberIsOver`, `ReadsOverHttp`.
    """
    tx.concerns(f"subscriber {subscriber}")
    held = await lock_subscriber(tx.connection, subscriber)
    held.must_hold(today=local_date(tx.now))
    held.must_read_from_kafka()
    await _change(tx, held, {"password_at": tx.now, "password_by": tx.caller.account_id})


async def _must_be_offered(tx: Transaction, wanted: Wanted) -> None:
    paths = await paths_of_units(tx.connection, wanted.divisions)
    today = local_date(tx.now)
    other = await find_other_reader(tx.connection, wanted, today) if wanted.account_id else None
    must_be_offered(wanted, paths, today=today, other=other)


async def _refuse_open(tx: Transaction, subscriber: str, *, note: str) -> None:
    """Before the subscriber itself is locked, as who confirms does."""
    asked = SUBSCRIPTION_PROPOSAL.c
    ended = {"outcome": REFUSED, "decided_by": tx.caller.account_id, "decided_at": tx.now, "note": note}
    is_open = (asked.subscriber == subscriber, asked.outcome.is_(None))
    await tx.connection.execute(update(SUBSCRIPTION_PROPOSAL).where(*is_open).values(ended))


async def _change(tx: Transaction, held: Subscriber, values: dict[str, object]) -> None:
    own = update(SUBSCRIBER).where(SUBSCRIBER.c.subscriber == held.subscriber)
    await tx.connection.execute(own.values(**values))
