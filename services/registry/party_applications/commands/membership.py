"""Parts of commands: what an application makes of its person's political status, and takes back when it was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from services.registry.applicants.domain import Application
from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.domain.timeline import Fact
from services.registry.corrections.parameters import POLITICAL
from services.registry.corrections.queries.facts import timeline_of
from services.registry.counting.queries import get_counted_periods
from services.registry.party_memberships.commands.counting import end_membership
from services.registry.veterans.commands.changing import publish_change, write_field
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.queries.holding import lock_file
from shared.command import Transaction
from shared.events.registry import CountedPeriod, VeteranProfileUpdated
from shared.privacy.keyring import Keyring

# GB/T 4762.
PROBATIONARY_MEMBER, FULL_MEMBER = "02", "01"


@dataclass(frozen=True, slots=True)
class Membership:
    """The days on which figures count the person as a member, before and after; empty where nothing changes."""

    before: tuple[CountedPeriod, ...] = ()
    now: tuple[CountedPeriod, ...] = ()


async def memberships_beside(
    tx: Transaction, row: Row[Any], application: Application, keyring: Keyring
) -> Sequence[tuple[date, bool]]:
    """Whether the person was a member, from each day on, without what this application made of him."""
    facts: list[Fact] = await timeline_of(tx.connection, row, POLITICAL, keyring)
    since = _first_day(application.probationary_on, row)
    own = [fact for fact in facts if since is None or fact.holds_from < since]
    return [(fact.holds_from, fact.value in PARTY_MEMBER_CODES) for fact in own]


async def make_member(
    tx: Transaction, row: Row[Any], before: Application, after: Application, keyring: Keyring
) -> tuple[Application, Membership]:
    """The file says what the application says now of the person's membership, instead of what it said. Answers the
    application, which knows what the file said before, and the days that figures count."""
    days = ("probationary_on", "full_on")
    if all(getattr(before, day) == getattr(after, day) for day in days):
        return after, Membership()
    counted_before = _member(await get_counted_periods(tx.connection, row, keyring))
    facts = await timeline_of(tx.connection, row, POLITICAL, keyring)
    since = _first_day(after.probationary_on, row)
    own = [fact.value for fact in facts if since is None or fact.holds_from <= since]
    kept = before.political_before if before.is_admitted else own[-1]
    said: list[tuple[date | None, str | None]] = [
        (after.probationary_on, PROBATIONARY_MEMBER),
        (after.full_on, FULL_MEMBER),
    ]
    if before.is_admitted:
        said = [(before.probationary_on, kept), *said]
    for day, value in said:
        if day is not None:
            await _say(tx, row, Fact(None, max(day, row.registered_on), value), keyring, after.document)
    file = await lock_file(tx.connection, row.veteran_id, tx.caller)
    counted = _member(await get_counted_periods(tx.connection, file, keyring))
    member = file.political_code in PARTY_MEMBER_CODES
    first_day = max(row.registered_on, min(day for day, _ in said if day is not None))
    if not member:
        await end_membership(tx, row.veteran_id, first_day)
    # The file's own stream says that the field changed; membership is told by the application, in one event with it.
    changed = VeteranProfileUpdated(
        person_id=file.veteran_id,
        org_path=file.org_path,
        changed_fields=(POLITICAL,),
        effective_on=first_day,
        party_member_before=member,
        party_member=member,
    )
    await publish_change(tx, file, [changed])
    stands = replace(after, political_before=kept if after.is_admitted else None)
    return stands, Membership(counted_before, counted)


async def _say(tx: Transaction, row: Row[Any], said: Fact, keyring: Keyring, document: str) -> None:
    """The file says so, unless it does already."""
    latest = (await timeline_of(tx.connection, row, POLITICAL, keyring))[-1]
    if latest.value == said.value and latest.holds_from <= said.holds_from:
        return
    await restate(tx, row, POLITICAL, said, keyring=keyring, document=document)
    await write_field(tx, row, POLITICAL, {POLITICAL: said.value})


def _first_day(day: date | None, row: Row[Any]) -> date | None:
    """On which the file can say so: nobody is counted before his registration."""
    return None if day is None else max(day, row.registered_on)


def _member(periods: Sequence[CountedPeriod]) -> tuple[CountedPeriod, ...]:
    return tuple(period for period in periods if period.party_member)
