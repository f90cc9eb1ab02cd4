"""The books of county bodies and of their members."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.bodies.tables import COUNTY_BODY, COUNTY_BODY_MEMBER
from services.registry.entries.queries import OF_A_UNIT
from services.registry.network.schemas import OrgCode
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import DOCUMENT, UNIT, Book, EntryForm, Title, UnitForm, filters_of, state_column, states_of
from shared.events.county_codes import COUNTY_BODY_KIND, COUNTY_BODY_ROLE
from shared.events.registry.county import bodies as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

KINDS, ROLES = COUNTY_BODY_KIND.by_code(), COUNTY_BODY_ROLE.by_code()


class CountyBodyForm(UnitForm):
    """A body of the county."""

    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    name: Title
    established_on: Day = Field(description="not after today")


BODY_DEFINITION = BookDefinition(
    "county-body",
    COUNTY_BODY,
    OF_A_UNIT,
    Telling(
        told.CountyBody,
        told.CountyBodyEstablished,
        told.CountyBodyCorrected,
        told.CountyBodyRevoked,
        {"renaming": told.CountyBodyRenamed, "dissolution": told.CountyBodyDissolved},
    ),
    Days(("established_on", "renamed_on", "dissolved_on")),
    begins="standing",
    steps=(
        Step("renaming", Text("更名", "Rename"), frozenset({"standing"}), "standing", "renamed_on", takes=("name",)),
        Step("dissolution", Text("撤并解散", "Dissolve"), frozenset({"standing"}), "dissolved", "dissolved_on"),
    ),
    occupies=frozenset({"standing"}),
    holds=(COUNTY_BODY_MEMBER.c.body_id,),
    since=(COUNTY_BODY_MEMBER.c.since,),
    until=(COUNTY_BODY_MEMBER.c.until,),
    unique=("uq_county_body_name",),
)
_BODY = states_of(Named("standing", "存续", "stands"), Named("dissolved", "已解散", "dissolved"))
BODIES = Book(
    BODY_DEFINITION,
    CountyBodyForm,
    Sheet(
        "county-bodies",
        "县级机构",
        "County bodies",
        (
            Column("name", "名称", "name"),
            Column("kind", "类别", "kind", KINDS),
            UNIT,
            Column("established_on", "成立日期", "established on"),
            Column("renamed_on", "更名日期", "renamed on"),
            Column("dissolved_on", "解散日期", "dissolved on"),
            state_column(_BODY),
            DOCUMENT,
        ),
        filters_of(_BODY),
    ),
    _BODY,
    "county-work.keep",
)


class CountyBodyMemberForm(EntryForm):
    """A member of a body: the post or organisation."""

    body_id: UUID = Field(description="the body")
    role: Annotated[str, OneOf(ROLES, "not-a-role")]
    member: Title = Field(description="the post or organisation, no person")
    member_unit: OrgCode | None = Field(None, description="the unit of the network that the member is, where it is one")
    since: Day = Field(description="the first day; not after today")


_MEMBER = states_of(Named("member", "在任", "holds"), Named("ended", "已终止", "ended"))
BODY_MEMBERS = Book(
    BookDefinition(
        "county-body-member",
        COUNTY_BODY_MEMBER,
        OF_A_UNIT,
        Telling(
            told.CountyBodyMember,
            told.CountyBodyMemberAppointed,
            told.CountyBodyMemberCorrected,
            told.CountyBodyMemberRevoked,
            {"end": told.CountyBodyMemberEnded},
        ),
        Days(("since", "until")),
        begins="member",
        steps=(Step("end", Text("终止", "End"), frozenset({"member"}), "ended", "until"),),
        under=BODY_DEFINITION,
        parent="body_id",
        units=("member_unit",),
    ),
    CountyBodyMemberForm,
    Sheet(
        "county-body-members",
        "县级机构成员",
        "Members of county bodies",
        (
            Column("member", "成员（单位或职务）", "member"),
            Column("body_id", "县级机构", "body"),
            Column("role", "职务", "role", ROLES),
            Column("member_unit", "所属服务机构", "its unit"),
            Column("since", "起始日期", "since"),
            Column("until", "终止日期", "until"),
            UNIT,
            state_column(_MEMBER),
            DOCUMENT,
        ),
        filters_of(_MEMBER),
    ),
    _MEMBER,
    "county-work.keep",
)
