"""Terms in social roles: held from `assumed_on` until the day before `ended_on`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.counting.domain import Days
from services.registry.network.domain import HostKind, OrgUnit
from services.registry.roles.rules import NO_ENTERPRISE, Enterprise, check_enterprise
from shared.events.registry import RolePeriod
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Refusal, Stale


class RoleKind(StrEnum):
    """S32-S34 of the source."""

    MEDIATOR = "mediator"
    VILLAGE_RESERVE_CADRE = "village-reserve-cadre"
    VILLAGE_TWO_COMMITTEES = "village-two-committees"
    ENTREPRENEUR = "entrepreneur"


# Reserve cadres and committees are a village's.
OF_VILLAGES = frozenset({RoleKind.VILLAGE_RESERVE_CADRE, RoleKind.VILLAGE_TWO_COMMITTEES})


# Why a term ended whose holder left the county.
LEFT = "迁出本县"


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


class RoleNotEnded(Conflict):
    code = "role-not-ended"
    zh = "该身份没有终止，不能这样办理；需要终止的，请办理终止。"
    en = "The role has not ended; end it, or leave the day of the end empty."


class RoleAlreadyWithdrawn(Conflict):
    code = "role-already-withdrawn"
    zh = "这次任职已撤销登记。"
    en = "The term was taken back already."


class RoleChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "role-changed"
    zh = "这次任职在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the term meanwhile. Look at how it stands now, then send it again."


class RoleAfterGone(Invalid):
    """C14: nobody serves after his death, or after he left."""

    code = "role-after-gone"
    zh = "任职的起止日期不能晚于本人死亡、迁出或被注销的日期（{gone_on}）。"
    en = "A term neither begins nor ends after its holder died, left or was taken out of the register ({gone_on})."


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
    """One term; `version` counts the events published about it.

    `gone_on`: the day on which its holder died, left the county, or from which on he should never have been registered;
    the term stays as it was recorded, and is held no longer from then on. `withdrawn_reason`: it never was.
    """

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
    gone_on: date | None = None
    withdrawn_reason: str | None = None
    enterprise_name: str | None = None
    enterprise_code: str | None = None

    @property
    def enterprise(self) -> Enterprise:
        return Enterprise(self.enterprise_name, self.enterprise_code)

    @property
    def term_id(self) -> UUID:
        return self.role_id

    @property
    def place(self) -> tuple[UUID, RoleKind, str]:
        """In which file it stands, as what, and where it counts."""
        return self.veteran_id, self.kind, self.org_path

    @property
    def over_on(self) -> date | None:
        """The first day on which it is held no longer."""
        return min((day for day in (self.ended_on, self.gone_on) if day is not None), default=None)

    @property
    def days(self) -> Days:
        """On which it is held; none where it never was."""
        if self.withdrawn_reason is not None:
            return self.assumed_on, self.assumed_on
        return self.assumed_on, max(self.over_on or date.max, self.assumed_on)

    @property
    def is_held(self) -> bool:
        """Whether it was, on any day."""
        return self.days[0] < self.days[1]

    def must_stand(self, version: int | None = None) -> None:
        """Raises `RoleChanged`, `RoleAlreadyWithdrawn`."""
        if version not in {None, self.version}:
            raise RoleChanged
        if self.withdrawn_reason is not None:
            raise RoleAlreadyWithdrawn

    def must_not_overlap(self, others: Iterable["SocialRole"]) -> None:
        """A person holds a role once on any day, whichever of his files says so. Raises `RoleAlreadyHeld`."""
        for other in others:
            if other.role_id == self.role_id or other.kind is not self.kind or other.withdrawn_reason is not None:
                continue
            if self.assumed_on < (other.ended_on or date.max) and other.assumed_on < (self.ended_on or date.max):
                raise RoleAlreadyHeld


@dataclass(frozen=True, slots=True)
class Term:
    """What is recorded of a term: as what, where and since when somebody serves, and what that rests on; `ended_on` of
    one that has ended."""

    kind: RoleKind
    org_code: str
    assumed_on: date
    source: str
    ended_on: date | None = None
    enterprise: Enterprise = NO_ENTERPRISE


def assumed(role: SocialRole, unit: OrgUnit, *, today: date) -> SocialRole:
    """The term, if it may begin. Raises `RoleDateInvalid`, `NotAVillage`, `EnterpriseInvalid`."""
    check_enterprise(role.enterprise, is_entrepreneur=role.kind is RoleKind.ENTREPRENEUR)
    if role.assumed_on > today:
        raise _of_dates(RoleDateInvalid(), "assumed_on")
    if role.kind in OF_VILLAGES and unit.host_kind is not HostKind.VILLAGE:
        raise NotAVillage
    return role


def ended(role: SocialRole, *, on: date, reason: str, today: date) -> SocialRole:
    """The term, ended: `on` is the first day it is no longer held. Raises `RoleAlreadyEnded`, `RoleDateInvalid`,
    `RoleAfterGone`, `RoleAlreadyWithdrawn`."""
    role.must_stand()
    if role.ended_on is not None:
        raise RoleAlreadyEnded(ended_on=role.ended_on.isoformat())
    return _possible(replace(role, ended_on=on, end_reason=reason), today)


def reopened(role: SocialRole, *, version: int | None) -> SocialRole:
    """The term goes on: its end was recorded by mistake. Raises `RoleNotEnded`, and what `must_stand` does."""
    role.must_stand(version)
    if role.ended_on is None:
        raise RoleNotEnded
    return replace(role, ended_on=None, end_reason=None)


def corrected(role: SocialRole, term: Term, unit: OrgUnit, *, today: date, version: int | None) -> SocialRole:
    """The term, as it has been all along. One that ended has an end still, and one that did not is ended, not
    corrected. Raises `RoleNotEnded`, `RoleAlreadyEnded`, `RoleDateInvalid`, `RoleAfterGone`, `NotAVillage`,
    `EnterpriseInvalid`, and what `must_stand` does."""
    role.must_stand(version)
    if role.ended_on is None and term.ended_on is not None:
        raise RoleNotEnded
    if role.ended_on is not None and term.ended_on is None:
        raise RoleAlreadyEnded(ended_on=role.ended_on.isoformat())
    changed = replace(
        role,
        kind=term.kind,
        org_code=unit.org_code,
        org_path=unit.org_path,
        assumed_on=term.assumed_on,
        source=term.source,
        ended_on=term.ended_on,
        enterprise_name=term.enterprise.name,
        enterprise_code=term.enterprise.code,
    )
    return _possible(assumed(changed, unit, today=today), today)


def withdrawn(role: SocialRole, *, reason: str, version: int | None) -> SocialRole:
    """The term never was. Raises what `must_stand` does."""
    role.must_stand(version)
    return replace(role, withdrawn_reason=reason)


def _of_dates(refusal: Invalid, name: str) -> Refusal:
    """The same, naming which day it is."""
    fault = FieldFault(name, refusal.code, refusal.sentence("zh-CN"), refusal.sentence("en"))
    return type(refusal)(fields=[fault], **refusal.facts)


def _possible(role: SocialRole, today: date) -> SocialRole:
    """Nothing of it is dated after its holder was gone (C14). Raises `RoleDateInvalid`, `RoleAfterGone`."""
    if role.ended_on is not None and not role.assumed_on < role.ended_on <= today:
        raise _of_dates(RoleDateInvalid(), "ended_on")
    if role.gone_on is not None:
        gone_on = role.gone_on.isoformat()
        if role.assumed_on >= role.gone_on:
            raise _of_dates(RoleAfterGone(gone_on=gone_on), "assumed_on")
        if role.ended_on is not None and role.ended_on > role.gone_on:
            raise _of_dates(RoleAfterGone(gone_on=gone_on), "ended_on")
    return role


def followed(role: SocialRole, gone_on: date | None) -> SocialRole:
    """The term of somebody who died or left on that day, or who is here again (None)."""
    return replace(role, gone_on=gone_on)


def settled(role: SocialRole) -> SocialRole:
    """The term of somebody who left and has come back: it ended when he left, and he takes up another."""
    if role.gone_on is None or role.withdrawn_reason is not None:
        return role
    if role.assumed_on >= role.gone_on:
        return replace(role, gone_on=None, withdrawn_reason=LEFT)
    if role.ended_on is None or role.ended_on > role.gone_on:
        return replace(role, ended_on=role.gone_on, end_reason=LEFT, gone_on=None)
    return replace(role, gone_on=None)


def telling(terms: Iterable[tuple[SocialRole, Days]]) -> tuple[RolePeriod, ...]:
    """These days, as events tell them."""
    return tuple(
        RolePeriod(
            person_id=term.veteran_id,
            kind=term.kind.value,
            org_path=term.org_path,
            starts_on=starts_on,
            ends_on=None if ends_on == date.max else ends_on,
        )
        for term, (starts_on, ends_on) in terms
    )
