"""Registry's facts as benefits sees them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from shared.events.contract import Event
from shared.events.registry import (
    SocialRoleAssumed,
    SocialRoleCorrected,
    SocialRoleEnded,
    SocialRoleReopened,
    SocialRoleWithdrawn,
)
from shared.refusal import Conflict, Gone, NotFound


@dataclass(frozen=True, slots=True)
class Veteran:
    """A registered veteran, the service organisation responsible for them and the one where they live, if another is
    named; `synthetic` ones are invented,
    `deceased_on` is None for the living, `deregistered_on` for whose registration holds."""

    veteran_id: UUID
    org_code: str
    org_path: str
    synthetic: bool
    deceased_on: date | None = None
    deregistered_on: date | None = None
    residence_path: str | None = None
    merged_into: UUID | None = None
    away_since: date | None = None
    is_erased: bool = False

    def must_be_known(self) -> None:
        """Raises `ApplicantErased`."""
        if self.is_erased:
            raise ApplicantErased


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """A service organisation; `closed_on` is the first day on which it no longer works."""

    org_code: str
    org_path: str
    name: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Term:
    """A time in the mediator's role, half-open: the day it ended is the first without it."""

    assumed_on: date
    ended_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the role was held on the day."""
        return self.assumed_on <= day and (self.ended_on is None or day < self.ended_on)


class ApplicantErased(Gone):
    """Nothing of the person is taken down anew, for a day before the death either."""

    code = "applicant-erased"
    zh = "不能办理，因为申请人的个人信息已依法删除。"
    en = "This cannot be done: what was known of the applicant was erased."


class PersonNotFound(NotFound):
    """Nobody is known by this id, or nobody of the caller's units."""

    code = "person-not-found"
    zh = "没有此人的档案。"
    en = "There is no such person."


class VeteranNotKnownYet(Conflict):
    """Retryable: registry's event may still be under way. Also for one outside the caller's scope."""

    code = "veteran-not-known-yet"
    zh = "没有该退役军人的登记信息，或不在您的工作范围内。如刚刚登记，请稍后重试。"
    en = "No such veteran is known within your scope. If the registration is recent, try again in a moment."


class OrgUnitNotKnownYet(Conflict):
    """Retryable: registry's event may still be under way."""

    code = "org-unit-not-known-yet"
    zh = "尚未收到该服务机构的信息。刚刚设立的，请稍后重试。"
    en = "This service has not learned of that service organisation yet. If it is new, try again in a moment."


class MediatorNotKnownYet(Conflict):
    """Retryable: registry's event may still be under way. The facts count the unknown ones, and those out of scope."""

    code = "mediator-not-known-yet"
    zh = "有{count}人没有调解员记录，或不在您的工作范围内。如刚刚聘任，请稍后重试。"
    en = "{count} of the persons named are not known as mediators in your scope. If the role is recent, try again soon."


# What is told of terms in roles: begun, ended, and what of that was wrong.
TERMS = (SocialRoleAssumed, SocialRoleEnded, SocialRoleReopened, SocialRoleCorrected, SocialRoleWithdrawn)


@dataclass(slots=True)
class Terms:
    """What a batch says of terms in roles, by term: those of mediators, how such a one ended meanwhile (null: not at
    all), and those that are none, or no mediator's. In each the last that was said stands."""

    whole: dict[Any, tuple[Any, ...]] = field(default_factory=dict)
    ends: dict[Any, Any] = field(default_factory=dict)
    none: set[Any] = field(default_factory=set)

    def say(self, event: Event) -> None:
        """One event more, in the order in which they were told."""
        if isinstance(event, SocialRoleAssumed | SocialRoleCorrected) and event.kind == "mediator":
            self.none.discard(event.role_id)
            self.ends.pop(event.role_id, None)
            until = event.ended_on if isinstance(event, SocialRoleCorrected) else None
            self.whole[event.role_id] = event.person_id, event.org_code, event.org_path, event.assumed_on, until
        elif isinstance(event, SocialRoleCorrected | SocialRoleWithdrawn):
            self.whole.pop(event.role_id, None)
            self.ends.pop(event.role_id, None)
            self.none.add(event.role_id)
        elif isinstance(event, SocialRoleEnded | SocialRoleReopened):
            self.ends[event.role_id] = event.ended_on if isinstance(event, SocialRoleEnded) else None
