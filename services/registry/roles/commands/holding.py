"""Taking up and ending social roles."""

from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.registry.database import refusing
from services.registry.network.queries import hold_open_unit
from services.registry.roles.commands.keeping import change_role, lock_covered
from services.registry.roles.domain import (
    RoleAlreadyHeld,
    RoleKind,
    SocialRole,
    assumed,
    ended,
)
from services.registry.roles.queries import list_terms_of_person
from services.registry.roles.rules import NO_ENTERPRISE, Enterprise
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.files import get_line
from services.registry.veterans.queries.holding import hold_living
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import SocialRoleAssumed
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@command
async def assume_role(
    tx: Transaction,
    veteran_id: UUID,
    *,
    kind: RoleKind,
    assumed_on: date,
    source: str,
    keyring: Keyring,
    org_code: str | None = None,
    enterprise: Enterprise = NO_ENTERPRISE,
) -> SocialRole:
    """A veteran takes up a role, counted at `org_code` or else at the unit responsible for the veteran.

    Raises `VeteranNotFound`, `PersonIsDeceased`, `OutOfScope`, `OrgUnitNotFound`, `OrgUnitIsClosed`,
    `OrgUnitIsClosing`, `RoleDateInvalid`, `DateBeforeBirth`, `NotAVillage`, `EnterpriseInvalid`, `RoleAlreadyHeld`.
    """
    tx.concerns(f"veteran {veteran_id}")
    place = await hold_living(tx.connection, veteran_id, tx.caller)
    must_follow_birth(await get_line(tx.connection, veteran_id, caller=tx.caller), keyring, assumed_on=assumed_on)
    unit = await hold_open_unit(tx.connection, org_code or place.rpartition(".")[2])
    tx.caller.must_cover(unit.org_path)
    said = SocialRole(new_id(), veteran_id, kind, unit.org_code, unit.org_path, assumed_on, source)
    role = replace(said, enterprise_name=enterprise.name, enterprise_code=enterprise.code)
    terms = await list_terms_of_person(tx.connection, veteran_id)
    assumed(role, unit, today=local_date(tx.now)).must_not_overlap(terms)
    await _take_up(tx, role)
    return role


async def _take_up(tx: Transaction, role: SocialRole) -> None:
    with refusing({"ex_social_role_term": RoleAlreadyHeld()}):
        await tx.connection.execute(insert(SOCIAL_ROLE).values(**asdict(role), recorded_at=tx.now))
    event = SocialRoleAssumed(
        role_id=role.role_id,
        person_id=role.veteran_id,
        kind=role.kind.value,
        org_code=role.org_code,
        org_path=role.org_path,
        assumed_on=role.assumed_on,
    )
    tx.publish(event, sequence=role.version)


@command
async def move_role(tx: Transaction, role_id: UUID, *, org_code: str, moved_on: date, document: str) -> SocialRole:
    """The holder serves at another unit from a day on, for the one he served at is merged or split: his term there
    ends, and one like it begins. Answers the new one.

    Raises `RoleNotFound` (also outside the scope), `RoleAlreadyEnded`, `RoleAlreadyWithdrawn`, `RoleDateInvalid`,
    `RoleAfterGone`, `OrgUnitNotFound`, `OrgUnitIsClosed`, `OrgUnitIsClosing`, `OutOfScope`, `NotAVillage`,
    `RoleAlreadyHeld`.
    """
    role = await lock_covered(tx, role_id, document)
    unit = await hold_open_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    today = local_date(tx.now)
    await change_role(tx, role, ended(role, on=moved_on, reason=document, today=today))
    like = SocialRole(new_id(), role.veteran_id, role.kind, unit.org_code, unit.org_path, moved_on, role.source)
    again = replace(like, enterprise_name=role.enterprise_name, enterprise_code=role.enterprise_code)
    assumed(again, unit, today=today).must_not_overlap(await list_terms_of_person(tx.connection, role.veteran_id))
    await _take_up(tx, again)
    return again


@command
async def end_role(tx: Transaction, role_id: UUID, *, ended_on: date, reason: str) -> SocialRole:
    """A term ends: `ended_on` is the first day the role is no longer held.

    Raises `RoleNotFound` (also outside the scope), `RoleAlreadyEnded`, `RoleAlreadyWithdrawn`, `RoleDateInvalid`,
    `RoleAfterGone`.
    """
    role = await lock_covered(tx, role_id)
    return await change_role(tx, role, ended(role, on=ended_on, reason=reason, today=local_date(tx.now)))
