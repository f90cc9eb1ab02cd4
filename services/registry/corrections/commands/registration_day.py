"""Parts of commands: the day of a registration is another one, and all that began with it begins then."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from services.registry.corrections.commands.keeping import begin_elsewhere
from services.registry.corrections.domain.correction import CorrectionInvalid
from services.registry.corrections.domain.registration_day import NOT_OF_RECIPIENTS, ONLY_CENTRE, RegistrationDay
from services.registry.corrections.parameters import IDENTITY_FIELD, POLITICAL, IdentityKind
from services.registry.corrections.queries.facts import places_of, timeline_of
from services.registry.corrections.queries.standing import get_standing
from services.registry.recipients.queries import is_recipient
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import write_field
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from shared.auth.permissions import permitted
from shared.command import Transaction
from shared.events.registry.records import RegistrationDayCorrected

REGISTERED = IDENTITY_FIELD[IdentityKind.REGISTRATION_DAY].name


async def check_registration_day(tx: Transaction, row: Row[Any], will: date, registrar: Registrar) -> None:
    """Whether the file of this row may say so. Raises `CorrectionInvalid`."""
    if await is_recipient(tx.connection, row.veteran_id):
        raise CorrectionInvalid(fields=[NOT_OF_RECIPIENTS])
    if not permitted(tx.caller, "veterans.confirm-identity").covers(row.org_path):
        raise CorrectionInvalid(fields=[ONLY_CENTRE])
    standing = await get_standing(tx.connection, row, registrar.keyring)
    RegistrationDay(row.registered_on, will).must_be_possible(standing)


async def write_registration_day(
    tx: Transaction, row: Row[Any], will: date, *, registrar: Registrar, document: str, evidence: str
) -> RegistrationDayCorrected:
    """What the registration said has been so since that day; what was said before is kept. Answers what is to be told,
    once the file says so."""
    keyring = registrar.keyring
    places = await places_of(tx.connection, row, keyring)
    membership = (await timeline_of(tx.connection, row, POLITICAL, keyring))[0].value in PARTY_MEMBER_CODES
    path = places[0].value or row.org_path
    counted_before, counted = RegistrationDay(row.registered_on, will).exchanged(path, party_member=membership)
    await begin_elsewhere(tx, row, REGISTERED, will, keyring=keyring, document=document)
    await write_field(tx, row, REGISTERED, {REGISTERED: will})
    return RegistrationDayCorrected(
        person_id=row.veteran_id,
        org_path=row.org_path,
        registered_before=row.registered_on,
        registered_on=will,
        evidence=evidence,
        counted_before=counted_before,
        counted=counted,
    )
