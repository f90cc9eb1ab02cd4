"""Mediators as the API shows them."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row


class MediatorView(BaseModel):
    """A veteran's term as mediator of one service organisation."""

    role_id: UUID
    veteran_id: UUID
    org_code: str
    assumed_on: date
    ended_on: date | None = Field(description="first day without the role; null while it is held")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """From a row of `mediators_on`."""
        return cls.model_validate(row._mapping)
