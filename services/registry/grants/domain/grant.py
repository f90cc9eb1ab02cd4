"""When a grant may be given or taken back (docs/rules.md, who may do what)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.registry.accounts.domain.account import Kind
from services.registry.accounts.domain.lasting import LastingGrant
from services.registry.grants.parameters import (
    DELEGATION_DAYS,
    EMERGENCY_HOURS,
    LENT,
    MACHINE_LIFETIME,
    SECOND_PERSON,
    Ground,
)
from shared.auth.caller import covers
from shared.auth.permissions import INDISPENSABLE, ROLES
from shared.auth.roles import DENIED, Role
from shared.clock import local_date
from shared.refusal import Conflict, Forbidden, Invalid, NotFound
from shared.rule import ALWAYS, Rule, field, refuse


class GrantInvalid(Invalid):
    """The grant breaks a rule named in `fields`."""

    code = "grant-invalid"
    zh = "授权不符合规定，原因见各字段。"
    en = "The grant breaks a rule."


class DutiesNotSeparate(Conflict):
    """System administration, security, audit and business are for different people: an account has one of them."""

    code = "duties-not-separate"
    zh = "系统管理、安全管理、审计与业务须由不同账号承担：该账号已有角色“{held_zh}”，不能再授予“{role_zh}”。"
    en = (
        "System administration, security, audit and business are kept apart:"
        " the account holds “{held_en}” and cannot be given “{role_en}”."
    )


class GrantHeldAlready(Conflict):
    """One grant for each account, role and unit: a second one would outlive the revocation of the first."""

    code = "grant-held-already"
    zh = "该账号在该机构已有同一授权，时间重叠；请先收回原授权。"
    en = "The account holds this grant for this unit already, for an overlapping time; revoke that one first."


class GrantNotFound(NotFound):
    """No grant has this id."""

    code = "grant-not-found"
    zh = "没有这项授权。"
    en = "There is no such grant."


class GrantAlreadyRevoked(Conflict):
    """It was taken back before."""

    code = "grant-already-revoked"
    zh = "该授权（或禁止）已经收回、解除，不能重复办理。"
    en = "The grant was already revoked at {revoked_at}."


class RoleNotVacant(Conflict):
    """Somebody holds it: what is to be given goes by proposal and confirmation."""

    code = "role-not-vacant"
    zh = "只有无人长期担任全县该角色时才能在服务器控制台授予；现有人担任，请由其办理。"
    en = "The console gives one of these roles only while nobody holds it for the whole county; somebody does."


class HolderIsDenied(Conflict):
    """A role for the whole county would give nothing to who is denied all of it."""

    code = "holder-is-denied"
    zh = "该账号被禁止访问全县（禁止编号 {denial_id}）。请先由局领导解除该禁止，或者另选账号。"
    en = "The account is denied the whole county (denial {denial_id}); have a bureau leader lift it, or take another."


class NotYoursToDelegate(Forbidden):
    """One delegates what one holds oneself, where and as long as one holds it; what was delegated ends there."""

    code = "not-yours-to-delegate"
    zh = "只能委托本人在该机构及该期间内持有且未被禁止的角色，受委托或应急取得的角色不能再委托。"
    en = "One delegates a role that one holds for that unit and time, is not denied there, and was not lent."


@dataclass(frozen=True)
class Period:
    """A half-open period of instants; `until` None means open-ended."""

    from_: datetime
    until: datetime | None

    def overlaps(self, other: "Period") -> bool:
        return _before(self.from_, other.until) and _before(other.from_, self.until)

    def lies_in(self, other: "Period") -> bool:
        return other.from_ <= self.from_ and (
            other.until is None or (self.until is not None and self.until <= other.until)
        )


@dataclass(frozen=True)
class HeldGrant:
    """A grant as it is recorded; `role` may be `DENIED`. `on_behalf_of` is who delegated it."""

    grant_id: UUID
    account_id: UUID
    role: str
    org_path: str
    ground: str
    on_behalf_of: UUID | None
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until)

    def must_be_unrevoked(self) -> None:
        """Raises `GrantAlreadyRevoked`."""
        if self.revoked_at is not None:
            raise GrantAlreadyRevoked(revoked_at=self.revoked_at.isoformat(timespec="seconds"))


@dataclass(frozen=True)
class ProposedGrant:
    """A grant that somebody wants to give."""

    account_id: UUID
    role: str
    org_path: str
    period: Period
    ground: Ground


class Holder(Protocol):
    """What is known of an account that is given something; `person_id` is set where it is for its holder's own
    affairs."""

    @property
    def kind(self) -> Kind: ...
    @property
    def person_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Giving:
    """The facts a grant is judged on: what is proposed, the instant it is given, and what it is given to."""

    proposed: ProposedGrant
    now: datetime
    holder: Holder


def _machine_grant_ends(facts: Giving) -> bool:
    until = facts.proposed.period.until
    return facts.proposed.role != Role.SUBSCRIBER or (until is not None and until - facts.now <= MACHINE_LIFETIME)


def _suits_a_machine(facts: Giving) -> bool:
    return facts.holder.kind is Kind.PERSON or facts.proposed.role in {Role.SUBSCRIBER, DENIED}


def _suits_own_affairs(facts: Giving) -> bool:
    return facts.holder.person_id is None or facts.proposed.role in {Role.VETERAN, DENIED}


def _ends_in_time(facts: Giving) -> bool:
    second, period = SECOND_PERSON.get(facts.proposed.ground), facts.proposed.period
    if second is None or second.longest is None:
        return True
    return period.until is not None and period.until - period.from_ <= second.longest


def _begins_in_time(facts: Giving) -> bool:
    second = SECOND_PERSON.get(facts.proposed.ground)
    return second is None or second.longest is None or facts.proposed.period.from_ - facts.now <= second.longest


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
    Rule("machine-subscribes", "access of machines (docs/rules.md, who may do what)", ALWAYS,
         "系统账号只能授予“订阅系统”角色。", "A machine is granted the role of a subscriber system and no other.",
         field("role", _suits_a_machine)),
    Rule("own-affairs-alone", "a station alone hands such an account over (docs/rules.md, who may do what)", ALWAYS,
         "本人账号只用于办理本人事务，不能授予其他角色；请另开工作账号。",
         "An account for its holder's own affairs is granted nothing else; open another one for his work.",
         field("role", _suits_own_affairs)),
    Rule("ends-in-time", "delegation and emergency (docs/rules.md, who may do what)", ALWAYS,
         f"委托不超过 {DELEGATION_DAYS.number} 天，应急授权不超过 {EMERGENCY_HOURS.number} 小时。",
         f"A delegation lasts at most {DELEGATION_DAYS.number} days, an emergency {EMERGENCY_HOURS.number} hours.",
         field("valid_until", _ends_in_time)),
    Rule("begins-in-time", "delegation and emergency (docs/rules.md, who may do what)", ALWAYS,
         f"委托应在 {DELEGATION_DAYS.number} 天内开始。", f"A delegation begins within {DELEGATION_DAYS.number} days.",
         field("valid_from", _begins_in_time)),
)  # fmt: skip


def check_grant(proposed: ProposedGrant, *, holder: Holder, held: Sequence[HeldGrant], now: datetime) -> None:
    """`held` are the account's unrevoked grants. Raises `GrantInvalid`, `DutiesNotSeparate`, `GrantHeldAlready`."""
    refuse(GrantInvalid, GRANT_RULES, Giving(proposed, now, holder), on=local_date(now))
    for other in held:
        if not other.period.overlaps(proposed.period):
            continue
        if (other.role, other.org_path) == (proposed.role, proposed.org_path):
            raise GrantHeldAlready
        if _duty(other.role) != _duty(proposed.role) and DENIED not in {other.role, proposed.role}:
            has, wanted = ROLES[Role(other.role)], ROLES[Role(proposed.role)]
            raise DutiesNotSeparate(held_zh=has.zh, held_en=has.en, role_zh=wanted.zh, role_en=wanted.en)


def check_delegation(proposed: ProposedGrant, *, own: Sequence[HeldGrant]) -> None:
    """`own` are the unrevoked grants and denials of who delegates. Raises `NotYoursToDelegate`."""
    denied = (grant for grant in own if grant.role == DENIED and grant.period.overlaps(proposed.period))
    if any(_meet(grant.org_path, proposed.org_path) for grant in denied):
        raise NotYoursToDelegate
    if not any(_rests_on(proposed, grant) for grant in own):
        raise NotYoursToDelegate


def _rests_on(proposed: ProposedGrant, grant: HeldGrant) -> bool:
    return (
        grant.role == proposed.role
        and grant.ground not in LENT
        and covers(grant.org_path, proposed.org_path)
        and proposed.period.lies_in(grant.period)
    )


def _meet(one: str, other: str) -> bool:
    """Units that one of them has below it, or both are the same."""
    return covers(one, other) or covers(other, one)


def check_vacant(role: Role, lasting: Sequence[LastingGrant]) -> None:
    """Raises `RoleNotVacant`."""
    if role not in INDISPENSABLE or any(grant.role == role for grant in lasting):
        raise RoleNotVacant


def check_not_denied(org_path: str, *, held: Sequence[HeldGrant], now: datetime) -> None:
    """`held` are the unrevoked grants and denials of who is given something at a unit from now on. Raises
    `HolderIsDenied`."""
    for grant in held:
        if grant.role == DENIED and covers(grant.org_path, org_path) and _before(now, grant.valid_until):
            raise HolderIsDenied(denial_id=grant.grant_id)


def _duty(role: str) -> str:
    return "" if role == DENIED else ROLES[Role(role)].duty


def _before(instant: datetime, end: datetime | None) -> bool:
    return end is None or instant < end
