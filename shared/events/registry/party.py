"""Party organisations that mirror the service network one to one."""

from typing import Annotated

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OfficialName, OrgCode, OrgPath, PartyOrgCode

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


TOPIC = "registry.party-organisations"

PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "party_org_code", PiiClass.P0, ("reporting",), outside=("organisation-department",))
    for contract in (PartyBranchEstablished, PartyGroupEstablished)
)
