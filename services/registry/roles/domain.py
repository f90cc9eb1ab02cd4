"""Terms in social roles: held from `assumed_on` until the day before `ended_on`."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.network.domain import HostKind, OrgUnit
from shared.refusal import Conflict, Invalid, NotFound


class RoleKind(StrEnum):
    """S32-S34 of the source."""

    MEDIATOR = "mediator"
    VILLAGE_RESERVE_CADRE = "village-reserve-cadre"
    VILLAGE_TWO_COMMITTEES = "village-two-committees"
    ENTREPRENEUR = "entrepreneur"


# Reserve cadres and committees are a village's.
OF_VILLAGES = frozenset({RoleKind.VILLAGE_RESERVE_CADRE, RoleKind.VILLAGE_TWO_COMMITTEES})


class RoleAlreadyHeld(Conflict):
    """A person holds a role once on any day; a term entered later may not overlap one that has ended."""

    code = "role-already-held"
    zh = "该退役军人在此期间已担任此身份。"
    en = "The veteran already holds this role in that time."


class RoleNotFound(NotFound):
    code = "role-not-found"
    zh = "没有这次任职。"
    en = "There is no such term in a role."


class RoleAlreadyEnded(Conflict):
    code = "role-already-ended"
    zh = "该身份已于{ended_on}终止。"
    en = "The role already ended on {ended_on}."


class RoleDateInvalid(Invalid):
    """A term begins today or before, and ends after it began, today or before."""

    code = "role-date-invalid"
    zh = "任职日期不能晚于今天；终止日期应晚于任职日期，且不晚于今天。"
    en = "A term begins today or before; it ends after the day it began, today or before."


class NotAVillage(Invalid):
    code = "not-a-village"
    zh = "村级身份只能计入村服务室。"
    en = "Roles of a village are counted at a village's room."


@dataclass(frozen=True)
class SocialRole:
    """One term; `version` counts the events published about it."""

    role_id: UUID
    veteran_id: UUID
    kind: RoleKind
    org_code: str
    org_path: str
    assumed_on: date
    source: str
    version: int = 1
    ended_on: date | None = None
    end_reason: str | None = None


def assumed(role: SocialRole, unit: OrgUnit, *, today: date) -> SocialRole:
    """The term, if it may begin. Raises `RoleDateInvalid`, `NotAVillage`."""
    if role.assumed_on > today:
        raise RoleDateInvalid
    if role.kind in OF_VILLAGES and unit.host_kind is not HostKind.VILLAGE:
        raise NotAVillage
    return role


def ended(role: SocialRole, *, on: date, reason: str, today: date) -> SocialRole:
    """The term, ended: `on` is the first day it is no longer held. Raises `RoleAlreadyEnded`, `RoleDateInvalid`."""
    if role.ended_on is not None:
        raise RoleAlreadyEnded(ended_on=role.ended_on.isoformat())
    if not role.assumed_on < on <= today:
        raise RoleDateInvalid
    return replace(role, ended_on=on, end_reason=reason, version=role.version + 1)
