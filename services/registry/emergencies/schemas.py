"""What the API takes and says about emergency grants."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from shared.http.validation import Reason, RequestBody


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
