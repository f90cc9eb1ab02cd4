"""On what ground a grant stands, who confirms it, how long it lasts at most; what the forms about grants ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from shared.auth.permissions import ROLES
from shared.auth.roles import Role
from shared.language import Named, Text
from shared.rule import Limit


class Ground(StrEnum):
    """Those that are proposed stand in `SECOND_PERSON`; the others come about by one command."""

    APPOINTMENT = "appointment"
    DELEGATION = "delegation"
    EMERGENCY = "emergency"
    SETUP = "setup"
    CONSOLE = "console"
    OWN_AFFAIRS = "own-affairs"
    DENIAL = "denial"


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """`roles`: one of them confirms, for the unit of the grant. `longest`: from beginning to end; None is no bound."""

    roles: frozenset[Role]
    longest: timedelta | None
    zh: str
    en: str


# Ours: no law sets them. Long enough for a leave, for a night, for the year after which somebody looks again.
DELEGATION_DAYS = Limit(30, "delegation-days", "ours: a longer absence is an appointment")
EMERGENCY_HOURS = Limit(24, "emergency-hours", "ours: the next working day finds whoever confirms")
MACHINE_DAYS = Limit(366, "machine-days", "ours: a machine is looked at once a year")

_LEADER = frozenset({Role.BUREAU_LEADER})
_LEADER_OR_SECURITY = frozenset({Role.BUREAU_LEADER, Role.SECURITY_ADMINISTRATOR})

SECOND_PERSON: Mapping[Ground, SecondPerson] = {
    Ground.APPOINTMENT: SecondPerson(_LEADER, None, "局领导", "a bureau leader"),
    Ground.DELEGATION: SecondPerson(
        _LEADER_OR_SECURITY,
        timedelta(days=DELEGATION_DAYS.number),
        "局领导或安全管理员",
        "a bureau leader or the security administrator",
    ),
    Ground.EMERGENCY: SecondPerson(
        _LEADER_OR_SECURITY,
        timedelta(hours=EMERGENCY_HOURS.number),
        "局领导或安全管理员",
        "a bureau leader or the security administrator",
    ),
}

PROPOSED_BY: Mapping[Ground, str] = {
    Ground.APPOINTMENT: "grants.propose",
    Ground.DELEGATION: "grants.delegate",
    Ground.EMERGENCY: "grants.ask-emergency",
}
"""The permission that proposing asks for."""

LENT = frozenset({Ground.DELEGATION, Ground.EMERGENCY})
"""Who holds a role on one of these grounds works by it, and makes nobody more than he is."""

MACHINE_LIFETIME = timedelta(days=MACHINE_DAYS.number)


GROUNDS = (
    Named("appointment", "任命", "appointment"),
    Named("delegation", "委托", "delegation"),
    Named("emergency", "应急授权", "emergency"),
    Named("setup", "初始设置", "setup"),
    Named("console", "服务器控制台", "console"),
    Named("own-affairs", "本人事务", "own affairs"),
    Named("denial", "禁止", "denial"),
)

# How a proposal ended; and which proposals are listed besides those that wait.
OUTCOMES = (
    Named("confirmed", "已确认", "confirmed"),
    Named("refused", "已驳回", "refused"),
    Named("withdrawn", "已撤回", "withdrawn"),
)
PROPOSAL_STATES = (Named("decided", "已决定", "decided"), Named("all", "全部", "all"))

GRANTS = "/registry/grants"
PROPOSALS = f"{GRANTS}/proposals"


@dataclass(frozen=True, slots=True)
class Paper:
    """A form about a grant: its heading, what it comes to, its fields, and where one comes from and goes to; `ends`:
    what it asks for has a last day."""

    title: Text
    effect: Text
    back: str = GRANTS
    fields: frozenset[str] = frozenset()
    ends: bool = False


APPOINTMENT = Paper(
    Text("提出授权", "Propose a grant"),
    Text("经另一人确认后生效；提出人、确认人、被授权人不能是同一人。", "It holds once another has confirmed it."),
    PROPOSALS,
    frozenset({"account_id", "role", "purpose", "valid_from"}),
)
DELEGATION = Paper(
    Text("委托他人代行", "Have somebody stand in"),
    Text(
        f"最长 {DELEGATION_DAYS.number} 天，经局领导或者安全管理员确认后生效，双方姓名均记入决定；"
        "提前回来的，请安全管理员收回。",
        f"For {DELEGATION_DAYS.number} days at most, once a leader or the security administrator has confirmed it; "
        "both names stand in every decision. Who is back before that has the security administrator revoke it.",
    ),
    "/me",
    frozenset({"account_id", "role", "purpose", "valid_from"}),
    ends=True,
)
EMERGENCY = Paper(
    Text("申请应急授权", "Ask for a role in an emergency"),
    Text(
        f"最长 {EMERGENCY_HOURS.number} 小时，经另一人确认后生效，并自动报告审计管理员。",
        f"For {EMERGENCY_HOURS.number} hours at most; the auditors are told.",
    ),
    "/me",
    frozenset({"role", "purpose"}),
    ends=True,
)
DENIAL = Paper(
    Text("禁止访问", "Deny access"),
    Text("该账号在所填单位及其下级的一切授权即时失效。", "At the unit and below it may nothing."),
    fields=frozenset({"account_id", "reason"}),
)
REFUSAL = Paper(Text("驳回", "Refuse"), Text("该提议不生效。", "The proposal comes to nothing."), PROPOSALS)
WITHDRAWAL = Paper(Text("撤回提议", "Withdraw"), Text("该提议不再提交确认。", "Nobody confirms it any more."), "/me")
LIFTING = Paper(
    Text("解除禁止", "Lift the denial"),
    Text("该账号原有的授权恢复有效。", "What the account was granted holds again."),
)
REVOCATION = Paper(
    Text("收回授权", "Revoke"),
    Text("即时生效，各系统在数秒内同步。", "At once here, within seconds in the other systems."),
)


HOLDS = (Named("true", "有效", "in force"), Named("false", "已失效", "over"))
ROLE_WORDS: Mapping[str, Text] = {
    **{role.value: Text(facts.zh, facts.en) for role, facts in ROLES.items()},
    "denied": Text("禁止访问", "denied"),
}
GROUND_WORDS: Mapping[str, Named] = {ground.code: ground for ground in GROUNDS}
OUTCOME_WORDS: Mapping[str, Named] = {outcome.code: outcome for outcome in OUTCOMES}
