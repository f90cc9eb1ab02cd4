"""Parts of commands: a holding is written, and what was believed before is kept; an opinion is written; certificates
are sealed."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from services.registry.categories.domain.holding import CategoryHeld, Holding
from services.registry.categories.queries.holdings import CERTIFICATE
from services.registry.categories.tables import CATEGORY_HOLDING_PAST, CATEGORY_OPINION
from services.registry.database import refusing
from services.registry.recipients.queries import subject_of
from services.registry.veterans.tables import CATEGORY_HOLDING
from shared.approval import Opinion
from shared.command import Transaction
from shared.events.contract import Event
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

_PAST = [each.name for each in CATEGORY_HOLDING_PAST.columns if each.name != "known_until"]


async def write_new(tx: Transaction, holding: Holding) -> Holding:
    """Raises `CategoryHeld`: whoever applies at once."""
    written = replace(holding, revision=1)
    with refusing({"uq_category_holding_holder_id_category_code": CategoryHeld()}):
        await tx.connection.execute(insert(CATEGORY_HOLDING).values(**asdict(written), **_by(tx)))
    return written


async def write_changed(tx: Transaction, holding: Holding) -> Holding:
    """What was believed until now is kept (R8)."""
    own = CATEGORY_HOLDING.c.holding_id == holding.holding_id
    before = (await tx.connection.execute(select(CATEGORY_HOLDING).where(own))).one()
    # A clock that was set back makes no period that ends before it begins.
    until = max(tx.now, before.known_from)
    said = {name: before._mapping[name] for name in _PAST}
    await tx.connection.execute(insert(CATEGORY_HOLDING_PAST).values(**said, known_until=until))
    written = replace(holding, revision=holding.revision + 1)
    await tx.connection.execute(update(CATEGORY_HOLDING).where(own).values(**asdict(written), **_by(tx)))
    return written


async def keep_opinion(tx: Transaction, holding: Holding, opinion: Opinion, note: str | None = None) -> None:
    """The next one of this holding."""
    said = CATEGORY_OPINION.c
    last = select(func.max(said.number)).where(said.holding_id == holding.holding_id)
    line = {
        "holding_id": holding.holding_id,
        "number": (await tx.connection.scalar(last) or 0) + 1,
        "round": holding.round,
        **asdict(opinion),
        "note": note,
    }
    await tx.connection.execute(insert(CATEGORY_OPINION).values(line))


async def concern(tx: Transaction, person_id: UUID, purpose: str) -> None:
    """In the audit it stands with the person's file, or with what is recorded of him as a recipient."""
    tx.concerns(await subject_of(tx.connection, person_id), purpose=purpose)


def told(holding: Holding, file: Row[Any]) -> dict[str, Any]:
    """What every event says of a holding; `person_id` is of whom it was recorded."""
    return {
        "holding_id": holding.holding_id,
        "person_id": holding.holder_id,
        "org_path": file.org_path,
        "category": holding.word,
    }


def publish(tx: Transaction, holding: Holding, file: Row[Any], event: Event) -> None:
    tx.publish(event, sequence=holding.version, synthetic=file.synthetic)


def sealed_certificate(number: Personal | None, holding: Holding, wrapped: bytes, keyring: Keyring) -> bytes | None:
    """Under the data key of whom the holding was recorded of."""
    if number is None:
        return None
    key = keyring.unwrap(wrapped, holding.holder_id)
    return encrypt(number, CATEGORY_HOLDING.name, CERTIFICATE, holding.holding_id, key)


def _by(tx: Transaction) -> dict[str, Any]:
    return {"recorded_by": tx.caller.account_id, "known_from": tx.now}
