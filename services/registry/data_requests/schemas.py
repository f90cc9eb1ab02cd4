"""What the API takes and says about requests of persons."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Row

from services.registry.data_requests.commands import Answer, Asked
from services.registry.data_requests.parameters import ASKERS, KINDS, OUTCOMES, REFUSALS
from shared.http.validation import Day, Reason, RequestBody, field_fault
from shared.language import Named


def _must_be_of(words: Mapping[str, Named], value: str, code: str) -> str:
    if value not in words:
        named = "、".join(f"{word}（{each.zh}）" for word, each in words.items())
        raise field_fault(code, zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(words)}.")
    return value


class DataRequestForm(RequestBody):
    """What somebody asks for."""

    kind: str = Field(max_length=64, description="one of " + ", ".join(KINDS))
    asked_by: str = Field(max_length=64, description="one of " + ", ".join(ASKERS))
    received_on: Day = Field(description="calendar date, Asia/Shanghai; today or before")
    document: Reason = Field(description="the request, by kind and number; without personal data")

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, value: str) -> str:
        return _must_be_of(KINDS, value, "not-a-kind")

    @field_validator("asked_by")
    @classmethod
    def _may_ask(cls, value: str) -> str:
        return _must_be_of(ASKERS, value, "not-an-asker")

    def asked(self) -> Asked:
        """What the command takes."""
        return Asked(self.kind, self.asked_by, self.received_on, self.document)


class AnswerForm(RequestBody):
    """How it ends."""

    outcome: str = Field(max_length=64, description="one of " + ", ".join(OUTCOMES))
    clause: str | None = Field(None, max_length=64, description="of a refusal: one of " + ", ".join(REFUSALS))
    document: Reason = Field(description="the answer, by kind and number; without personal data")

    @field_validator("outcome")
    @classmethod
    def _is_an_outcome(cls, value: str) -> str:
        return _must_be_of(OUTCOMES, value, "not-an-outcome")

    @field_validator("clause")
    @classmethod
    def _is_a_clause(cls, value: str | None) -> str | None:
        return value if value is None else _must_be_of(REFUSALS, value, "not-a-clause")

    def answer(self) -> Answer:
        """What the command takes."""
        return Answer(self.outcome, self.clause, self.document)


class DataRequestOpenedView(BaseModel):
    """What was recorded."""

    request_id: UUID


class DataRequestView(BaseModel):
    """A request."""

    request_id: UUID
    person_id: UUID
    kind: str = Field(description="a word of the code list data-request-kind")
    asked_by: str = Field(description="person, proxy, next-of-kin")
    received_on: date
    due_on: date = Field(description="last day for an answer")
    late_days: int = Field(description="days since then, of one that is open; 0: not late, or closed")
    document: str
    outcome: str | None = Field(description="a word of the code list data-request-outcome; null: open")
    clause: str | None = Field(description="of a refusal: a word of the code list data-request-refusal")
    closed_on: date | None
    answer: str | None
    opened_at: datetime
    by: str | None = Field(description="name of the account that recorded it")

    @classmethod
    def of(cls, row: Row[Any], *, today: date) -> Self:
        given = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        late = max(0, (today - row.due_on).days) if row.outcome is None else 0
        return cls(**given, by=row.display_name, late_days=late)
