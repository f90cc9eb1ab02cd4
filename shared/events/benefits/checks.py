"""Health checks of persons: who came, not what was found. The name of the hospital stays in benefits."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.benefit_codes import HEALTH_CHECK_FOLLOW_UP, HEALTH_CHECK_MISS
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath, PersonId

TOPIC = "benefits.checks"


class HealthCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a health check; of the days in it those that are known · 一次健康体检的内容"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    year: Annotated[int, Meta(ge=1990, le=2099, description="year whose check it is, one a year · 体检年度")]
    batch: Annotated[int, Meta(ge=1, le=99, description="batch of the year · 批次")]
    scheduled_on: Annotated[CalendarDate, Meta(description="day it is planned for · 安排日期")]
    completed_on: Annotated[CalendarDate | None, Meta(description="null: not completed · 体检日期，空为未体检")] = None
    missed_on: Annotated[CalendarDate | None, Meta(description="null: not missed · 未到检日期，空为没有")] = None
    miss_reason: Annotated[
        Annotated[str, HEALTH_CHECK_MISS.field("why it was missed · 未到检原因")] | None,
        Meta(description="why it was missed; null: it was not · 未到检原因，空为没有"),
    ] = None
    followed_up_on: Annotated[CalendarDate | None, Meta(description="null: not yet · 随访日期，空为尚未")] = None
    follow_up: Annotated[
        Annotated[str, HEALTH_CHECK_FOLLOW_UP.field("what became of it · 随访结果")] | None,
        Meta(description="what became of it; null: not yet · 随访结果，空为尚未"),
    ] = None
    doubled: Annotated[
        bool,
        Meta(description="another file of the person has the check of the year that counts · 本年度已按另一份档案计入"),
    ] = False
    unqualified: Annotated[
        bool,
        Meta(
            description="categories of the person are known, none that the programme asks for held on the day"
            " · 已知其身份类别，体检当日没有一类符合项目条件"
        ),
    ] = False


Before = Annotated[HealthCheck, Meta(description="what was said until then · 此前的内容")]


class HealthCheckScheduled(HealthCheck, Event, frozen=True, kw_only=True):
    """A health check was scheduled for a person. No service applies it yet.

    为某人安排健康体检。尚无服务处理。
    """


class HealthCheckCompleted(HealthCheck, Event, frozen=True, kw_only=True):
    """A person had his health check. Reporting counts F23 and F51 from it. `before` is what was said of it until then.

    某人已体检，统计据此计入F23、F51。`before` 为此前的内容。
    """

    before: Before


class HealthCheckNoShow(HealthCheck, Event, frozen=True, kw_only=True):
    """A person did not come to his health check. `before` is what was said of it until then. No service applies it yet.

    某人未到检。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class HealthCheckFollowedUp(HealthCheck, Event, frozen=True, kw_only=True):
    """A health check, or one that was missed, was followed up. Reporting counts F23 and F51 where the person stands
    now. `before` is what was said of it until then.

    体检或者未到检已随访；F23、F51按该人员现在所属机构统计。`before` 为此前的内容。
    """

    before: Before


class HealthCheckCorrected(HealthCheck, Event, frozen=True, kw_only=True):
    """What was said of a health check was wrong, or its last step was, or it counts no longer, or again, since files of
    one person were merged, or it was learned what categories he held. Reporting counts F23 and F51 from it. `before` is
    what was said of it until then.

    健康体检登记更正，或者退回上一步，或者因档案合并不再计入、重新计入，或者得知其身份类别。统计据此计入F23、F51。`before`
    为此前的内容。
    """

    before: Before


class HealthCheckRevoked(HealthCheck, Event, frozen=True, kw_only=True):
    """A health check was recorded by mistake; it says what it said until then. Reporting takes it out of F23 and F51.

    健康体检登记撤销，内容为撤销前的内容。统计据此从F23、F51中扣除。
    """


# What makes a check count, count elsewhere, or count no longer.
COUNTED = (HealthCheckCompleted, HealthCheckFollowedUp, HealthCheckCorrected, HealthCheckRevoked)
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "entry_id", PiiClass.P3, ("reporting",) if contract in COUNTED else ())
    for contract in (
        HealthCheckScheduled,
        HealthCheckCompleted,
        HealthCheckNoShow,
        HealthCheckFollowedUp,
        HealthCheckCorrected,
        HealthCheckRevoked,
    )
)
