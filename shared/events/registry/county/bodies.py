"""County bodies and who is in them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.county_codes import COUNTY_BODY_KIND, COUNTY_BODY_ROLE
from shared.events.fields import CalendarDate, EntryId, OfficialName, OrgCode, OrgPath


class CountyBody(msgspec.Struct, frozen=True, kw_only=True):
    """A county body as it stands · 县级机构的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    kind: Annotated[str, COUNTY_BODY_KIND.field("what it is · 类别")]
    name: OfficialName
    established_on: Annotated[CalendarDate, Meta(description="day it was established · 成立日期")]
    renamed_on: Annotated[
        CalendarDate | None,
        Meta(description="since when it has its name; null: from the first · 现名称启用日期，空为自成立起"),
    ] = None
    dissolved_on: Annotated[
        CalendarDate | None, Meta(description="first day it is no more; null: it stands · 撤销日期，空为存续")
    ] = None


class CountyBodyEstablished(CountyBody, Event, frozen=True, kw_only=True):
    """A body of the county was established: leading group, working committee, general branch, task force.

    Reporting counts F28 from it.

    县级机构（领导小组、党工委、服务中心、党总支、工作专班）成立。统计据此计入F28。
    """


class CountyBodyRenamed(CountyBody, Event, frozen=True, kw_only=True):
    """A county body took another name; it is the same body.

    Reporting counts F28 from it. `before` is what was said of it until then.

    县级机构更名，机构不变。统计据此计入F28。`before` 为此前的内容。
    """

    before: Annotated[CountyBody, Meta(description="what was said until then · 此前的内容")]


class CountyBodyDissolved(CountyBody, Event, frozen=True, kw_only=True):
    """A county body was dissolved; it counts no longer from that day.

    Reporting counts F28 from it. `before` is what was said of it until then.

    县级机构撤销，自当日起不再计入。统计据此计入F28。`before` 为此前的内容。
    """

    before: Annotated[CountyBody, Meta(description="what was said until then · 此前的内容")]


class CountyBodyCorrected(CountyBody, Event, frozen=True, kw_only=True):
    """What was recorded of a county body was wrong: it has been so all along.

    Reporting counts F28 from it. `before` is what was said of it until then.

    县级机构登记更正，视为自始如此。统计据此计入F28。`before` 为此前的内容。
    """

    before: Annotated[CountyBody, Meta(description="what was said until then · 此前的内容")]


class CountyBodyRevoked(CountyBody, Event, frozen=True, kw_only=True):
    """A county body was recorded by mistake, and is as if it had never been.

    Reporting counts F28 from it.

    县级机构登记有误，予以撤销，视为从未登记。统计据此计入F28。
    """


class CountyBodyMember(msgspec.Struct, frozen=True, kw_only=True):
    """A membership in a county body as it stands · 县级机构成员的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    body_id: EntryId
    role: Annotated[str, COUNTY_BODY_ROLE.field("as what · 职务")]
    member_unit: Annotated[
        OrgCode | None, Meta(description="unit that the member is; null: none of the network · 成员机构，空为其他单位")
    ] = None
    since: Annotated[CalendarDate, Meta(description="first day · 起始日期")]
    until: Annotated[
        CalendarDate | None, Meta(description="first day it no longer holds; null: it does · 终止日期，空为有效")
    ] = None


class CountyBodyMemberAppointed(CountyBodyMember, Event, frozen=True, kw_only=True):
    """Somebody's post became a member of a county body.

    No service applies it yet.

    县级机构增加成员。尚无服务处理。
    """


class CountyBodyMemberEnded(CountyBodyMember, Event, frozen=True, kw_only=True):
    """A membership in a county body ended.

    No service applies it yet. `before` is what was said of it until then.

    县级机构成员资格终止。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[CountyBodyMember, Meta(description="what was said until then · 此前的内容")]


class CountyBodyMemberCorrected(CountyBodyMember, Event, frozen=True, kw_only=True):
    """What was recorded of a member of a county body was wrong.

    No service applies it yet. `before` is what was said of it until then.

    县级机构成员登记更正。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[CountyBodyMember, Meta(description="what was said until then · 此前的内容")]


class CountyBodyMemberRevoked(CountyBodyMember, Event, frozen=True, kw_only=True):
    """A member of a county body was recorded by mistake.

    No service applies it yet.

    县级机构成员登记有误，予以撤销。尚无服务处理。
    """


TOPIC = "registry.county-bodies"
COUNTED: tuple[type[Event], ...] = (
    CountyBodyEstablished,
    CountyBodyRenamed,
    CountyBodyDissolved,
    CountyBodyCorrected,
    CountyBodyRevoked,
)
OTHERS: tuple[type[Event], ...] = (
    CountyBodyMemberAppointed,
    CountyBodyMemberEnded,
    CountyBodyMemberCorrected,
    CountyBodyMemberRevoked,
)

PUBLISHED: tuple[Published, ...] = (
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ("reporting",)) for contract in COUNTED),
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ()) for contract in OTHERS),
)
