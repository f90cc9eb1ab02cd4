"""When a grant may be given or taken back (docs/rules.md, who may do what)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.auth.roles import Role
from shared.clock import local_date
from shared.refusal import Conflict, Forbidden, Invalid, NotFound
from shared.rule import ALWAYS, Rule, field, refuse

MACHINE_LIFETIME = timedelta(days=366)


class GrantInvalid(Invalid):
    """The grant breaks a rule named in `fields`."""

    code = "grant-invalid"
    zh = "授权不符合规定。"
    en = "The grant breaks a rule."


class GrantToOneself(Forbidden):
    """Nobody widens his own rights, a system administrator least of all."""

    code = "grant-to-oneself"
    zh = "不能给自己授权。"
    en = "Nobody can grant to himself."


class DutiesNotSeparate(Conflict):
    """System administration, audit and business are three people's work: one account has roles of one of them."""

    code = "duties-not-separate"
    zh = "系统管理、审计与业务须由不同账号承担：该账号已有角色 {held}，不能再授予 {role}。"
    en = "Administration, audit and business are kept apart: the account holds {held} and cannot be given {role}."


class GrantNotFound(NotFound):
    """No grant has this id."""

    code = "grant-not-found"
    zh = "没有这项授权。"
    en = "There is no such grant."


class GrantAlreadyRevoked(Conflict):
    """It was taken back before."""

    code = "grant-already-revoked"
    zh = "该授权已于 {revoked_at} 收回。"
    en = "The grant was already revoked at {revoked_at}."


class LastAdministrator(Conflict):
    """Without it nobody could give a grant again."""

    code = "last-administrator"
    zh = "这是最后一项长期有效的系统管理员授权，不能收回。"
    en = "This is the last open-ended grant of system administration and cannot be revoked."


@dataclass(frozen=True)
class Period:
    """A half-open period of instants; `until` None means open-ended."""

    from_: datetime
    until: datetime | None

    def overlaps(self, other: "Period") -> bool:
        return _before(self.from_, other.until) and _before(other.from_, self.until)


@dataclass(frozen=True)
class HeldGrant:
    """A grant as it is recorded."""

    grant_id: UUID
    account_id: UUID
    role: Role
    org_path: str
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until)


@dataclass(frozen=True)
class ProposedGrant:
    """A grant somebody wants to give."""

    account_id: UUID
    role: Role
    period: Period


@dataclass(frozen=True)
class Giving:
    """The facts a grant is judged on: what is proposed, and the instant it is given."""

    proposed: ProposedGrant
    now: datetime


def _machine_grant_ends(facts: Giving) -> bool:
    until = facts.proposed.period.until
    return facts.proposed.role is not Role.SUBSCRIBER or (until is not None and until - facts.now <= MACHINE_LIFETIME)


GRANT_RULES: tuple[Rule[Giving], ...] = (
    Rule("period-not-empty", "a period ends after it starts", ALWAYS,
         "失效时刻应晚于生效时刻。", "A grant ends after it begins.",
         field("valid_until", lambda facts: _before(facts.proposed.period.from_, facts.proposed.period.until))),
    Rule("period-not-over", "a grant that has ended gives nothing", ALWAYS,
         "失效时刻应晚于现在。", "A grant ends in the future.",
         field("valid_until", lambda facts: _before(facts.now, facts.proposed.period.until))),
    Rule("machine-grant-ends", "access of machines (docs/rules.md, who may do what)", ALWAYS,
         "系统账号的授权不超过一年。", "A machine's grant lasts a year at most.",
         field("valid_until", _machine_grant_ends)),
)  # fmt: skip

_DUTY: Mapping[Role, str] = {Role.SYSTEM_ADMINISTRATOR: "administration", Role.AUDITOR: "audit"}


def check_grant(proposed: ProposedGrant, *, giver_id: UUID, held: Sequence[HeldGrant], now: datetime) -> None:
    """`held` are the account's unrevoked grants. Raises `GrantToOneself`, `GrantInvalid`, `DutiesNotSeparate`."""
    if proposed.account_id == giver_id:
        raise GrantToOneself
    refuse(GrantInvalid, GRANT_RULES, Giving(proposed, now), on=local_date(now))
    for other in held:
        if _duty(other.role) != _duty(proposed.role) and other.period.overlaps(proposed.period):
            raise DutiesNotSeparate(held=other.role.value, role=proposed.role.value)


def check_revocation(grant: HeldGrant, *, administrators: Sequence[HeldGrant], now: datetime) -> None:
    """`administrators` are the unrevoked administration grants. Raises `GrantAlreadyRevoked`, `LastAdministrator`."""
    if grant.revoked_at is not None:
        raise GrantAlreadyRevoked(revoked_at=grant.revoked_at.isoformat(timespec="seconds"))
    lasting = {other.grant_id for other in administrators if other.valid_until is None and other.valid_from <= now}
    if lasting == {grant.grant_id}:
        raise LastAdministrator


def _duty(role: Role) -> str:
    return _DUTY.get(role, "business")


def _before(instant: datetime, end: datetime | None) -> bool:
    return end is None or instant < end
