"""On what ground a grant stands, who confirms it, and how long it lasts at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from shared.auth.roles import Role
from shared.language import Named


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


_LEADER = frozenset({Role.BUREAU_LEADER})
_LEADER_OR_SECURITY = frozenset({Role.BUREAU_LEADER, Role.SECURITY_ADMINISTRATOR})

SECOND_PERSON: Mapping[Ground, SecondPerson] = {
    Ground.APPOINTMENT: SecondPerson(_LEADER, None, "局领导", "a bureau leader"),
    Ground.DELEGATION: SecondPerson(
        _LEADER_OR_SECURITY, timedelta(days=30), "局领导或安全管理员", "a bureau leader or the security administrator"
    ),
    Ground.EMERGENCY: SecondPerson(
        _LEADER_OR_SECURITY, timedelta(hours=24), "局领导或安全管理员", "a bureau leader or the security administrator"
    ),
}

LENT = frozenset({Ground.DELEGATION, Ground.EMERGENCY})
"""Who holds a role on one of these grounds works by it, and makes nobody more than he is."""

MACHINE_LIFETIME = timedelta(days=366)


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
