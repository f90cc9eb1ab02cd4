"""Posts of staff at units, and who answers for a unit. A person is a number of the county's staff, no name."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.county_codes import RESPONSIBLE_POST, STAFF_POST
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath

StaffNumber = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{1,19}\Z", description="number of the county's staff · 工作人员编号")
]


class StaffPost(msgspec.Struct, frozen=True, kw_only=True):
    """A post at a unit as it stands · 岗位的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    post: Annotated[str, STAFF_POST.field("which post · 岗位")]
    staff_number: StaffNumber
    planned_on: Annotated[CalendarDate | None, Meta(description="day it was planned · 计划日期")] = None
    transferred_on: Annotated[
        CalendarDate | None, Meta(description="day of the transfer; null: none · 转隶日期，空为未转隶")
    ] = None
    in_post_on: Annotated[
        CalendarDate | None, Meta(description="first day in post; null: not yet · 到岗日期，空为未到岗")
    ] = None
    left_on: Annotated[
        CalendarDate | None, Meta(description="first day no longer in post; null: still · 离岗日期，空为在岗")
    ] = None


class StaffPostPlanned(StaffPost, Event, frozen=True, kw_only=True):
    """A post at a unit was planned for a member of the staff.

    Reporting counts F07 and F52 from it.

    计划安排人员到岗。统计据此计入F07、F52。
    """


class StaffTransferred(StaffPost, Event, frozen=True, kw_only=True):
    """A member of the staff was transferred to the unit, and is not in post yet.

    Reporting counts F07 and F52 from it. `before` is what was said of it until then.

    人员转隶，尚未到岗。统计据此计入F07、F52。`before` 为此前的内容。
    """

    before: Annotated[StaffPost, Meta(description="what was said until then · 此前的内容")]


class StaffInPost(StaffPost, Event, frozen=True, kw_only=True):
    """A member of the staff is in post at the unit.

    Reporting counts F07 and F52 from it. `before` is what was said of it until then.

    人员到岗到位。统计据此计入F07、F52。`before` 为此前的内容。
    """

    before: Annotated[StaffPost, Meta(description="what was said until then · 此前的内容")]


class StaffLeftPost(StaffPost, Event, frozen=True, kw_only=True):
    """A member of the staff left the post.

    Reporting counts F07 and F52 from it. `before` is what was said of it until then.

    人员离岗。统计据此计入F07、F52。`before` 为此前的内容。
    """

    before: Annotated[StaffPost, Meta(description="what was said until then · 此前的内容")]


class StaffPostCorrected(StaffPost, Event, frozen=True, kw_only=True):
    """What was recorded of a post was wrong.

    Reporting counts F07 and F52 from it. `before` is what was said of it until then.

    岗位登记更正。统计据此计入F07、F52。`before` 为此前的内容。
    """

    before: Annotated[StaffPost, Meta(description="what was said until then · 此前的内容")]


class StaffPostRevoked(StaffPost, Event, frozen=True, kw_only=True):
    """A post was recorded by mistake.

    Reporting counts F07 and F52 from it.

    岗位登记有误，予以撤销。统计据此计入F07、F52。
    """


class ResponsiblePerson(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for a unit, as it stands · 机构责任人的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    post: Annotated[str, RESPONSIBLE_POST.field("as what · 职务")]
    staff_number: StaffNumber
    appointed_on: Annotated[CalendarDate, Meta(description="first day · 任职日期")]
    ended_on: Annotated[
        CalendarDate | None, Meta(description="first day no longer; null: still · 终止日期，空为在任")
    ] = None


class ResponsiblePersonAppointed(ResponsiblePerson, Event, frozen=True, kw_only=True):
    """Somebody answers for a unit from a day on.

    No service applies it yet.

    明确机构责任人。尚无服务处理。
    """


class ResponsiblePersonEnded(ResponsiblePerson, Event, frozen=True, kw_only=True):
    """Somebody answers for a unit no longer.

    No service applies it yet. `before` is what was said of it until then.

    机构责任人任职终止。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[ResponsiblePerson, Meta(description="what was said until then · 此前的内容")]


class ResponsiblePersonCorrected(ResponsiblePerson, Event, frozen=True, kw_only=True):
    """What was recorded of a responsible person was wrong.

    No service applies it yet. `before` is what was said of it until then.

    机构责任人登记更正。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[ResponsiblePerson, Meta(description="what was said until then · 此前的内容")]


class ResponsiblePersonRevoked(ResponsiblePerson, Event, frozen=True, kw_only=True):
    """A responsible person was recorded by mistake.

    No service applies it yet.

    机构责任人登记有误，予以撤销。尚无服务处理。
    """


TOPIC = "registry.staff"
COUNTED: tuple[type[Event], ...] = (
    StaffPostPlanned,
    StaffTransferred,
    StaffInPost,
    StaffLeftPost,
    StaffPostCorrected,
    StaffPostRevoked,
)
OTHERS: tuple[type[Event], ...] = (
    ResponsiblePersonAppointed,
    ResponsiblePersonEnded,
    ResponsiblePersonCorrected,
    ResponsiblePersonRevoked,
)

PUBLISHED: tuple[Published, ...] = (
    *(Published(contract, TOPIC, "entry_id", PiiClass.P2, ("reporting",)) for contract in COUNTED),
    *(Published(contract, TOPIC, "entry_id", PiiClass.P2, ()) for contract in OTHERS),
)
