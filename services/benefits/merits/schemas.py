"""The book of merit bulletins."""

from typing import Annotated

from pydantic import Field

from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.merits.domain import days_of_the_family, faults_of_bulletin
from services.benefits.merits.parameters import CEREMONIES, LEVELS, MERITS, RETURNS
from services.benefits.merits.tables import MERIT_BULLETIN
from shared.books.contents import Books
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import OVERDUE, Days, Step, overdue
from shared.entries.schemas import (
    DOCUMENT,
    UNIT,
    Book,
    PersonForm,
    filters_of_persons,
    state_column,
    states_of,
)
from shared.events.benefits import merits as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

RECEIVED, DELIVERED, RETURNED = "received", "delivered", "returned"
_STATES = states_of(
    Named(RECEIVED, "待送达", "to be delivered"),
    Named(OVERDUE, "逾期", "overdue"),
    Named(DELIVERED, "已送达", "delivered"),
    Named(RETURNED, "已退回", "returned"),
)


class MeritBulletinForm(PersonForm):
    """A merit bulletin that the county received for a family."""

    merit: Annotated[str, OneOf(MERITS, "not-a-merit")]
    granted_on: Day
    received_on: Day
    due_on: Day = Field(description="the last day of its delivery; may lie ahead")


_OPEN = frozenset({RECEIVED, OVERDUE})
MERIT_BULLETINS = Book(
    BookDefinition(
        "merit-bulletin",
        MERIT_BULLETIN,
        OF_A_PERSON,
        Telling(
            told.MeritBulletin,
            told.MeritBulletinReceived,
            told.MeritBulletinCorrected,
            told.MeritBulletinRevoked,
            {
                "delivery": told.MeritBulletinDelivered,
                "return": told.MeritBulletinReturned,
                OVERDUE: told.MeritBulletinOverdue,
            },
        ),
        Days(("granted_on", "received_on", "delivered_on", "returned_on"), due=("due_on",)),
        begins=RECEIVED,
        steps=(
            Step("delivery", Text("登记送达", "Record that it was delivered"), _OPEN, DELIVERED, "delivered_on",
                 takes=("delivered_by", "ceremony")),
            Step("return", Text("登记退回", "Record that it was returned"), _OPEN, RETURNED, "returned_on",
                 takes=("return_reason",)),
        ),
        unique=("uq_merit_bulletin_merit",),
        late=overdue(RECEIVED),
        later=("delivered_by", "ceremony", "return_reason"),
        checks=faults_of_bulletin,
        outliving=days_of_the_family,
    ),
    MeritBulletinForm,
    Sheet(
        "merit-bulletins",
        "立功喜报",
        "Merit bulletins",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("merit", "奖励", "award", MERITS),
            Column("granted_on", "奖励通令日期", "granted on"),
            Column("received_on", "收到日期", "received on"),
            Column("due_on", "送达期限", "to be delivered by"),
            Column("delivered_on", "送达日期", "delivered on"),
            Column("delivered_by", "送喜报层级", "delivered by", LEVELS),
            Column("ceremony", "送喜报方式", "how it was delivered", CEREMONIES),
            Column("returned_on", "退回日期", "returned on"),
            Column("return_reason", "退回原因", "why it was returned", RETURNS),
            Column("overdue_on", "逾期起始", "late since"),
            UNIT,
            state_column(_STATES),
            DOCUMENT,
        ),
        filters_of_persons(_STATES),
    ),
    _STATES,
    "merit-bulletins.keep",
    "merit-bulletins.read",
    "merit-bulletins.export",
    {
        "delivered_by": Annotated[str, OneOf(LEVELS, "not-a-level")],
        "ceremony": Annotated[str, OneOf(CEREMONIES, "not-a-way")],
        "return_reason": Annotated[str, OneOf(RETURNS, "not-a-reason")],
    },
)  # fmt: skip
BOOKS = Books("/benefits", ((Text("立功喜报", "Merit bulletins"), (MERIT_BULLETINS,)),))

EXPORTS = tuple(book.taken for book in BOOKS.all)
