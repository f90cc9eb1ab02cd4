"""Evidence for a category is handed in, and anew; an application is given up."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.categories.commands.keeping import (
    concern,
    keep_opinion,
    publish,
    sealed_certificate,
    told,
    write_changed,
    write_new,
)
from services.registry.categories.domain.deciding import CHAIN, first_asked, handing_in
from services.registry.categories.domain.holding import OPEN, CategoryHeld, Holding
from services.registry.categories.domain.terms import AT_A_COUNTER, Applicant, Change, Evidence
from services.registry.categories.parameters import PROXY, PROXY_SCOPES, SELF, Act
from services.registry.categories.queries.holders import lock_holder
from services.registry.categories.queries.holdings import holding_of, list_of_person, lock_holding
from services.registry.categories.queries.story import list_opinions
from services.registry.kin.queries import must_not_be_recused
from services.registry.network.queries import get_unit
from services.registry.proxies.queries import must_act_for
from services.registry.veterans.commands.changing import look_at_age
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval import Opinion, Outcome
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import CategoryApplied, CategoryCancelled
from shared.ids import new_id
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal


@dataclass(frozen=True, slots=True)
class Application:
    """Which category, since when somebody asks for it, and what it rests on: no word of service, operation or test.
    `proxy_id`: the authority of whoever applies for the person."""

    category_code: str
    evidence_kind: str
    document: str
    applied_on: date | None = None
    certificate: Personal | None = None
    proxy_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """Which holding it is, and who is asked next."""

    holding_id: UUID
    waits_for: str


@command
async def apply_for_category(
    tx: Transaction, person_id: UUID, application: Application, *, keyring: Keyring, version: int | None = None
) -> Applied:
    """Hand in evidence for a category: of one that the file only claims, of one that is new, of one that was refused or
    is over; or other evidence, while no other level has looked at it.

    Whoever does it for the responsible unit agrees for it; of anybody else's the responsible unit is asked first.
    `version` is the revision of the holding that was decided on, where there is one. Raises `VeteranNotFound`,
    `RecipientNotFound` (also outside the scope), `PersonIsDeceased`, `PersonIsDeregistered`, `PersonIsMerged`,
    `PersonTransferredOut`, `FileErased`, `CategoryHeld`, `HoldingChanged`, `HoldingInvalid`, `DateBeforeBirth`,
    `OpinionNotDue`, `OpinionOfAnother`, `ProxyMayNot`, `DecidesOnOneself`, `DecidesOnKin`.
    """
    await concern(tx, person_id, application.document)
    file = await lock_holder(tx.connection, person_id, tx.caller)
    return await hand_in(tx, file, application, keyring=keyring, version=version)


async def hand_in(
    tx: Transaction,
    file: Row[Any],
    application: Application,
    *,
    keyring: Keyring,
    version: int | None = None,
    is_own: bool = False,
) -> Applied:
    """The same as a part of commands, of the person of this row, who is locked. Raises what `apply_for_category`
    does."""
    must_be_living(file.state)
    must_be_readable(file)
    by = Applicant(SELF) if is_own else await _applicant(tx, file.person_id, application.proxy_id)
    before = await _held(tx, file, application.category_code)
    before.must_stand(version)
    today = local_date(tx.now)
    kind = (await get_unit(tx.connection, file.org_code)).kind
    said = await list_opinions(tx.connection, before.holding_id, of_round=before.round) if before.is_under_way else ()
    opinions = [each.opinion for each in said]
    opinion = handing_in(tx.caller, file.org_path, kind, opinions, tx.now, is_own=is_own)
    if opinion is not None:
        await must_not_be_recused(tx, file.person_id)
    must_follow_birth(file, keyring, applied_on=application.applied_on)
    sealed = sealed_certificate(application.certificate, before, file.wrapped, keyring)
    evidence = Evidence(application.evidence_kind, application.document, sealed)
    waits_for = _next([*opinions, opinion], kind) if opinion else first_asked(opinions, kind)
    was_returned = any(each.outcome is Outcome.SUPPLEMENT for each in opinions)
    stands_since = before.applied_on if before.is_under_way and not was_returned else None
    on = application.applied_on or stands_since or today
    holding = before.applied(evidence, on, waits_for, today=today, by=by, was_returned=was_returned)
    holding = await (write_changed if before.revision else write_new)(tx, holding)
    await look_at_age(tx, file.person_id)
    if opinion is not None:
        await keep_opinion(tx, holding, opinion)
    if not before.is_under_way:
        event = CategoryApplied(**told(holding, file), applied_on=on, origin=by.origin)
        publish(tx, holding, file, event)
    return Applied(holding.holding_id, waits_for)


async def _applicant(tx: Transaction, person_id: UUID, proxy_id: UUID | None) -> Applicant:
    """Raises `ProxyMayNot`."""
    if proxy_id is None:
        return AT_A_COUNTER
    await must_act_for(tx.connection, proxy_id, person_id, PROXY_SCOPES, now=tx.now)
    return Applicant(PROXY, proxy_id)


def _next(opinions: list[Opinion], kind: str) -> str:
    return CHAIN.turn(opinions).waits_for or kind


async def _held(tx: Transaction, file: Row[Any], category_code: str) -> Holding:
    """The holding of this person, or a new one. Raises `CategoryHeld`: by another file of his that was merged into this
    one."""
    of_category = [
        holding_of(row)
        for row in await list_of_person(tx.connection, file.person_id)
        if row.category_code == category_code
    ]
    own = [each for each in of_category if each.holder_id == file.person_id]
    if any(each.state in OPEN and each.version for each in of_category if each not in own):
        raise CategoryHeld
    return own[0] if own else Holding(new_id(), file.person_id, category_code, local_date(tx.now))


@command
async def withdraw_category_application(
    tx: Transaction, holding_id: UUID, *, reason: str, document: str, version: int | None = None
) -> int:
    """It is given up before it was decided on. Answers the revision from now on.

    Raises `HoldingNotFound` (also outside the scope), `HoldingChanged`, `HoldingStandsOtherwise`, `FileErased`.
    """
    row = await lock_holding(tx.connection, holding_id, tx.caller)
    await concern(tx, row.person_id, document)
    return await give_up(tx, row, reason=reason, document=document, version=version)


async def give_up(tx: Transaction, row: Row[Any], *, reason: str, document: str, version: int | None = None) -> int:
    """The same as a part of commands, of the holding of this row, whose person is locked."""
    holding = holding_of(row)
    holding.must_stand(version)
    holding.must_be_under_way()
    must_be_readable(row)
    today = local_date(tx.now)
    change = Change(Act.CANCEL, reason, today, document)
    cancelled = await write_changed(tx, holding.changed(change, today=today))
    event = CategoryCancelled(**told(cancelled, row), effective_on=today, reason_code=reason)
    publish(tx, cancelled, row, event)
    return cancelled.revision
