"""The application, under whose lock its emergency aid changes, and in whose stream that is told."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from services.benefits.applications.domain import ApplicationChanged
from services.benefits.applications.queries import lock_application
from services.benefits.applications.tables import APPLICATION, EMERGENCY_AID
from shared.approval.proposal import ProposalNotFound
from shared.clock import local_date
from shared.command import Transaction
from shared.events.contract import Event


async def hold_aid(
    tx: Transaction, aid_id: UUID, *, purpose: str = "", version: int | None = None
) -> tuple[Row[Any], Row[Any]]:
    """The aid and its application. Raises `ProposalNotFound` (also outside the scope), `ApplicationChanged`."""
    own = select(EMERGENCY_AID).where(EMERGENCY_AID.c.aid_id == aid_id)
    found = (await tx.connection.execute(own)).one_or_none()
    if found is None:
        raise ProposalNotFound
    tx.concerns(f"application {found.application_id}", purpose=purpose)
    application = await lock_application(tx.connection, found.application_id)
    tx.caller.must_cover(application.org_path, ProposalNotFound())
    if version not in {None, application.version}:
        raise ApplicationChanged
    return (await tx.connection.execute(own.with_for_update())).one(), application


async def keep(tx: Transaction, aid: Row[Any], **known: Any) -> None:
    """What holds of it from now on."""
    own = EMERGENCY_AID.c.aid_id == aid.aid_id
    await tx.connection.execute(update(EMERGENCY_AID).where(own).values(**known))


async def tell(tx: Transaction, application: Row[Any], event: type[Event], **said: Any) -> None:
    """As the next event of the application."""
    own, version = APPLICATION.c.application_id == application.application_id, application.version + 1
    await tx.connection.execute(update(APPLICATION).where(own).values(version=version))
    names = ("application_id", "person_id", "programme_code", "org_path")
    told = event(**{name: application._mapping[name] for name in names}, **said)
    tx.publish(told, sequence=version, synthetic=application.synthetic, effective_on=local_date(tx.now))
