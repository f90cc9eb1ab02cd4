"""Ten-day bulletins."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Digest

BulletinId = Annotated[UUID, Meta(description="the bulletin, UUIDv7 · 旬通报编号")]
TenDayPeriod = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-[ABC]\Z",
        description="ten-day period, as 2019-04-C: A days 1–10, B 11–20, C 21 to the end · 旬（A上旬 B中旬 C下旬）",
    ),
]
FromOn = Annotated[CalendarDate, Meta(description="first day of the period · 本旬首日")]
ToOn = Annotated[CalendarDate, Meta(description="last day of the period, of which the figures are · 本旬末日")]
SnapshotId = Annotated[UUID, Meta(description="the frozen figures, UUIDv7 · 统计快照编号")]
FiguresDigest = Annotated[Digest, Meta(description="SHA-256 of the frozen figures · 冻结数字的 SHA-256 摘要")]


class TenDayBulletinDrafted(Event, frozen=True, kw_only=True):
    """The bulletin of a ten-day period was drafted from frozen figures, or counted again. The last draft holds until
    it is issued.

    No service applies it yet.

    旬通报已据冻结数字起草，或者重新统计，以最后一次为准。尚无服务处理。
    """

    bulletin_id: BulletinId
    period: TenDayPeriod
    from_on: FromOn
    to_on: ToOn
    snapshot_id: SnapshotId
    figures_digest: FiguresDigest


class TenDayBulletinIssued(Event, frozen=True, kw_only=True):
    """The bulletin of a ten-day period was issued. Once per bulletin, the last of its events; the bulletin of the next
    period shows what is adjusted.

    No service applies it yet. Numbers stay in reporting; superior bureaus compare the digest with the frozen figures.

    旬通报已印发，每期一次，此后不变；数字有变的在下一期更正。尚无服务处理；数字只留在统计服务，上级部门可凭摘要核对冻结的数字。
    """

    bulletin_id: BulletinId
    period: TenDayPeriod
    from_on: FromOn
    to_on: ToOn
    snapshot_id: SnapshotId
    figures_digest: FiguresDigest
    year: Annotated[int, Meta(ge=1900, le=2099, description="year of the number of the document · 文号年份")]
    number: Annotated[int, Meta(ge=1, description="number of the document in that year · 文号序号")]
    issued_on: Annotated[CalendarDate, Meta(description="when it was issued · 印发日期")]


PUBLISHED: tuple[Published, ...] = (
    Published(TenDayBulletinDrafted, "reporting.bulletins", "bulletin_id", PiiClass.P0, ()),
    Published(
        TenDayBulletinIssued,
        "reporting.bulletins",
        "bulletin_id",
        PiiClass.P0,
        (),
        outside=("city-veterans-affairs-bureau",),
    ),
)
