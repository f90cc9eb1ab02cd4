"""Parts of commands: what was said is kept, and a file that all have agreed to is registered."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.case_parties.queries import is_party
from services.registry.families.queries.relations import is_relative
from services.registry.proxies.queries import is_proxy
from services.registry.recipients.queries import was_recorded
from services.registry.registrations.tables import REGISTRATION_OPINION
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import compare_again, publish_change
from services.registry.veterans.domain.registration import Registration
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.queries.persons import KnownPerson, hold_person
from shared.approval import Opinion
from shared.clock import local_date
from shared.command import Transaction
from shared.database.bulk import insert_many
from shared.events.registry import VeteranRegistered


async def keep_first(connection: AsyncConnection, opinions: Sequence[tuple[UUID, Opinion]]) -> None:
    """With what each of these was handed in. What was said of one that was withdrawn before stands in the audit."""
    said = REGISTRATION_OPINION.c.veteran_id.in_([veteran_id for veteran_id, _ in opinions])
    await connection.execute(delete(REGISTRATION_OPINION).where(said))
    await insert_many(connection, REGISTRATION_OPINION, [_line(each, 1, opinion) for each, opinion in opinions])


async def keep(tx: Transaction, row: Row[Any], opinion: Opinion, note: str | None = None) -> None:
    """The next one of the registration of this row."""
    line = {**_line(row.veteran_id, row.said_count + 1, opinion), "note": note}
    await insert_many(tx.connection, REGISTRATION_OPINION, [line])


async def forget_notes(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: what was said of him in words. Who decided what, stays."""
    said = update(REGISTRATION_OPINION).where(REGISTRATION_OPINION.c.veteran_id == person_id)
    await tx.connection.execute(said.values(note=None))


def _line(veteran_id: UUID, number: int, opinion: Opinion) -> dict[str, Any]:
    return {"veteran_id": veteran_id, "number": number, **asdict(opinion)}


def may_be_called(known: KnownPerson, registration: Registration, state: FileState, registrar: Registrar) -> bool:
    """Whether a registration may give somebody who is known already this name: another one is for the centre, which
    registers at once, since families and proxies are shown it too."""
    return state is FileState.REGISTERED or known.is_called(registration.values["name"], registrar.keyring)


async def is_known_otherwise(tx: Transaction, person_id: UUID) -> bool:
    """Whether somebody is a relative, a proxy, a recipient or a party to a case as well; nobody makes him one before
    this transaction has ended."""
    await hold_person(tx.connection, person_id)
    known = (is_relative, is_proxy, was_recorded, is_party)
    return any([await each(tx.connection, person_id) for each in known])


async def register(tx: Transaction, row: Row[Any]) -> None:
    """The person of this row is registered: from the day that was stated on, or from today."""
    registered_on = row.registered_on or local_date(tx.now)
    event = VeteranRegistered(
        person_id=row.veteran_id,
        org_code=row.org_code,
        org_path=row.org_path,
        domicile_code=row.domicile_code,
        residence_code=row.residence_code,
        party_member=row.political_code in PARTY_MEMBER_CODES,
        channel=row.channel,
        registered_on=registered_on,
    )
    registered = {"registered_on": registered_on, "registered_by": tx.caller.account_id, "recorded_at": tx.now}
    await publish_change(tx, row, [event], state=FileState.REGISTERED, **registered)
    await compare_again(tx, row)
