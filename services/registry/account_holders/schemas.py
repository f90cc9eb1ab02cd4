"""Which person an account's holder is, as the API takes and shows it."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from shared.http.validation import Reason, RequestBody


class HolderForm(RequestBody):
    """Which person the holder of an account for work is."""

    person_id: UUID = Field(description="number of the file, or of the relative in it")
    document: Reason = Field(description="by kind and number what it was seen from; without personal data")


class HolderView(BaseModel):
    """Who was named as the holder of an account, from when until when."""

    person_id: UUID
    document: str
    named_by: UUID = Field(description="account")
    named_at: datetime
    removed_by: UUID | None = Field(description="account; null: it stands")
    removed_at: datetime | None
    removed_why: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})
