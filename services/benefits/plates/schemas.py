"""The book of honour plates."""

from typing import Annotated

from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.plates.domain import days_of_the_family, faults_of_plate, hangs_again
from services.benefits.plates.tables import HONOUR_PLATE
from shared.books.contents import Books
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import (
    DOCUMENT,
    UNIT,
    Book,
    PersonForm,
    filters_of_persons,
    state_column,
    states_of,
)
from shared.events.benefits import plates as told
from shared.events.honour_codes import PLATE_GROUND, PLATE_HOUSEHOLD, PLATE_REPLACEMENT, PLATE_WITHDRAWAL
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf, WrittenAs
from shared.language import Named, Text

HOUSEHOLDS, GROUNDS = PLATE_HOUSEHOLD.by_code(), PLATE_GROUND.by_code()
REPLACEMENTS, WITHDRAWALS = PLATE_REPLACEMENT.by_code(), PLATE_WITHDRAWAL.by_code()
HUNG, WITHDRAWN = "hung", "withdrawn"
_STATES = states_of(Named(HUNG, "在挂", "hangs"), Named(WITHDRAWN, "已收回", "withdrawn"))

HouseholdNo = Annotated[
    str, WrittenAs(r"^[0-9A-Za-z-]{1,20}$", zh="1 至 20 位数字、字母或连字符", en="up to 20 digits, letters, hyphens")
]


class HonourPlateForm(PersonForm):
    """An honour plate that hangs at a household, on account of a person."""

    household_no: HouseholdNo
    household: Annotated[str, OneOf(HOUSEHOLDS, "not-a-household")]
    ground: Annotated[str, OneOf(GROUNDS, "not-a-ground")]
    hung_on: Day


_HANGING = frozenset({HUNG})
_STEPS = (
    Step(
        "replacement", Text("登记更换", "Record that it was replaced"), _HANGING, HUNG, "replaced_on",
        clears=("restored_on",), takes=("replacement_reason",),
    ),
    Step(
        "withdrawal", Text("登记收回", "Record that it was withdrawn"), _HANGING, WITHDRAWN, "withdrawn_on",
        takes=("withdrawal_reason",),
    ),
    Step(
        "restoration", Text("登记恢复悬挂", "Record that it hangs again"), frozenset({WITHDRAWN}), HUNG, "restored_on",
        clears=("withdrawn_on",), keeps=hangs_again,
    ),
)  # fmt: skip
HONOUR_PLATES = Book(
    BookDefinition(
        "honour-plate",
        HONOUR_PLATE,
        OF_A_PERSON,
        Telling(
            told.HonourPlate,
            told.HonourPlateHung,
            told.HonourPlateCorrected,
            told.HonourPlateRevoked,
            {
                "replacement": told.HonourPlateReplaced,
                "withdrawal": told.HonourPlateWithdrawn,
                "restoration": told.HonourPlateRestored,
            },
        ),
        Days(("hung_on", "replaced_on", "restored_on", "withdrawn_on")),
        begins=HUNG,
        steps=_STEPS,
        unique=("uq_honour_plate_household_no", "uq_honour_plate_household"),
        later=("replacement_reason", "withdrawal_reason"),
        checks=faults_of_plate,
        outliving=days_of_the_family,
    ),
    HonourPlateForm,
    Sheet(
        "honour-plates",
        "光荣牌",
        "Honour plates",
        (
            Column("household_no", "悬挂登记户号", "household, number in the register"),
            Column("person_id", "人员档案编号", "person, file number"),
            Column("household", "悬挂家庭", "whose household", HOUSEHOLDS),
            Column("ground", "悬挂对象", "ground", GROUNDS),
            Column("hung_on", "悬挂日期", "hangs since"),
            Column("replaced_on", "更换日期", "replaced on"),
            Column("withdrawn_on", "收回日期", "withdrawn on"),
            Column("replacement_reason", "更换原因", "why it was replaced", REPLACEMENTS),
            Column("withdrawal_reason", "收回原因", "why it was withdrawn", WITHDRAWALS),
            Column("restored_on", "恢复悬挂日期", "hangs again since"),
            UNIT,
            state_column(_STATES),
            DOCUMENT,
        ),
        filters_of_persons(_STATES),
    ),
    _STATES,
    "honour-plates.keep",
    "honour-plates.read",
    "honour-plates.export",
    {
        "replacement_reason": Annotated[str, OneOf(REPLACEMENTS, "not-a-reason")],
        "withdrawal_reason": Annotated[str, OneOf(WITHDRAWALS, "not-a-reason")],
    },
)
BOOKS = Books("/benefits", ((Text("光荣牌", "Honour plates"), (HONOUR_PLATES,)),))

EXPORTS = tuple(book.taken for book in BOOKS.all)
