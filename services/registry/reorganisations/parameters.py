"""What a unit holds, and where each kind of it is listed."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.language import Text
from shared.rule import Limit

# Services that registry asks before a unit is closed.
SERVICES: Mapping[str, Text] = {
    "benefits": Text("优待", "benefits"),
    "reporting": Text("统计", "reporting"),
    "notifications": Text("通知", "notifications"),
}
# Where what is open in them is listed; the unit's code takes the place.
LISTED_AT: Mapping[str, str] = {
    "cases": "/benefits/cases?unit={}",
    **{
        f"counted-{what}": f"/reporting/county/figures/{figure}?unit={{}}"
        for what, figure in {
            "persons": "F01",
            "members": "F02",
            "formal-members": "F46",
            "staff": "F52",
            "area": "F53",
            "halls": "F10",
            "applicants": "F16",
            "cadres": "F17",
            "committees": "F18",
            "mediators": "F19",
            "entrepreneurs": "F21",
            "volunteers": "F22",
            "agreements": "F25",
            "intentions": "F26",
            "plaques": "F27",
            "bodies": "F28",
            "rooms": "F41",
        }.items()
    },
    "dispatch-tasks": "/reporting/dispatch-tasks?unit={}&shown=open",
    "supervision-slips": "/reporting/supervision?unit={}",
    "returned-reports": "/reporting/daily?unit={}&shown=returned",
    "messages": "/notifications/deliveries",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of what a unit holds; `permission` is that of its own command, piece by piece, `back` that of the one by
    which a piece comes back."""

    code: str
    zh: str
    en: str
    permission: str
    back: str


# In the order in which they go: persons first, then what is theirs.
KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("veteran", "户籍由其负责的退役军人", "veterans for whom it is responsible",
             "veterans.relocate", "veterans.revoke-relocation"),
        Kind("resident", "常住地由其服务的退役军人", "veterans who live there, served by it",
             "veterans.relocate", "veterans.revoke-relocation"),
        Kind("recipient", "无退役军人档案的优抚对象", "recipients without a file",
             "recipients.keep", "recipients.keep"),
        Kind("role", "社会身份", "social roles", "social-roles.assume", "social-roles.correct"),
        Kind("team", "志愿者团队", "volunteer teams", "volunteer-teams.keep", "volunteer-teams.keep"),
        Kind("application", "在办的入党申请", "open applications to join the Party",
             "party-applications.keep", "party-applications.keep"),
        Kind("member", "组织关系在其党组织的党员", "formal Party members there",
             "party-memberships.keep", "party-memberships.keep"),
        Kind("affiliation", "在其党组织参加活动的党员", "members who take part there",
             "party-memberships.keep", "party-memberships.keep"),
        Kind("staff", "工作人员岗位", "posts of staff", "county-work.keep", "county-work.keep"),
    )
}  # fmt: skip

# For which a merged unit stays, to be taken back, before it closes by itself.
MERGER_HOURS = Limit(24, "merger-hours", "the county's own: what was typed wrong is seen within a day")

MOVED = "moved"
CLOSED, WITHDRAWN = "closed", "withdrawn"
HANDOVER, MERGER, SPLIT = "handover", "merger", "split"
STOPPED, GRANT_ENDED, ACCOUNT_DISABLED = "stopped", "grant-ended", "account-disabled"
HINDRANCES: Mapping[str, Text] = {
    STOPPED: Text("已由经办人停止", "stopped by somebody"),
    GRANT_ENDED: Text("经办人的授权已收回", "whoever asked for it may not any more"),
    ACCOUNT_DISABLED: Text("经办人的账号已停用", "the account that asked for it is disabled"),
}
