"""The service network: one centre, its stations, their rooms."""

from typing import Annotated

from msgspec import Meta

from shared.events.codes import HOST_KIND, ORG_UNIT_KIND
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, DivisionCode, OfficialName, OrgCode, OrgPath

OrgUnitKind = Annotated[
    str, ORG_UNIT_KIND.field("level in the service network; no depth of a path tells it · 层级，不得由路径层数推断")
]
HostKind = Annotated[
    str,
    HOST_KIND.field("what the organisation is set up in; not every station has a township · 依托单位类别"),
]


class OrgUnitEstablished(Event, frozen=True, kw_only=True):
    """A service centre, station or room was set up. Once per organisation, parents before children.

    Benefits and reporting keep the tree from it. Figures F03 (stations) and F04 (rooms) count it from
    `established_on`; grants and scopes are decided along `org_path`.

    服务中心、服务站或服务室成立，每个机构一次，上级先于下级。优待、统计据此建立机构树；
    F03（服务站）、F04（服务室）自成立日起计数。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    host_kind: HostKind
    name: OfficialName
    parent_code: Annotated[
        OrgCode | None, Meta(description="code of the organisation above; null for the centre · 上级机构代码，中心为空")
    ] = None
    division_code: Annotated[
        DivisionCode | None,
        Meta(description="division it serves; null where the host is a unit · 所在区划代码，依托单位设立的为空"),
    ] = None
    established_on: CalendarDate


class OrgUnitRenamed(Event, frozen=True, kw_only=True):
    """A service organisation took another official name; code, kind and place in the tree stay.

    Never dated before the rename before it, so that the last name told is the name of today everywhere. Benefits and
    reporting show the new name from then on; documents already issued keep the old one.

    服务机构更名，代码、层级与隶属关系不变；更名日期不早于上一次更名。各服务此后显示新名称，已发文件不改。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    name: OfficialName
    renamed_on: CalendarDate


class OrgUnitClosed(Event, frozen=True, kw_only=True):
    """A service organisation was closed. It holds no active person, staff or open report any more.

    Reporting stops counting it in F03 or F04 from `closed_on`; benefits opens no new case for it.

    服务机构撤销，且名下已无在册人员、在岗人员和未结报告。自撤销日起不再计入 F03、F04，优待不再受理新案件。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    closed_on: CalendarDate


TOPIC = "registry.org-units"
CONSUMERS = ("benefits", "reporting")

PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "org_code", PiiClass.P0, CONSUMERS, outside=("city-veterans-affairs-bureau",))
    for contract in (OrgUnitEstablished, OrgUnitRenamed, OrgUnitClosed)
)
