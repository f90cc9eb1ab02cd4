"""Party organisations that mirror the service network one to one."""

from typing import Annotated, Literal

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OfficialName, OrgCode, OrgPath, PartyOrgCode
from shared.events.party_codes import PARTY_DISSOLUTION

PartyKind = Annotated[
    Literal["branch", "group"], Meta(description="branch of a station, group of a room · 党支部、党小组")
]
MirrorOf = Annotated[
    OrgCode, Meta(description="code of the service organisation it mirrors, one to one · 所对应的服务机构代码")
]


class PartyBranchEstablished(Event, frozen=True, kw_only=True):
    """The Party branch of a service station was set up. At most one active branch per station.

    Reporting counts it in F05 and checks it against F03 (rule C1: every station has exactly one branch). It is the
    station's functional branch, not the formal branch that holds a member's Party membership.

    服务站党支部成立，每站至多一个。统计计入 F05，并与 F03 核对。它是服务站的功能型党支部，不是党员组织关系所在支部。
    """

    party_org_code: PartyOrgCode
    name: OfficialName
    mirror_of: MirrorOf
    org_path: OrgPath
    established_on: CalendarDate


class PartyGroupEstablished(Event, frozen=True, kw_only=True):
    """The Party group of a service room was set up under the branch of the room's station.

    Reporting counts it in F06 and checks it against F04 (rule C2: every room has exactly one group, whose parent is the
    branch of its station).

    服务室党小组成立，隶属本站党支部。统计计入 F06，并与 F04 核对。
    """

    party_org_code: PartyOrgCode
    name: OfficialName
    mirror_of: MirrorOf
    org_path: OrgPath
    parent_code: Annotated[PartyOrgCode, Meta(description="code of the Party branch above · 所属党支部代码")]
    established_on: CalendarDate


class PartyOrganisationRenamed(Event, frozen=True, kw_only=True):
    """A branch or group is called otherwise from a day on.

    No service applies it yet: figures know organisations by their codes.

    党组织更名。尚无服务处理：统计以代码识别党组织。
    """

    party_org_code: PartyOrgCode
    org_path: OrgPath
    name: OfficialName
    renamed_on: CalendarDate


class PartyOrganisationCorrected(Event, frozen=True, kw_only=True):
    """What was recorded of its founding was wrong: the day, or the unit beside which it stands. One that never was is
    dissolved instead, on the day of its founding.

    Reporting counts it in F05 or F06 at `org_path` from `established_on`, rather than at `org_path_before` from
    `established_before`.

    党组织成立的登记有误，已更正成立日期或者所在机构；从未成立的，另以撤销事件登记，日期即成立日期。统计自
    `established_on` 起按 `org_path` 计入 F05 或 F06，不再按 `org_path_before`、`established_before` 计算。
    """

    party_org_code: PartyOrgCode
    kind: PartyKind
    mirror_of: MirrorOf
    parent_code: Annotated[PartyOrgCode | None, Meta(description="the branch of a group · 党小组所属党支部代码")]
    org_path_before: Annotated[OrgPath, Meta(description="where it was counted until now · 此前计入的机构路径")]
    org_path: OrgPath
    established_before: Annotated[CalendarDate, Meta(description="what was believed until now · 此前登记的成立日期")]
    established_on: CalendarDate


class PartyOrganisationMoved(Event, frozen=True, kw_only=True):
    """Its unit moved below another one, and it went with it: a group is then under the branch of the new station.

    Reporting keeps where it stands for C2; the figures of the unit are carried over by the unit's own move.

    党组织随所在机构迁移：党小组改由迁入服务站的党支部管理。统计据此核对 C2；数字随所在机构的迁移一并结转。
    """

    party_org_code: PartyOrgCode
    kind: PartyKind
    mirror_of: MirrorOf
    parent_code: Annotated[PartyOrgCode | None, Meta(description="the branch of a group · 党小组所属党支部代码")]
    org_path_before: Annotated[OrgPath, Meta(description="its unit's path until then · 此前的机构路径")]
    org_path: OrgPath
    moved_on: CalendarDate


class PartyOrganisationDissolved(Event, frozen=True, kw_only=True):
    """A branch or group was dissolved: with its unit, by itself, or because it never was. Its code is not used again.

    Reporting counts it in F05 or F06 no longer from `dissolved_on`.

    党组织已撤销：随所在机构撤销、单独撤销，或者登记有误。代码不再使用。统计自 `dissolved_on` 起不再计入 F05、F06。
    """

    party_org_code: PartyOrgCode
    kind: PartyKind
    org_path: OrgPath
    dissolved_on: CalendarDate
    reason: Annotated[str, PARTY_DISSOLUTION.field("why · 原因")]


class PartyOrganisationDissolutionRevoked(Event, frozen=True, kw_only=True):
    """The dissolution of a branch or group was recorded wrongly, or that of its unit was: it stands, under its own
    code, as if it had not been dissolved.

    Reporting counts it in F05 or F06 from `dissolved_on` on, as before.

    党组织或者所在机构的撤销系录入有误，现予撤回：以原代码恢复，视同未撤销。统计自 `dissolved_on` 起恢复计入 F05、F06。
    """

    party_org_code: PartyOrgCode
    kind: PartyKind
    parent_code: Annotated[PartyOrgCode | None, Meta(description="the branch of a group · 党小组所属党支部代码")]
    org_path: OrgPath
    dissolved_on: Annotated[CalendarDate, Meta(description="day of the dissolution that was none · 误录的撤销日期")]


TOPIC = "registry.party-organisations"

_REPORTING: tuple[type[Event], ...] = (
    PartyBranchEstablished,
    PartyGroupEstablished,
    PartyOrganisationCorrected,
    PartyOrganisationMoved,
    PartyOrganisationDissolved,
    PartyOrganisationDissolutionRevoked,
)
_NOBODY: tuple[type[Event], tuple[str, ...]] = (PartyOrganisationRenamed, ())
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "party_org_code", PiiClass.P0, consumers, outside=("organisation-department",))
    for contract, consumers in (
        *((contract, ("reporting",)) for contract in _REPORTING),
        _NOBODY,
    )
)
