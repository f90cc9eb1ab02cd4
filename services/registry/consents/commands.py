"""Somebody agrees to something; it holds no longer."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.consents.domain import Consent, ConsentGiven, must_be_possible, must_follow
from services.registry.consents.parameters import ERASED
from services.registry.consents.queries import lock_consent, lock_holding
from services.registry.consents.tables import CONSENT
from services.registry.database import refusing
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import ConsentRecorded, ConsentWithdrawn
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Given:
    """What was agreed to, how and when, and where that stands."""

    purpose: str
    form: str
    given_on: date
    document: str


@command
async def record_consent(tx: Transaction, veteran_id: UUID, given: Given, *, keyring: Keyring) -> UUID:
    """Record it; answers the consent's id.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeceased`, `PersonIsDeregistered`,
    `PersonTransferredOut`, `FileErased`, `ConsentInvalid`, `DateBeforeBirth`, `ConsentGiven`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=given.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_living(row.state)
    must_be_readable(row)
    must_be_possible(given.given_on, today=local_date(tx.now))
    must_follow_birth(row, keyring, given_on=given.given_on)
    consent = Consent(new_id(), veteran_id, given.purpose, given.form, given.given_on, given.document)
    by = {"recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    with refusing({"uq_consent_holding": ConsentGiven()}):
        await tx.connection.execute(insert(CONSENT).values(**asdict(consent), **by))
    event = ConsentRecorded(
        consent_id=consent.consent_id,
        person_id=veteran_id,
        org_path=row.org_path,
        purpose=given.purpose,
        form=given.form,
        given_on=given.given_on,
    )
    tx.publish(event, sequence=consent.version, synthetic=row.synthetic)
    return consent.consent_id


@command
async def withdraw_consent(tx: Transaction, consent_id: UUID, *, reason: str, withdrawn_on: date) -> None:
    """It holds no longer, as easily as it was given (PIPL 15); also of somebody who has died.

    Raises `ConsentNotFound` (also outside the scope), `ConsentEnded`, `ConsentInvalid`.
    """
    consent, row = await lock_consent(tx.connection, consent_id, tx.caller)
    tx.concerns(f"veteran {consent.person_id}", purpose=reason)
    consent.must_hold()
    must_follow(consent.given_on, withdrawn_on, today=local_date(tx.now))
    await _end(tx, consent, reason, withdrawn_on, org_path=row.org_path, synthetic=row.synthetic)


async def end_consents(tx: Transaction, person_id: UUID, *, org_path: str, synthetic: bool) -> None:
    """Part of the command that erases a person: nothing is done any more that rests on a consent."""
    for consent in await lock_holding(tx.connection, person_id):
        today = max(local_date(tx.now), consent.given_on)
        await _end(tx, consent, ERASED, today, org_path=org_path, synthetic=synthetic)


async def _end(
    tx: Transaction, consent: Consent, reason: str, withdrawn_on: date, *, org_path: str, synthetic: bool
) -> None:
    ended = replace(consent, version=consent.version + 1, withdrawn_on=withdrawn_on, reason=reason)
    own = update(CONSENT).where(CONSENT.c.consent_id == consent.consent_id)
    await tx.connection.execute(own.values(**asdict(ended), withdrawn_by=tx.caller.account_id))
    event = ConsentWithdrawn(
        consent_id=consent.consent_id,
        person_id=consent.person_id,
        org_path=org_path,
        purpose=consent.purpose,
        reason=reason,
        withdrawn_on=withdrawn_on,
    )
    tx.publish(event, sequence=ended.version, synthetic=synthetic)
