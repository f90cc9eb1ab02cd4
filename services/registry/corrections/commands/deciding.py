"""What is decided on a proposed correction of an identity, by one address: of a relative or proxy it is an act of its
own, which the story of the veteran's file calls so."""

from uuid import UUID

from services.registry.corrections.commands.confirming import confirm_companion_correction, confirm_identity_correction
from services.registry.corrections.commands.ending import (
    refuse_companion_correction,
    refuse_identity_correction,
    withdraw_companion_correction,
    withdraw_identity_correction,
)
from services.registry.corrections.queries.identities import is_of_companion
from services.registry.settings import Registrar
from shared.command import Work
from shared.privacy.personal import Personal


async def confirm(work: Work, correction_id: UUID, *, typed: Personal, registrar: Registrar) -> None:
    """Raises what the one of the two does."""
    of_companion = await _is_of_companion(work, correction_id)
    act = confirm_companion_correction if of_companion else confirm_identity_correction
    await act(work, correction_id, typed=typed, registrar=registrar)


async def refuse(work: Work, correction_id: UUID, *, reason: str) -> None:
    """Raises what the one of the two does."""
    of_companion = await _is_of_companion(work, correction_id)
    act = refuse_companion_correction if of_companion else refuse_identity_correction
    await act(work, correction_id, reason=reason)


async def withdraw(work: Work, correction_id: UUID, *, reason: str) -> None:
    """Raises what the one of the two does."""
    of_companion = await _is_of_companion(work, correction_id)
    act = withdraw_companion_correction if of_companion else withdraw_identity_correction
    await act(work, correction_id, reason=reason)


async def _is_of_companion(work: Work, correction_id: UUID) -> bool:
    """Whose it is never changes."""
    async with work.engine.connect() as connection:
        return await is_of_companion(connection, correction_id)
