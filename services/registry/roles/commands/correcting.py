"""What was recorded of a term was wrong: it is corrected, its end is taken back, or all of it."""

from uuid import UUID

from services.registry.former.commands import keep_former
from services.registry.network.queries import hold_active_unit, hold_open_unit
from services.registry.roles.commands.keeping import change_role, lock_covered
from services.registry.roles.domain import SocialRole, Term, corrected, reopened, withdrawn
from services.registry.roles.queries import list_terms_of_person
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.files import find_line
from shared.clock import local_date
from shared.command import Transaction, command
from shared.privacy.keyring import Keyring


@command
async def correct_role(
    tx: Transaction, role_id: UUID, term: Term, *, reason: str, keyring: Keyring, version: int | None = None
) -> SocialRole:
    """A term has been as `term` says all along; what it said before is kept. Another's is withdrawn, and recorded of
    whom it is.

    Raises `RoleNotFound` (also outside the scope), `RoleChanged`, `RoleAlreadyWithdrawn`, `RoleNotEnded`,
    `RoleAlreadyEnded`, `RoleDateInvalid`, `RoleAfterGone`, `DateBeforeBirth`, `OutOfScope`, `OrgUnitNotFound`,
    `OrgUnitIsClosed`, `OrgUnitIsClosing`, `NotAVillage`, `EnterpriseInvalid`, `RoleAlreadyHeld`.
    """
    role = await lock_covered(tx, role_id, reason)
    hold = hold_active_unit if term.org_code == role.org_code else hold_open_unit
    unit = await hold(tx.connection, term.org_code)
    tx.caller.must_cover(unit.org_path)
    changed = corrected(role, term, unit, today=local_date(tx.now), version=version)
    if file := await find_line(tx.connection, role.veteran_id):
        must_follow_birth(file, keyring, assumed_on=term.assumed_on)
    changed.must_not_overlap(await list_terms_of_person(tx.connection, role.veteran_id))
    await keep_former(tx, SOCIAL_ROLE, role_id, reason)
    return await change_role(tx, role, changed)


@command
async def reopen_role(tx: Transaction, role_id: UUID, *, reason: str, version: int | None = None) -> SocialRole:
    """A term goes on: its end was recorded by mistake.

    Raises `RoleNotFound` (also outside the scope), `RoleChanged`, `RoleAlreadyWithdrawn`, `RoleNotEnded`,
    `OrgUnitIsClosed`, `OrgUnitIsClosing`, `RoleAlreadyHeld`.
    """
    role = await lock_covered(tx, role_id, reason)
    await hold_open_unit(tx.connection, role.org_code)
    changed = reopened(role, version=version)
    changed.must_not_overlap(await list_terms_of_person(tx.connection, role.veteran_id))
    await keep_former(tx, SOCIAL_ROLE, role_id, reason)
    return await change_role(tx, role, changed)


@command
async def withdraw_role(tx: Transaction, role_id: UUID, *, reason: str, version: int | None = None) -> SocialRole:
    """A term was recorded by mistake, and never was.

    Raises `RoleNotFound` (also outside the scope), `RoleChanged`, `RoleAlreadyWithdrawn`.
    """
    role = await lock_covered(tx, role_id, reason)
    return await change_role(tx, role, withdrawn(role, reason=reason, version=version))
