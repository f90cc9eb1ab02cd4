"""What the API takes and says about the lines of daily reports."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.reporting.report_lines.domain import Version
from services.reporting.report_lines.parameters import COUNTS, MOST_LINES, UNITS, Line, LineList
from services.reporting.report_lines.queries import list_of
from shared.http.validation import FREE_TEXT, Day, OneOf, Reason, RequestBody, WrittenAs

LineCode = Annotated[
    str,
    WrittenAs(
        r"^[a-z][a-z_]{1,23}$",
        zh="2 至 24 个小写英文字母，词间用下划线，例如 talks_held",
        en="2 to 24 small letters, with _ between words, as talks_held",
    ),
]
ChineseName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16), FREE_TEXT]
EnglishName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), FREE_TEXT]
UnitCode = Annotated[str, OneOf(UNITS, "not-a-unit")]
CountCode = Annotated[str, OneOf(COUNTS, "not-counted")]
StateCode = Literal["draft", "adopted", "withdrawn"]


class LineForm(RequestBody):
    """A line of the report."""

    code: LineCode = Field(description="it means the same in all lists, and is what reports and events say")
    zh: ChineseName
    en: EnglishName
    unit: UnitCode = Field(description="in what it is counted")
    count: CountCode | None = Field(None, description="what fills it in; null: people alone know")
    optional: bool = Field(False, description="it may be left out, which is not the same as 0")

    def line(self) -> Line:
        """As the domain has it."""
        return Line(self.code, self.zh, self.en, self.unit, self.count, not self.optional)


class LineRow(RequestBody):
    """A row of the form: a line, or none where all three of its code and names are empty."""

    code: LineCode | None = None
    zh: ChineseName | None = None
    en: EnglishName | None = None
    unit: UnitCode
    count: CountCode | None = None
    optional: bool = False

    def line(self) -> Line:
        """As the domain has it."""
        return Line(self.code or "", self.zh or "", self.en or "", self.unit, self.count, not self.optional)


class _Said(RequestBody):
    since: Day = Field(description="the first day whose reports have these lines; later than today")
    source: Reason = Field(description="kind and number of the document; without personal data")


class LinesForm(_Said):
    """A list of lines that is drafted."""

    lines: list[LineForm] = Field(max_length=MOST_LINES, description="all of them, in their order")

    def said(self) -> LineList:
        """As the domain has it."""
        return LineList(self.since, tuple(each.line() for each in self.lines), self.source)


class LinesPaper(_Said):
    """A list of lines, as people fill it in."""

    lines: list[LineRow] = Field(default_factory=list, max_length=MOST_LINES)

    def said(self) -> LineList:
        """As the domain has it, empty rows and all, so that mistakes are named by the row."""
        return LineList(self.since, tuple(each.line() for each in self.lines), self.source)


class OfLines(RequestBody):
    """What is done with a list as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class LinesCorrectionForm(LinesForm, OfLines):
    """What a draft says from now on."""


class LinesAdoptionPaper(RequestBody):
    """That a draft comes into force, as people fill it in."""


class LinesAdoptionForm(OfLines):
    """That a draft comes into force."""


class LinesWithdrawalPaper(RequestBody):
    """Why a list does not hold, as people fill it in."""

    reason: Reason = Field(description="without personal data")


class LinesWithdrawalForm(LinesWithdrawalPaper, OfLines):
    """Why a list does not hold."""


class LinesMade(BaseModel):
    """A list that was drafted."""

    list_id: UUID


class LinesStandView(BaseModel):
    """How a list stands after what was done."""

    list_id: UUID
    state: StateCode
    version: int = Field(description="to be sent with what is done with it")

    @classmethod
    def of(cls, after: Version) -> Self:
        return cls.model_validate({name: getattr(after, name) for name in cls.model_fields})


class LineView(BaseModel):
    """A line of the report."""

    code: str
    zh: str
    en: str
    unit: str
    count: str | None = Field(description="what fills it in; null: people alone know")
    optional: bool

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(code=line.code, zh=line.zh, en=line.en, unit=line.unit, count=line.count, optional=not line.required)


class LineListView(BaseModel):
    """The lines that reports have from a day on."""

    since: date
    source: str = Field(description="the document; empty: none, these are built in")
    lines: Sequence[LineView]

    @classmethod
    def of_list(cls, said: LineList) -> Self:
        return cls(since=said.since, source=said.source, lines=[LineView.of(line) for line in said.lines])


class LinesView(LinesStandView, LineListView):
    """A list that was drafted, and what became of it."""

    written_by: list[UUID] = Field(description="who drafted and corrected it: none of them brings it into force")
    written_at: datetime
    adopted_by: UUID | None
    adopted_at: datetime | None
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None
    reason: str | None = Field(description="why it was withdrawn")

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields if name != "lines"}
        return cls.model_validate({**own, "lines": LineListView.of_list(list_of(row)).lines})


def typed(said: LineList) -> dict[str, Any]:
    """By the names of the form, but for the first day and the document."""
    rows = enumerate(LineView.of(line).model_dump() for line in said.lines)
    return {f"lines.{at}.{name}": value for at, row in rows for name, value in row.items()}
