"""What the API takes and says about entries of any book, made from the form of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import NoneType
from typing import Annotated, Any, cast, get_args
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, create_model
from sqlalchemy import Row

from shared.entries.definition import BookDefinition
from shared.entries.domain import REVOKED, Step
from shared.entries.queries import WantedEntries, fetch_entries, state_now
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import FREE_TEXT, Day, OrgCode, Reason, RequestBody, WrittenAs
from shared.language import Named

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100), FREE_TEXT]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500), FREE_TEXT]
Yuan = Annotated[str, WrittenAs(r"^[0-9]{1,10}(\.[0-9]{1,2})?$", zh="元，最多两位小数", en="yuan, to the fen")]


class EntryForm(RequestBody):
    """What an entry says. A book's own form adds its fields: the columns of its table."""

    document: Reason = Field(description="kind and number of the document; without personal data")

    def facts(self) -> dict[str, Any]:
        """By the columns of the table: yuan are kept in fen."""
        said = self.model_dump(exclude={"document", "version"})
        return {
            in_fen(name): in_fen_of(value) if name.endswith("_yuan") and value is not None else value
            for name, value in said.items()
        }


def in_fen(name: str) -> str:
    """The column of a field."""
    return f"{name.removesuffix('_yuan')}_fen" if name.endswith("_yuan") else name


def in_fen_of(yuan: str) -> int:
    """Of what was written as `Yuan`; hundredths of anything else with at most two places."""
    return int(Decimal(yuan) * 100)


class UnitForm(EntryForm):
    """The same of an entry that is a unit's."""

    org_code: OrgCode = Field(description="the unit whose entry it is")


class PersonForm(EntryForm):
    """The same of an entry that is a person's."""

    person_id: UUID = Field(description="whose entry it is: the number of his file")


class StepPaper(RequestBody):
    """How an entry goes on, as people fill it in."""

    on: Day = Field(description="the day of it; not after today")
    document: Reason = Field(description="kind and number of the document; without personal data")


class RevocationPaper(RequestBody):
    """Why an entry is taken back, as people fill it in."""

    reason: Reason = Field(description="why; without personal data")


class EntryRevocation(RevocationPaper):
    """Why an entry is taken back."""

    version: int | None = Field(None, ge=1, description="the version of the entry that was decided on")


class EntryDone(BaseModel):
    """The entry that was written."""

    entry_id: UUID
    version: int


class EntryVersionView(BaseModel):
    """What an entry said from an act on."""

    version: int
    act: str
    facts: dict[str, Any]
    document: str
    changed_by: UUID
    changed_at: datetime


@dataclass(frozen=True)
class Book:
    """A book as people meet it. `sheet` names it, and each of its columns in the order in which forms and lists have
    them; its name ends the addresses. `states` are called so; `keep` is the permission of who writes in it;
    `later` are the types of what steps alone say; `keeps` has, by what ends its address, the permission of an act that
    another one than `keep` is for; `many`: a workbook is taken although its entries stand under others."""

    definition: BookDefinition
    form: type[EntryForm]
    sheet: Sheet
    states: Mapping[str, Named]
    keep: str
    read: str = "county-work.read"
    export: str = "county-work.export"
    later: Mapping[str, Any] = field(default_factory=dict)
    keeps: Mapping[str, str] = field(default_factory=dict)
    many: bool = False

    def keeping(self, end: str) -> str:
        """The permission of who does what ends an address so: `correction`, the name of a step."""
        return self.keeps.get(end, self.keep)

    @property
    def at(self) -> str:
        """Where it is: `/plaques`."""
        return f"/{self.sheet.name}"

    @property
    def of_persons(self) -> bool:
        """Whether its entries are persons', not units'."""
        return self.definition.whose.field == PERSON

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """By name."""
        return {column.name: column for column in self.sheet.columns}

    @cached_property
    def kind(self) -> Column | None:
        """By which its list is asked for as `kind`: the first column whose words its form takes."""
        held, said = self.definition.table.c, self.form.model_fields
        of_words = (each for each in self.sheet.columns if each.words and each.name in said)
        return next((each for each in of_words if held[each.name].type.python_type is str), None)

    def wanted(self, said: Mapping[str, Any]) -> WantedEntries:
        """By the filters of its list; what is empty is not asked for."""
        given = {name: value for name, value in said.items() if value}
        if self.kind and "kind" in given:
            given["kind"] = (self.kind.name, given["kind"])
        return WantedEntries(**given)

    @cached_property
    def view(self) -> type[BaseModel]:
        """An entry as the API says it."""
        aside = {*_BESIDE, *self.definition.starts}
        own = {name: (_shown(self, name), ...) for name in self.definition.facts if name not in aside}
        made: type[BaseModel] = create_model(
            _called(self.form, "View"),
            __doc__=f"{self.sheet.en}: an entry.",
            entry_id=(UUID, ...),
            org_code=(str, ...),
            state=(str, ...),
            document=(str, ...),
            version=(int, ...),
            **own,
        )  # type: ignore[call-overload]
        return made  # fmt: skip

    @cached_property
    def taken(self) -> Export[Any]:
        """Its list, to take away."""
        return _export_of(self)

    @cached_property
    def correction_paper(self) -> type[EntryForm]:
        """The form, and the days of the steps that were taken."""
        days: dict[str, Any] = {step.day: (Day | None, _DAY) for step in self.definition.steps}
        own = {name: told for name, told in days.items() if name not in self.form.model_fields}
        own |= {name: (kind | None, _STAYS) for name, kind in self.later.items()}
        name, doc = _called(self.form, "CorrectionPaper"), self.form.__doc__
        return cast("type[EntryForm]", create_model(name, __base__=self.form, __doc__=doc, **own))

    @cached_property
    def correction(self) -> type[EntryForm]:
        """The same with the version that is corrected."""
        return _with_version(self.correction_paper, _called(self.form, "Correction"), self.form.__doc__)

    def paper(self, step: Step) -> type[StepPaper]:
        """What a step takes, as people fill it in."""
        form = {name: (told.annotation, told) for name, told in self.form.model_fields.items()}
        later = {name: (kind, _said_of(kind, self.columns[name].en)) for name, kind in self.later.items()}
        taken: dict[str, Any] = {name: told for name, told in {**form, **later}.items() if name in step.takes}
        name = _called(self.form, step.name.title().replace("-", ""))
        made: type[StepPaper] = create_model(name, __base__=StepPaper, __doc__=step.called.en, **taken)
        return made


PERSON = "person_id"
"""The column that names whose an entry is, where it is a person's."""
_BESIDE = {"org_code", "state"}


def _called(form: type[BaseModel], end: str) -> str:
    return form.__name__.removesuffix("Form") + end


def _with_version(form: type[Any], name: str, doc: str | None) -> type[Any]:
    made: type[Any] = create_model(name, __base__=form, __doc__=doc, version=(int | None, _VERSION))
    return made


_VERSION = Field(None, ge=1, description="the version of the entry that was decided on")
_DAY = Field(None, description="of a step that was taken; it stays where none is given")
_STAYS = Field(None, description="of a step that was taken; it stays where nothing is given")


def _said_of(kind: Any, en: str) -> Any:
    """The field of what a step says; what may be none need not be said."""
    return Field(None, description=en) if NoneType in get_args(kind) else Field(description=en)


def step_form(book: Book, step: Step) -> type[StepPaper]:
    """The same with the version that the step was decided on."""
    paper = book.paper(step)
    made: type[StepPaper] = _with_version(paper, f"{paper.__name__}Step", paper.__doc__)
    return made


def _shown(book: Book, name: str) -> Any:
    """The plain type of a fact."""
    kinds = book.definition.table.c[name].type.python_type
    return (list[str] if kinds is list else kinds) | None


class EntriesExport(ExportForm):
    """Which entries are taken away, and why."""

    unit: OrgCode | None = None
    state: str | None = Field(None, max_length=40)
    under: UUID | None = None


class PersonsEntriesExport(EntriesExport):
    """The same, and of whom."""

    person: UUID | None = None


def _export_of(book: Book) -> Export[EntriesExport]:
    """The list of a book, to take away as it is shown."""
    base = PersonsEntriesExport if book.of_persons else EntriesExport
    kinds = (replace(book.kind, name="kind"),) if book.kind else ()
    asked_by: dict[str, Any] = {each.name: (str | None, Field(None, max_length=40)) for each in kinds}
    named = _called(book.form, "Export")
    form = cast("type[EntriesExport]", create_model(named, __base__=base, __doc__=base.__doc__, **asked_by))
    sheet = replace(book.sheet, filters=(*book.sheet.filters, *kinds))

    async def rows(taking: Taking[EntriesExport]) -> Rows:
        wanted = book.wanted(taking.form.filters())
        page = await fetch_entries(taking.reading, book.definition, wanted, None, taking.limit, view=lambda row: row)
        codes, kept = {row.org_code for row in page.items}, book.definition
        units = await kept.whose.names_of_units(taking.reading.connection, codes)

        def line(row: Row[Any]) -> dict[str, Any]:
            return {**row._mapping, "state": state_now(taking.reading, kept, row), "unit": units.get(row.org_code)}

        return Rows(page, line)

    return Export(sheet, form, book.export, rows)


UNIT = Column("unit", "机构", "unit")
DOCUMENT = Column("document", "依据", "document")


def filters_of(states: Mapping[str, Named]) -> tuple[Column, ...]:
    """What every list of entries is filtered by."""
    return (
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("state", "状态", "state", states),
        Column("under", "所属记录", "what they stand under"),
    )


def filters_of_persons(states: Mapping[str, Named]) -> tuple[Column, ...]:
    """The same, and of whom."""
    return (*filters_of(states), Column("person", "人员档案编号", "person, file number"))


def state_column(states: Mapping[str, Named]) -> Column:
    return Column("state", "状态", "state", states)


def states_of(*states: Named) -> Mapping[str, Named]:
    """By code, the state of the revoked last."""
    return {each.code: each for each in (*states, REVOKED)}
