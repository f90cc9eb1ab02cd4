"""The book of preferential cards."""

from typing import Annotated

from pydantic import Field

from services.benefits.cards.domain import days_of_the_family, faults_of_card
from services.benefits.cards.queries import days_at_station
from services.benefits.cards.tables import CARD
from services.benefits.entries.queries import OF_A_PERSON
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
from shared.events.benefits import cards as told
from shared.events.card_codes import CARD_CANCELLATION, CARD_KIND, CARD_REFUSAL, CARD_REPLACEMENT
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

KINDS, REFUSALS = CARD_KIND.by_code(), CARD_REFUSAL.by_code()
REPLACEMENTS, CANCELLATIONS = CARD_REPLACEMENT.by_code(), CARD_CANCELLATION.by_code()
APPLIED, REFUSED, AT_STATION = "applied", "refused", "at-station"
DELIVERED, RETURNED, LOST, CANCELLED = "delivered", "returned", "lost", "cancelled"
_STATES = states_of(
    Named(APPLIED, "已申请", "applied for"),
    Named(REFUSED, "不予发放", "refused"),
    Named(AT_STATION, "已到站", "at the station"),
    Named(OVERDUE, "到站满十个工作日", "at the station for ten working days"),
    Named(DELIVERED, "已发放", "delivered"),
    Named(RETURNED, "已退回", "sent back"),
    Named(LOST, "已挂失", "lost"),
    Named(CANCELLED, "已注销", "cancelled"),
)


class CardForm(PersonForm):
    """An application for a preferential card."""

    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    applied_on: Day = Field(description="since 2021-12-14")


_THERE = frozenset({AT_STATION, OVERDUE})
_STEPS = (
    Step("refusal", Text("登记不予发放", "Record that it is refused"), frozenset({APPLIED}), REFUSED, "refused_on",
         takes=("refusal_reason",)),
    Step("arrival", Text("登记到站", "Record that it is at the station"), frozenset({APPLIED}), AT_STATION,
         "arrived_on"),
    Step("delivery", Text("登记发放", "Record that it was delivered"), _THERE, DELIVERED, "delivered_on"),
    Step("return", Text("登记退回", "Record that it was sent back"), _THERE, RETURNED, "returned_on"),
    Step("loss", Text("登记挂失", "Record that it was lost"), frozenset({DELIVERED}), LOST, "lost_on"),
    Step("replacement", Text("登记补换", "Record that it was replaced"), frozenset({DELIVERED, LOST}), DELIVERED,
         "replaced_on", clears=("lost_on",), takes=("replacement_reason",)),
    Step("cancellation", Text("登记注销", "Record that it is cancelled"), _THERE | {APPLIED, DELIVERED, LOST},
         CANCELLED, "cancelled_on", takes=("cancellation_reason",)),
)  # fmt: skip
CARDS = Book(
    BookDefinition(
        "card",
        CARD,
        OF_A_PERSON,
        Telling(
            told.Card,
            told.CardApplied,
            told.CardCorrected,
            told.CardRevoked,
            {
                "refusal": told.CardApplicationRefused,
                "arrival": told.CardIssued,
                "delivery": told.CardDelivered,
                "return": told.CardUndeliverable,
                "loss": told.CardLost,
                "replacement": told.CardReplaced,
                "cancellation": told.CardCancelled,
                OVERDUE: told.CardOverdue,
            },
        ),
        Days(
            (
                "applied_on", "refused_on", "arrived_on", "delivered_on", "returned_on", "replaced_on", "lost_on",
                "cancelled_on",
            ),
            due=("due_on",),
        ),
        begins=APPLIED,
        steps=_STEPS,
        unique=("uq_card_person",),
        late=overdue(AT_STATION),
        later=("refusal_reason", "replacement_reason", "cancellation_reason"),
        checks=faults_of_card,
        outliving=days_of_the_family,
        reckons=days_at_station,
        on_the_day=True,
    ),
    CardForm,
    Sheet(
        "cards",
        "优待证",
        "Preferential cards",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("kind", "优待证种类", "kind", KINDS),
            Column("applied_on", "申请日期", "applied on"),
            Column("arrived_on", "到站日期", "at the station since"),
            Column("due_on", "发放期限", "to be delivered by"),
            Column("return_on", "可以退回之日", "may be sent back from"),
            Column("delivered_on", "发放日期", "delivered on"),
            Column("overdue_on", "提醒日期", "reminded on"),
            Column("returned_on", "退回日期", "sent back on"),
            Column("refused_on", "不予发放日期", "refused on"),
            Column("refusal_reason", "不予发放原因", "why it was refused", REFUSALS),
            Column("lost_on", "挂失日期", "lost on"),
            Column("replaced_on", "补换日期", "replaced on"),
            Column("replacement_reason", "补换原因", "why it was replaced", REPLACEMENTS),
            Column("cancelled_on", "注销日期", "cancelled on"),
            Column("cancellation_reason", "注销原因", "why it was cancelled", CANCELLATIONS),
            UNIT,
            state_column(_STATES),
            DOCUMENT,
        ),
        filters_of_persons(_STATES),
    ),
    _STATES,
    "cards.keep",
    "cards.read",
    "cards.export",
    {
        "refusal_reason": Annotated[str, OneOf(REFUSALS, "not-a-reason")],
        "replacement_reason": Annotated[str, OneOf(REPLACEMENTS, "not-a-reason")],
        "cancellation_reason": Annotated[str, OneOf(CANCELLATIONS, "not-a-reason")],
    },
)  # fmt: skip
BOOKS = Books("/benefits", ((Text("优待证", "Preferential cards"), (CARDS,)),))

EXPORTS = tuple(book.taken for book in BOOKS.all)
