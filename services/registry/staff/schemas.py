"""The books of posts and of responsible persons."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.registry.staff.queries import IN_POST, LEFT, PLANNED, POST_DEFINITION, RESPONSIBLE_DEFINITION, TRANSFERRED
from shared.entries.schemas import DOCUMENT, UNIT, Book, UnitForm, filters_of, state_column, states_of
from shared.events.county_codes import RESPONSIBLE_POST, STAFF_POST
from shared.export.columns import Column, Sheet
from shared.http.validation import NO_PERSONS_NUMBER, Day, OneOf, WrittenAs
from shared.language import Named

POST_WORDS, RESPONSIBLE_WORDS = STAFF_POST.by_code(), RESPONSIBLE_POST.by_code()
StaffNumber = Annotated[
    str,
    StringConstraints(max_length=20),
    WrittenAs(
        rf"^(?!.*[0-9]{{9}}){NO_PERSONS_NUMBER}[0-9A-Za-z][0-9A-Za-z-]{{1,19}}$",
        zh="2 至 20 位字母、数字和连字符，不是身份证号或电话",
        en="2 to 20 letters, digits and hyphens, no identity number or phone",
    ),
]
_NUMBER = Column("staff_number", "工作人员编号", "staff number")


class StaffPostForm(UnitForm):
    """A post that a member of the staff is planned for."""

    post: Annotated[str, OneOf(POST_WORDS, "not-a-post")]
    staff_number: StaffNumber = Field(description="the county's own number of the member of the staff; no name")
    planned_on: Day = Field(description="not after today")
    transferred_on: Day | None = Field(None, description="of somebody who was transferred already: the day of it")
    in_post_on: Day | None = Field(None, description="of somebody who is in post already: since when")


_POST = states_of(
    Named(PLANNED, "拟安排", "planned"),
    Named(TRANSFERRED, "已转隶", "transferred"),
    Named(IN_POST, "在岗", "in post"),
    Named(LEFT, "已离岗", "left"),
)
POSTS = Book(
    POST_DEFINITION,
    StaffPostForm,
    Sheet(
        "staff-posts",
        "人员岗位",
        "Posts of staff",
        (
            _NUMBER,
            Column("post", "岗位", "post", POST_WORDS),
            Column("planned_on", "安排日期", "planned on"),
            Column("transferred_on", "转隶日期", "transferred on"),
            Column("in_post_on", "到岗日期", "in post since"),
            Column("left_on", "离岗日期", "left on"),
            UNIT,
            state_column(_POST),
            DOCUMENT,
        ),
        filters_of(_POST),
    ),
    _POST,
    "county-work.keep",
)


class ResponsiblePersonForm(UnitForm):
    """Who answers for a unit."""

    post: Annotated[str, OneOf(RESPONSIBLE_WORDS, "not-a-post")]
    staff_number: StaffNumber = Field(description="the county's own number of the member of the staff; no name")
    appointed_on: Day = Field(description="not after today")


_RESPONSIBLE = states_of(Named("appointed", "在任", "holds"), Named("ended", "已终止", "ended"))
RESPONSIBLE_PERSONS = Book(
    RESPONSIBLE_DEFINITION,
    ResponsiblePersonForm,
    Sheet(
        "responsible-persons",
        "机构责任人",
        "Responsible persons",
        (
            _NUMBER,
            Column("post", "职务", "as what", RESPONSIBLE_WORDS),
            Column("appointed_on", "任职日期", "since"),
            Column("ended_on", "终止日期", "until"),
            UNIT,
            state_column(_RESPONSIBLE),
            DOCUMENT,
        ),
        filters_of(_RESPONSIBLE),
    ),
    _RESPONSIBLE,
    "county-work.keep",
)
