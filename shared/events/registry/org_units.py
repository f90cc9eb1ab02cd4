"""The service network: one centre, its stations, their rooms."""

from typing import Annotated

from msgspec import Meta, Struct

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


class OrgUnitMoved(Event, frozen=True, kw_only=True):
    """A service organisation, and all below it, stands under another one from `moved_on` on; its code stays.

    Benefits, notifications and reporting keep the new path of all that they keep by the old one, grants included; what
    is told later by the old path is about the same unit. Reporting carries over what stood there on that day, and
    leaves what had happened by then to the organisation that it left. Never dated before the move before it.

    服务机构连同其下级自该日起改由另一机构管理，代码不变。各服务此后按新路径认定该机构及其下级；统计将当日在册数结转至新上级，
    此前已发生的业务量仍留在原上级名下。
    """

    org_code: OrgCode
    org_path: Annotated[OrgPath, Meta(description="where it stands from then on · 调整后的机构路径")]
    kind: OrgUnitKind
    from_path: Annotated[OrgPath, Meta(description="where it stood until then · 调整前的机构路径")]
    from_parent_code: Annotated[OrgCode, Meta(description="code of the organisation it left · 原上级机构代码")]
    to_parent_code: Annotated[OrgCode, Meta(description="code of the organisation above it now · 现上级机构代码")]
    moved_on: CalendarDate


class OrgUnitMoveRevoked(Event, frozen=True, kw_only=True):
    """The last move of a service organisation was recorded wrongly: it stands where it stood before, as if it had not
    been moved. Benefits, notifications and reporting put back what followed it.

    该机构最近一次隶属调整系录入有误，现予撤回，视同未调整，各服务随之恢复。
    """

    org_code: OrgCode
    org_path: Annotated[OrgPath, Meta(description="where it stands again · 恢复后的机构路径")]
    kind: OrgUnitKind
    from_path: Annotated[OrgPath, Meta(description="where the wrong move had put it · 误录的机构路径")]
    from_parent_code: Annotated[
        OrgCode, Meta(description="code of the organisation it was never under · 误录的上级代码")
    ]
    to_parent_code: Annotated[OrgCode, Meta(description="code of the organisation above it · 上级机构代码")]
    moved_on: Annotated[CalendarDate, Meta(description="day of the move that was none · 误录的调整日期")]


class UnitName(Struct, frozen=True, kw_only=True, gc=False):
    """What an organisation is called from a day on · 机构自某日起的名称"""

    name: OfficialName
    since: Annotated[
        CalendarDate | None, Meta(description="null: from its establishment on · 起始日，空为自设立起")
    ] = None


class OrgUnitCorrected(Event, frozen=True, kw_only=True):
    """What was recorded of a service organisation was wrong, and stands right now: its names and since when it bears
    them, its day of establishment, its host, its division.

    `names` are all its names: of those told before, on whatever day, none holds any more. Each day on which it was said
    to be called otherwise until now is among them, with what it is called then. Benefits shows the last of them.
    Reporting counts it in F03 or F04 from the right day on.

    服务机构的登记信息（名称及启用日期、设立日期、依托单位、区划）更正，
    所载为更正后的内容；名称为更正后的全部名称，此前发布的名称不论日期均不再有效。
    统计自更正后的设立日期起计入 F03、F04。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    host_kind: HostKind
    division_code: Annotated[
        DivisionCode | None,
        Meta(description="division it serves; null where the host is a unit · 所在区划代码，依托单位设立的为空"),
    ] = None
    established_on: CalendarDate
    established_on_before: Annotated[CalendarDate, Meta(description="as it was recorded until now · 更正前的设立日期")]
    names: Annotated[tuple[UnitName, ...], Meta(min_length=1, description="in order of their days · 名称，按日期排列")]

    @property
    def name(self) -> str:
        """What it is called today."""
        return self.names[-1].name


class OrgUnitClosing(Event, frozen=True, kw_only=True):
    """A service organisation is to be closed, and takes in nothing new: nobody is registered in it, moved to it or
    appointed to it. Once when that is decided, and again whenever the answers are asked for anew.

    Benefits, reporting and notifications count what is still open there, and answer `org-unit-cleared` or
    `org-unit-not-cleared`, each on its own topic and naming the sequence of this event; again when that changes.
    Benefits opens no new case there, and where it is merged gives the open ones to the organisation that takes over.

    服务机构拟撤销，自此停止接收：不再登记、迁入人员，不再任命人员。决定时发布一次，重新询问时再次发布。
    优待、统计、通知各自核对未结事项，以本事件的序号作答“已清”或者“未清”，有变化时再次作答。
    优待不再受理新案件；合并的，在办案件移交接收机构。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    successor_code: Annotated[
        OrgCode | None, Meta(description="the organisation that it is merged into; null: none · 并入的机构代码")
    ] = None


class OrgUnitClosingWithdrawn(Event, frozen=True, kw_only=True):
    """A service organisation is not to be closed after all, and takes in again.

    Benefits, reporting and notifications need not answer any more; benefits opens cases there again.

    服务机构不再撤销，恢复接收。优待、统计、通知不再作答，优待恢复受理案件。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind


class OrgUnitClosed(Event, frozen=True, kw_only=True):
    """A service organisation was closed, after every service had answered that nothing is open there. It holds no
    active person, staff or open report any more, and the Party organisation beside it is dissolved on the same day.

    Reporting stops counting it in F03 or F04 from `closed_on`; benefits opens no new case for it; notifications, like
    both, need not answer for it any more.

    各服务均已清后，服务机构撤销，名下已无在册人员、在岗人员和未结报告，对应的党组织于同日撤销。自撤销日起不再计入 F03、
    F04，优待不再受理新案件。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    closed_on: CalendarDate
    successor_code: Annotated[
        OrgCode | None, Meta(description="the organisation that it was merged into; null: none · 并入的机构代码")
    ] = None


class OrgUnitClosureRevoked(Event, frozen=True, kw_only=True):
    """The closure of a service organisation was recorded wrongly: it stands, and takes in, as if it had not been
    closed. What had gone to another organisation stays there. The Party organisation that was dissolved with it is told
    of by an event of its own.

    Reporting counts it in F03 or F04 from `closed_on` on, as before; benefits opens cases there again.

    该机构的撤销系录入有误，现予撤回，视同未撤销并恢复接收；已移交的内容不随之退回，随同撤销的党组织另以事件登记。
    统计自该日起恢复计入 F03、F04，优待恢复受理案件。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    closed_on: Annotated[CalendarDate, Meta(description="day of the closure that was none · 误录的撤销日期")]


class OrgUnitMergerRevoked(Event, frozen=True, kw_only=True):
    """The merger of a service organisation was recorded wrongly, and all that went with it comes back. Where the
    organisation was to be closed still, or was closed, that is taken back by an event of its own, told before.

    Benefits gives back the open cases that the merger had brought to the other organisation.

    该机构的合并系录入有误，现予整体撤回，已移交的内容随之退回；撤销、拟撤销的撤回另以事件在先登记。
    优待将因合并移交接收机构、尚未办结的案件退回该机构。
    """

    org_code: OrgCode
    org_path: OrgPath
    kind: OrgUnitKind
    successor_code: Annotated[
        OrgCode, Meta(description="the organisation that it was not merged into · 误录的并入机构代码")
    ]
    merged_on: Annotated[CalendarDate, Meta(description="day of the merger that was none · 误录的合并日期")]


TOPIC = "registry.org-units"
CONSUMERS = ("benefits", "reporting")
WHO_KEEPS_PATHS = (*CONSUMERS, "notifications")


def _published(contract: type[Event], consumers: tuple[str, ...] = CONSUMERS) -> Published:
    outside = ("city-veterans-affairs-bureau",)
    return Published(contract, TOPIC, "org_code", PiiClass.P0, consumers, outside=outside)


PUBLISHED: tuple[Published, ...] = (
    _published(OrgUnitEstablished),
    _published(OrgUnitRenamed),
    _published(OrgUnitMoved, WHO_KEEPS_PATHS),
    _published(OrgUnitMoveRevoked, WHO_KEEPS_PATHS),
    _published(OrgUnitCorrected),
    _published(OrgUnitClosing, WHO_KEEPS_PATHS),
    _published(OrgUnitClosingWithdrawn, WHO_KEEPS_PATHS),
    _published(OrgUnitClosed, WHO_KEEPS_PATHS),
    _published(OrgUnitClosureRevoked),
    _published(OrgUnitMergerRevoked, ("benefits",)),
)
