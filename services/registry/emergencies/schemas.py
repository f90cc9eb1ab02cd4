"""What the API takes and says about emergency grants."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.emergencies.parameters import STATES
from services.registry.emergencies.queries import fetch_emergencies
from services.registry.grants.schemas import COLUMNS, with_units
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag, Reason, RequestBody


class ReviewForm(RequestBody):
    """What came of looking at it."""

    note: Reason = Field(description="without personal data; no more than 8 digits in a row")


class EmergencyView(BaseModel):
    """An emergency grant, and that somebody looked at it."""

    grant_id: UUID
    account_id: UUID
    username: str
    display_name: str
    role: str
    path: str = Field(description="path of the unit it covers")
    purpose: str
    valid_from: datetime
    over_at: datetime = Field(description="when it runs out, or was revoked")
    confirmed_by: UUID | None
    reviewed_by: UUID | None
    reviewed_at: datetime | None = Field(description="null: still to be reviewed")
    note: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(path=row.org_path, **{name: row._mapping[name] for name in cls.model_fields if name != "path"})


class EmergenciesExport(ExportForm):
    """Which emergency grants are taken away, and why."""

    reviewed: Flag | None = Field(False, description="absent: those that nobody has looked at yet; null: all")


async def _rows(taking: Taking[EmergenciesExport]) -> Rows:
    page = await fetch_emergencies(taking.reading, taking.form.reviewed, None, taking.limit, view=EmergencyView.of)
    return await with_units(taking, page)


EMERGENCIES = Export(
    Sheet(
        "emergencies",
        "应急授权",
        "Emergency grants",
        (
            *COLUMNS,
            Column("valid_from", "自", "from"),
            Column("over_at", "至", "until"),
            Column("reviewed_at", "复核时间", "reviewed"),
            Column("note", "复核意见", "what came of it"),
        ),
        (Column("reviewed", "复核", "review", {each.code: each for each in STATES}),),
    ),
    EmergenciesExport,
    "grants.export",
    _rows,
)
