"""What the API takes and says about consents."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.consents.commands import Given
from services.registry.consents.parameters import ENDS, FORMS, PURPOSES, STANDINGS, STATED_ENDS
from services.registry.consents.queries import fetch_consents
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody


class ConsentForm(RequestBody):
    """What somebody agreed to."""

    agreed_to: Annotated[str, OneOf(PURPOSES, "not-a-purpose")]
    form: Annotated[str, OneOf(FORMS, "not-a-form")] = Field(description="how: one of " + ", ".join(FORMS))
    given_on: Day = Field(description="calendar date, Asia/Shanghai; today or before")
    document: Reason = Field(description="where it stands, by kind and number; without personal data")

    def given(self) -> Given:
        """What the command takes."""
        return Given(self.agreed_to, self.form, self.given_on, self.document)


class ConsentWithdrawal(RequestBody):
    """Why it holds no longer, and since when."""

    ground: Annotated[str, OneOf(STATED_ENDS, "not-an-end")]
    withdrawn_on: Day = Field(description="calendar date, Asia/Shanghai; not before it was given")


class ConsentRecordedView(BaseModel):
    """What was recorded."""

    consent_id: UUID


class ConsentView(BaseModel):
    """A consent."""

    consent_id: UUID
    person_id: UUID
    purpose: str = Field(description="a word of the code list consent-purpose")
    form: str = Field(description="a word of the code list consent-form")
    given_on: date
    document: str
    withdrawn_on: date | None = Field(description="null: it holds")
    reason: str | None = Field(description="why it holds no longer: a word of the code list consent-end")
    recorded_at: datetime
    by: str | None = Field(description="name of the account that recorded it")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(by=row.display_name, **{name: row._mapping[name] for name in cls.model_fields if name != "by"})


class ConsentsExport(ExportForm):
    """Which consents are taken away, and why."""

    agreed_to: Annotated[str, OneOf(PURPOSES, "not-a-purpose")] | None = None
    holds: Flag | None = None


def _line(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "holds": row.withdrawn_on is None}


async def _rows(taking: Taking[ConsentsExport]) -> Rows:
    wanted, holds = taking.form.agreed_to, taking.form.holds
    page = await fetch_consents(
        taking.reading, purpose=wanted, holds=holds, cursor=None, limit=taking.limit, view=lambda row: row
    )
    return Rows(page, _line)


_HOLDS = Column("holds", "状态", "state", {each.code: each for each in STANDINGS})
CONSENTS = Export(
    Sheet(
        "consents",
        "本人同意",
        "Consents",
        (
            Column("person_id", "档案编号", "file number"),
            Column("purpose", "用途", "agreed to", PURPOSES),
            Column("form", "形式", "form", FORMS),
            Column("given_on", "同意日期", "given on"),
            Column("document", "依据", "document"),
            _HOLDS,
            Column("withdrawn_on", "终止日期", "ended on"),
            Column("reason", "终止原因", "why ended", ENDS),
        ),
        (Column("agreed_to", "用途", "agreed to", PURPOSES), _HOLDS),
    ),
    ConsentsExport,
    "veterans.export",
    _rows,
)
