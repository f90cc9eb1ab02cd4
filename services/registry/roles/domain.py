"""Terms in social roles: held from `assumed_on` until the day before `ended_on`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.network.domain import HostKind, OrgUnit
from shared.events.registry import RolePeriod
from shared.refusal import Conflict, Invalid, NotFound


class RoleKind(StrEnum):
    """S32-S34 of the source."""

    MEDIATOR = "mediator"
    VILLAGE_RESERVE_CADRE = "village-reserve-cadre"
    VILLAGE_TWO_COMMITTEES = "village-two-committees"
    ENTREPRENEUR = "entrepreneur"


# Reserve cadres and committees are a village's.
OF_VILLAGES = frozenset({RoleKind.VILLAGE_RESERVE_CADRE, RoleKind.VILLAGE_TWO_COMMITTEES})


# The first of them, and the first one after them.
Days = tuple[date, date]


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

    @property
    def days(self) -> Days:
        """On which it is held."""
        return self.assumed_on, self.ended_on or date.max

    def must_not_overlap(self, others: Iterable["SocialRole"]) -> None:
        """A person holds a role once on any day, whichever of his files says so. Raises `RoleAlreadyHeld`."""
        for other in others:
            if other.kind is self.kind and self.days[0] < other.days[1] and other.days[0] < self.days[1]:
                raise RoleAlreadyHeld


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


def uncounted(terms: Iterable[SocialRole]) -> Mapping[UUID, Sequence[Days]]:
    """Of terms of one person that stand in several files: the days of each on which he is counted by another. Of the
    same kind, the one that was recorded first counts; so it is all the same which file goes on, and in which order
    merges are undone."""
    ordered = sorted(terms, key=lambda term: term.role_id)
    found = {}
    for place, term in enumerate(ordered):
        first = [each.days for each in ordered[:place] if each.kind is term.kind]
        found[term.role_id] = _minus([term.days], _minus([term.days], first))
    return found


def difference(
    terms: Iterable[SocialRole], more: Mapping[UUID, Sequence[Days]], less: Mapping[UUID, Sequence[Days]]
) -> tuple[RolePeriod, ...]:
    """The days of these terms that are in `more` alone, as events tell them."""
    return tuple(
        RolePeriod(
            person_id=term.veteran_id,
            kind=term.kind.value,
            org_path=term.org_path,
            starts_on=starts_on,
            ends_on=None if ends_on == date.max else ends_on,
        )
        for term in terms
        for starts_on, ends_on in _minus(more[term.role_id], less[term.role_id])
    )


def _minus(periods: Sequence[Days], others: Iterable[Days]) -> Sequence[Days]:
    for first, after in others:
        pieces = [
            ((starts_on, min(ends_on, first)), (max(starts_on, after), ends_on)) for starts_on, ends_on in periods
        ]
        periods = [piece for both in pieces for piece in both if piece[0] < piece[1]]
    return periods
