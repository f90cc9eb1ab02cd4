"""What the API takes and says about the papers of files."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from services.registry.archives.domain import Checked
from services.registry.archives.parameters import PAPERS
from services.registry.archives.queries import Found, fetch_incomplete
from services.registry.network.schemas import OrgCode
from services.registry.veterans.schemas.exported import COLUMNS, UNIT, lines_of
from shared.export.columns import Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Reason, RequestBody, field_fault


def _listed(value: str) -> str:
    if value not in PAPERS:
        named = "、".join(f"{code}（{each.zh}）" for code, each in PAPERS.items())
        raise field_fault("not-a-paper", zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(PAPERS)}.")
    return value


Paper = Annotated[str, Field(max_length=40), AfterValidator(_listed)]


class CheckPaper(RequestBody):
    """Which papers are in a file, as people fill it in."""

    papers: list[Paper] = Field([], max_length=len(PAPERS), description="all that are there: " + ", ".join(PAPERS))
    checked_on: Day = Field(description="today or before")
    document: Reason = Field(description="the letter that came with the file, or why it was looked at again")

    def checked(self) -> Checked:
        """What the command takes."""
        return Checked(frozenset(self.papers), self.checked_on)


class CheckForm(CheckPaper):
    """Which papers are in a file."""

    version: int | None = Field(None, ge=0, description="the version of the list that was decided on; 0: none yet")


class ListVersionView(BaseModel):
    """The list as it stands."""

    version: int


class FoundView(BaseModel):
    """A paper that is there, or was."""

    paper: str
    found_on: date
    by: str | None
    known_from: datetime
    known_until: datetime | None = Field(description="null: it is there")

    @classmethod
    def of(cls, found: Found) -> Self:
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class ArchiveView(BaseModel):
    """A person's file of papers."""

    person_id: UUID
    version: int = Field(description="to be sent with what is decided on it; 0: not received")
    missing: list[str] = Field(description="what it must hold and does not")
    papers: list[FoundView] = Field(description="those that are there, and that were")

    @classmethod
    def of(cls, person_id: UUID, version: int, missing: tuple[str, ...], papers: list[FoundView]) -> Self:
        return cls(person_id=person_id, version=version, missing=list(missing), papers=papers)


class IncompleteExport(ExportForm):
    """Where, and why."""

    unit: OrgCode | None = None


async def _rows(taking: Taking[IncompleteExport]) -> Rows:
    page = await fetch_incomplete(taking.reading, taking.form.unit, None, taking.limit, view=lambda row: row)
    return await lines_of(taking, page)


INCOMPLETE = Export(
    Sheet("incomplete-archives", "档案材料不齐人员", "Incomplete archives", COLUMNS, (UNIT,)),
    IncompleteExport,
    "veterans.export",
    _rows,
)
