"""Parts of commands: a term is changed, and its stream told how it differs from what was told before."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from services.registry.counting.domain import differing, exchanged, uncounted
from services.registry.database import refusing
from services.registry.former.commands import forget_former
from services.registry.roles.domain import RoleAlreadyHeld, RoleNotFound, SocialRole, followed, settled, telling
from services.registry.roles.queries import list_terms, list_terms_of_person, lock_role
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.veterans.queries.holding import hold_file
from shared.command import Transaction
from shared.events.contract import Event
from shared.events.registry import SocialRoleCorrected, SocialRoleEnded, SocialRoleReopened, SocialRoleWithdrawn


async def lock_covered(tx: Transaction, role_id: UUID, reason: str = "") -> SocialRole:
    """The term, for this transaction alone to change, and nobody's file is merged meanwhile. Raises `RoleNotFound`,
    also outside the scope."""
    tx.concerns(f"social-role {role_id}", purpose=reason)
    role = await lock_role(tx.connection, role_id)
    tx.caller.must_cover(role.org_path, RoleNotFound())
    tx.concerns(
        f"veteran {role.veteran_id}", purpose=reason
    )  # it stands in the story of the file, as its beginning does
    await hold_file(tx.connection, role.veteran_id)
    return role


async def change_role(tx: Transaction, role: SocialRole, changed: SocialRole, *, told: bool = True) -> SocialRole:
    """Write it, and tell how it stands from now on. Raises `RoleAlreadyHeld`."""
    terms = await list_terms_of_person(tx.connection, role.veteran_id)
    changed = replace(changed, version=role.version + told)
    values = {name: value for name, value in asdict(changed).items() if name != "role_id"}
    with refusing({"ex_social_role_term": RoleAlreadyHeld()}):
        own = SOCIAL_ROLE.c.role_id == role.role_id
        await tx.connection.execute(update(SOCIAL_ROLE).where(own).values(values))
    if told:
        tx.publish(_telling_of(role, changed, terms), sequence=changed.version)
    return changed


def _telling_of(role: SocialRole, changed: SocialRole, terms: Sequence[SocialRole]) -> Event:
    """What happened to one of the person's terms, by what is otherwise now."""
    after = [changed if each.role_id == role.role_id else each for each in terms]
    own: dict[str, Any] = {
        "role_id": role.role_id,
        "person_id": role.veteran_id,
        "kind": changed.kind.value,
        "org_code": changed.org_code,
        "org_path": changed.org_path,
    }
    goes_on = role.is_held and changed.is_held and _is_same(role, changed)
    if goes_on and role.over_on is None and changed.over_on is not None:
        again = differing(terms, uncounted(terms), uncounted(after))
        return SocialRoleEnded(**own, ended_on=changed.over_on, counted=telling(again))
    no_longer, again = exchanged(terms, after)
    own |= {"counted_before": telling(no_longer), "counted": telling(again)}
    if not changed.is_held:
        return SocialRoleWithdrawn(**own)
    if goes_on and role.over_on is not None and changed.over_on is None:
        return SocialRoleReopened(**own, assumed_on=changed.assumed_on)
    return SocialRoleCorrected(**own, assumed_on=changed.assumed_on, ended_on=changed.over_on)


def _is_same(role: SocialRole, changed: SocialRole) -> bool:
    """Whether all but the end is, as far as events tell it."""
    return (role.place, role.assumed_on) == (changed.place, changed.assumed_on)


async def forget_enterprises(tx: Transaction, veteran_id: UUID) -> None:
    """Nothing is known any more of what somebody ran; that he did, is counted still."""
    own = SOCIAL_ROLE.c.veteran_id == veteran_id
    role_ids = list(await tx.connection.scalars(select(SOCIAL_ROLE.c.role_id).where(own)))
    await tx.connection.execute(update(SOCIAL_ROLE).where(own).values(enterprise_name=None, enterprise_code=None))
    await forget_former(tx, SOCIAL_ROLE, role_ids)


async def follow_roles(tx: Transaction, veteran_id: UUID, gone_on: date | None, *, came_back: bool = False) -> None:
    """The holder died, left or should never have been registered: from that day on he holds none of his terms. With
    None he is here again, and what he held he does; but who `came_back` from another county takes up others."""
    change: Callable[[SocialRole], SocialRole] = settled if came_back else lambda role: followed(role, gone_on)
    for role in await list_terms(tx.connection, veteran_id):
        changed = change(role)
        if role.withdrawn_reason is None and changed != role:
            await change_role(tx, role, changed, told=changed.days != role.days)
