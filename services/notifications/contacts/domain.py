"""A person's contact points."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.notifications.templates.parameters import ChannelCode
from shared.privacy.personal import PhoneNumber
from shared.refusal import Gone, Invalid, NotFound, NotYet

# Why a person is sent nothing at all.
Bar = Literal["deceased", "deregistered"]
Obstacle = Bar | Literal["no-contact-point", "revoked", "unverified", "opted-out", "no-consent", "out-of-date"]


@dataclass(frozen=True, slots=True)
class PointState:
    """What decides whether a contact point may be used; None where there is no such point."""

    verified: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One contact point without its value. It may be used when it is verified and not revoked."""

    person_id: UUID
    channel: ChannelCode
    verification: str | None
    verified_on: date | None
    revoked_at: datetime | None

    @property
    def standing(self) -> PointState:
        """What decides whether it may be used."""
        return PointState(verified=self.verified_on is not None, revoked=self.revoked_at is not None)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A number as registry names it: `version` is the sequence of the event that told of it."""

    contact_id: UUID
    person_id: UUID
    channel: str
    version: int
    verification: str
    verified_on: date
    value: PhoneNumber


def obstacle(
    standing: PointState | None,
    *,
    opted_out: bool,
    bar: Bar | None = None,
    consented: bool = True,
    outdated: bool = False,
) -> Obstacle | None:
    """Why a message may not go to the point (never must N3 and N5 happen); None when it may."""
    unusable = bar or _unusable(standing)
    if unusable is not None:
        return unusable
    if opted_out:
        return "opted-out"
    if not consented:
        return "no-consent"
    return "out-of-date" if outdated else None


def _unusable(standing: PointState | None) -> Obstacle | None:
    """Why nothing may go to the point, whatever it says."""
    if standing is None:
        return "no-contact-point"
    if standing.revoked:
        return "revoked"
    return None if standing.verified else "unverified"


class PersonNotKnownYet(NotYet):
    """Retryable: registry's event may still be under way. Also for one outside the caller's scope."""

    code = "person-not-known-yet"
    zh = "没有该人员的登记信息，或不在您的工作范围内。如刚刚登记，请稍后重试。"
    en = "No such person is known within your scope. If the registration is recent, try again in a moment."


class PersonIsErased(Gone):
    """Registry has erased what is known of the person: nothing new is kept."""

    code = "person-is-erased"
    zh = "该人员的个人信息已依法删除，不能再登记联系方式。"
    en = "What is known of the person was erased; no contact point is kept any more."


class ContactPointRefused(Invalid):
    """The fields name what is wrong with the value."""

    code = "contact-point-refused"
    zh = "联系方式不可用，原因见各字段。"
    en = "The contact point cannot be used; the fields tell why."


class ContactPointNotFound(NotFound):
    """The person has no contact point on this channel that could be revoked."""

    code = "contact-point-not-found"
    zh = "该人员在此渠道没有有效的联系方式。"
    en = "The person has no contact point on this channel."
