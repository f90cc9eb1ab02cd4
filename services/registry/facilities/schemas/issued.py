"""The books of plaques and record books, each with a serial number."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.registry.entries.queries import OF_A_UNIT
from services.registry.facilities.tables import PLAQUE, RECORD_BOOK
from services.registry.party.queries import find_path_beside
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import DOCUMENT, UNIT, Book, UnitForm, filters_of, state_column, states_of
from shared.events.county_codes import PLAQUE_KIND
from shared.events.registry.county import issued as told
from shared.export.columns import Column, Sheet
from shared.http.validation import NO_PERSONS_NUMBER, Day, OneOf, WrittenAs
from shared.language import Named, Text

Serial = Annotated[
    str,
    StringConstraints(max_length=30),
    WrittenAs(
        rf"^{NO_PERSONS_NUMBER}[0-9A-Za-z][0-9A-Za-z-]{{1,29}}$",
        zh="2 至 30 位字母、数字和连字符，不是身份证号或电话",
        en="2 to 30 letters, digits and hyphens, no identity number or phone",
    ),
]
BranchCode = Annotated[
    str,
    WrittenAs(r"^[0-9A-Za-z][0-9A-Za-z-]{3,39}$", zh="党组织代码", en="the code of a Party organisation"),
]
PLAQUE_KINDS = PLAQUE_KIND.by_code()
_SERIAL = Column("serial", "编号", "serial number")


class PlaqueForm(UnitForm):
    """A plaque that was put up."""

    serial: Serial
    kind: Annotated[str, OneOf(PLAQUE_KINDS, "not-a-kind")]
    installed_on: Day = Field(description="not after today")


_PLAQUE = states_of(Named("up", "在挂", "up"), Named("removed", "已摘牌", "taken down"))
PLAQUES = Book(
    BookDefinition(
        "plaque",
        PLAQUE, OF_A_UNIT,
        Telling(
            told.Plaque, told.PlaqueInstalled, told.PlaqueCorrected, told.PlaqueRevoked, {"removal": told.PlaqueRemoved}
        ),
        Days(("installed_on", "removed_on")),
        begins="up",
        steps=(Step("removal", Text("登记摘牌", "Take it down"), frozenset({"up"}), "removed", "removed_on"),),
        unique=("uq_plaque_serial", "uq_plaque_kind"),
        occupies=frozenset({"up"}),
    ),
    PlaqueForm,
    Sheet(
        "plaques",
        "牌子",
        "Plaques",
        (
            _SERIAL,
            Column("kind", "类别", "kind", PLAQUE_KINDS),
            Column("installed_on", "挂牌日期", "put up on"),
            Column("removed_on", "摘牌日期", "taken down on"),
            UNIT,
            state_column(_PLAQUE),
            DOCUMENT,
        ),
        filters_of(_PLAQUE),
    ),
    _PLAQUE,
    "unit-work.keep",
)  # fmt: skip


class RecordBookForm(UnitForm):
    """A record book of branch life that was issued."""

    serial: Serial
    branch: BranchCode = Field(description="the branch that it was issued to")
    year: int = Field(ge=1990, le=2099)
    issued_on: Day = Field(description="not after today")


_ISSUED = states_of(Named("issued", "已发放", "issued"))
RECORD_BOOKS = Book(
    BookDefinition(
        "record-book",
        RECORD_BOOK,
        OF_A_UNIT,
        Telling(told.RecordBook, told.RecordBookIssued, told.RecordBookCorrected, told.RecordBookRevoked),
        Days(("issued_on",)),
        begins="issued",
        unique=("uq_record_book_serial",),
        refers={"fk_record_book_branch": "branch"},
        places={"branch": find_path_beside},
    ),
    RecordBookForm,
    Sheet(
        "record-books",
        "三会一课记录本",
        "Record books",
        (
            _SERIAL,
            Column("branch", "党支部代码", "branch"),
            Column("year", "年度", "year"),
            Column("issued_on", "发放日期", "issued on"),
            UNIT,
            state_column(_ISSUED),
            DOCUMENT,
        ),
        filters_of(_ISSUED),
    ),
    _ISSUED,
    "unit-work.keep",
)
