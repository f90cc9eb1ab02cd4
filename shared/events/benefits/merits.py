"""Merit bulletins (立功喜报): received from the forces, delivered to the family."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath, PersonId
from shared.events.honour_codes import MERIT, MERIT_CEREMONY, MERIT_LEVEL, MERIT_RETURN

TOPIC = "benefits.merits"


class MeritBulletin(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a merit bulletin; of the days in it those that are known · 一份立功喜报的内容"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    merit: Annotated[str, MERIT.field("what was awarded · 奖励")]
    granted_on: Annotated[CalendarDate, Meta(description="day of the order of the forces · 奖励通令日期")]
    received_on: Annotated[CalendarDate, Meta(description="day on which the county received it · 收到日期")]
    due_on: Annotated[CalendarDate, Meta(description="last day of its delivery · 送达期限")]
    delivered_on: Annotated[CalendarDate | None, Meta(description="null: not yet · 送达日期，空为尚未")] = None
    delivered_by: Annotated[
        Annotated[str, MERIT_LEVEL.field("level of who delivered it · 送喜报层级")] | None,
        Meta(description="level of who delivered it; null: nobody yet · 送喜报层级，空为尚未送达"),
    ] = None
    ceremony: Annotated[
        Annotated[str, MERIT_CEREMONY.field("how it was delivered · 送喜报方式")] | None,
        Meta(description="how it was delivered; null: not yet · 送喜报方式，空为尚未送达"),
    ] = None
    returned_on: Annotated[CalendarDate | None, Meta(description="null: it was not · 退回日期，空为没有")] = None
    return_reason: Annotated[
        Annotated[str, MERIT_RETURN.field("why it was returned · 退回原因")] | None,
        Meta(description="why it was returned; null: it was not · 退回原因，空为没有"),
    ] = None
    overdue_on: Annotated[CalendarDate | None, Meta(description="null: it was in time · 逾期起始，空为未逾期")] = None


Before = Annotated[MeritBulletin, Meta(description="what was said until then · 此前的内容")]


class MeritBulletinReceived(MeritBulletin, Event, frozen=True, kw_only=True):
    """The county received a merit bulletin for a family. No service applies it yet.

    县里收到立功喜报。尚无服务处理。
    """


class MeritBulletinDelivered(MeritBulletin, Event, frozen=True, kw_only=True):
    """A merit bulletin was delivered to the family. `before` is what was said of it until then.
    No service applies it yet.

    立功喜报已送达家庭。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class MeritBulletinReturned(MeritBulletin, Event, frozen=True, kw_only=True):
    """A merit bulletin went back to whom it came from. `before` is what was said of it until then.
    No service applies it yet.

    立功喜报退回。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class MeritBulletinOverdue(MeritBulletin, Event, frozen=True, kw_only=True):
    """A merit bulletin was not delivered by its last day; told on the day after. `before` is what was said of it until
    then. No service applies it yet.

    立功喜报到期未送达，次日发出。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class MeritBulletinCorrected(MeritBulletin, Event, frozen=True, kw_only=True):
    """What was said of a merit bulletin was wrong, or its last step was. `before` is what was said of it until then.
    No service applies it yet.

    立功喜报登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class MeritBulletinRevoked(MeritBulletin, Event, frozen=True, kw_only=True):
    """A merit bulletin was recorded by mistake; it says what it said until then. No service applies it yet.

    立功喜报登记撤销，内容为撤销前的内容。尚无服务处理。
    """


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "entry_id", PiiClass.P2, ())
    for contract in (
        MeritBulletinReceived,
        MeritBulletinDelivered,
        MeritBulletinReturned,
        MeritBulletinOverdue,
        MeritBulletinCorrected,
        MeritBulletinRevoked,
    )
)
