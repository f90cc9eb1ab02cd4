"""What the API takes and says about forms of papers, and what it takes of every paper in editions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.parameters import FIELDS, KINDS, STATES, Section, Wording
from shared.http.validation import FREE_TEXT, Day, OneOf, Reason, RequestBody

KindCode = Literal["bulletin", "minutes", "briefing", "ranking", "slip", "return"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), FREE_TEXT]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400), FREE_TEXT]
StateCode = Literal["draft", "issued", "withdrawn"]
ShownState = Annotated[str, OneOf(STATES, "not-a-state")]
Heading = Annotated[str, StringConstraints(min_length=1, max_length=100), FREE_TEXT]


class WithdrawalPaper(RequestBody):
    """Why a draft is given up, as people fill it in."""

    reason: Reason = Field(description="without personal data")


class SectionForm(RequestBody):
    """A part of a paper."""

    code: str = Field(max_length=20, description="of those that papers of the kind have")
    heading: Heading = Field(description="without its number, which follows from the order")


class PaperFormForm(RequestBody):
    """How papers of a kind read; what is left out reads as the county began. Names in braces are replaced."""

    kind: KindCode
    valid_from: Day | None = Field(None, description="tomorrow at the earliest, and where it is left out")
    head: Line | None = Field(None, description="the red line above")
    issuer: Line | None = Field(None, description="who signs")
    word: Line | None = Field(None, description="with which the document number begins")
    title: Line | None = None
    addressee: Line | None = None
    opening: Words | None = None
    closing: Words | None = None
    sections: list[SectionForm] | None = Field(None, max_length=10, description="all of them, in their order")

    def wording(self) -> Wording:
        first = KINDS[self.kind].zh_words
        said = {name: getattr(self, name) or getattr(first, name) for name in FIELDS}
        sections = first.sections
        if self.sections is not None:
            sections = tuple(Section(each.code, each.heading) for each in self.sections)
        return Wording(**said, sections=sections)


class SectionView(BaseModel):
    """A part of a paper, in the order in which it stands."""

    code: str
    heading: str


class PaperFormView(BaseModel):
    """How papers of a kind read from a day on."""

    form_id: UUID | None = Field(description="null: as a county begins")
    kind: KindCode
    valid_from: date | None = Field(description="null: until another one holds")
    head: str
    issuer: str
    word: str
    title: str
    addressee: str
    opening: str
    closing: str
    sections: Sequence[SectionView]

    @classmethod
    def of(cls, form: PaperForm) -> Self:
        wording = form.wording
        return cls(
            form_id=form.form_id,
            kind=form.kind.code,
            valid_from=form.valid_from,
            **{name: getattr(wording, name) for name in FIELDS},
            sections=[SectionView(code=each.code, heading=each.heading) for each in wording.sections],
        )


class LoadedFormView(BaseModel):
    """A form that was loaded, by whom and when."""

    form_id: UUID
    kind: KindCode
    number: int = Field(description="of those of the kind, in order")
    valid_from: date
    loaded_by: UUID
    loaded_at: datetime

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


def as_typed(form: PaperForm) -> Mapping[str, Any]:
    """By the names of the form."""
    said = {name: getattr(form.wording, name) for name in FIELDS}
    for index, each in enumerate(form.wording.sections):
        said |= {f"sections.{index}.code": each.code, f"sections.{index}.heading": each.heading}
    return said
