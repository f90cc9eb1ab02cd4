"""What the API takes and says about social roles."""

from dataclasses import asdict
from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.network.schemas import OrgCode
from services.registry.roles.domain import RoleKind, SocialRole
from services.registry.roles.queries import role_of
from shared.http.validation import Day, Reason, RequestBody


class RoleForm(RequestBody):
    """A role a veteran takes up."""

    kind: RoleKind
    org_code: OrgCode | None = Field(None, description="where it is counted; else at the veteran's responsible unit")
    assumed_on: Day = Field(description="calendar date, Asia/Shanghai; not in the future, may precede registration")
    source: Reason = Field(description="the document or decision it rests on, without personal data")


class RoleEndForm(RequestBody):
    """The end of a term."""

    ended_on: Day = Field(description="the first day the role is no longer held; not in the future")
    reason: Reason = Field(description="without personal data")


class RoleView(BaseModel):
    """A term in a social role."""

    role_id: UUID
    veteran_id: UUID
    kind: RoleKind
    org_code: str
    org_path: str
    assumed_on: date
    source: str
    ended_on: date | None = Field(description="null while held")
    end_reason: str | None
    version: int

    @classmethod
    def of(cls, role: SocialRole) -> Self:
        return cls(**asdict(role))

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.of(role_of(row))
