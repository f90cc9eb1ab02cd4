"""What reporting publishes: figures that no longer move."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Digest, OrgCode


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


PUBLISHED: tuple[Published, ...] = (
    Published(
        FigureSnapshotFrozen,
        "reporting.snapshots",
        "snapshot_id",
        PiiClass.P0,
        (),
        outside=("city-veterans-affairs-bureau",),
    ),
)
