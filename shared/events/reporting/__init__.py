"""What reporting publishes: figures that no longer move, how daily reports come in, weekly dispatches with
their tasks, ten-day bulletins, how stations are assessed, and what is counted at an organisation that is to be
closed."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.clearing import Asked, OpenMatters
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Digest, OrgCode
from shared.events.reporting import assessments, bulletins, daily_reports, dispatches, rankings, supervision


class FigureSnapshotFrozen(Event, frozen=True, kw_only=True):
    """The figures of an organisation as of a day were frozen. Once per snapshot; a later one never changes it.

    No service applies it; superior bureaus read figures that can be reproduced from the same events.

    某机构某日的统计数字已冻结，每个快照一次，此后不变。供上级部门读取可复现的数字。
    """

    snapshot_id: Annotated[UUID, Meta(description="the snapshot, UUIDv7 · 快照编号")]
    as_of: Annotated[CalendarDate, Meta(description="last day counted, Asia/Shanghai · 统计截止日（含）")]
    org_code: Annotated[OrgCode, Meta(description="the organisation and all below it · 统计机构代码（含下级）")]
    figures: Annotated[
        dict[str, int],
        Meta(
            description="value by figure code, as F01; units as in the figure's definition · 各项数字，以指标代码为键"
        ),
    ]
    digest: Annotated[
        Digest,
        Meta(description="SHA-256 over the figures and their units · 数字及各机构分项的 SHA-256 摘要"),
    ]
    provisional: Annotated[
        bool | None,
        Meta(
            description="events were missing: under way, or not applied; null where nobody recorded it"
            " · 冻结时仍有事件未计入；空为未记录"
        ),
    ] = None


class OrgUnitCleared(Event, frozen=True, kw_only=True):
    """Nothing is open in reporting at a service organisation that is to be closed. An answer to `org-unit-closing`;
    the last answer holds.

    Registry closes the organisation when every service has answered so.

    拟撤销的服务机构在统计服务已无未结事项；答复拟撤销事件，以最后一次为准。各服务均如此答复后，登记服务方可撤销该机构。
    """

    org_code: OrgCode
    asked: Asked


class OrgUnitNotCleared(Event, frozen=True, kw_only=True):
    """Something is still open in reporting at a service organisation that is to be closed: veterans counted there. An
    answer to `org-unit-closing`, and again whenever the counts change; the last answer holds. Figures follow what
    registry tells.

    Registry shows the counts, and does not close the organisation.

    拟撤销的服务机构在统计服务尚有未结事项（计入的退役军人）；答复拟撤销事件，数量变化时再次答复，以最后一次为准。统计随登记事项变化。
    登记服务显示数量，此时不能撤销该机构。
    """

    org_code: OrgCode
    asked: Asked
    matters: OpenMatters


PUBLISHED: tuple[Published, ...] = (
    Published(
        FigureSnapshotFrozen,
        "reporting.snapshots",
        "snapshot_id",
        PiiClass.P0,
        (),
        outside=("city-veterans-affairs-bureau",),
    ),
    Published(OrgUnitCleared, "reporting.org-units", "org_code", PiiClass.P0, ("registry",)),
    Published(OrgUnitNotCleared, "reporting.org-units", "org_code", PiiClass.P0, ("registry",)),
    *daily_reports.PUBLISHED,
    *dispatches.PUBLISHED,
    *bulletins.PUBLISHED,
    *assessments.PUBLISHED,
    *rankings.PUBLISHED,
    *supervision.PUBLISHED,
)
