"""What the API takes and says about subscribers."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.subscribers.domain import Wanted, read_besides, topics_of
from services.registry.subscribers.parameters import OFFERED
from shared.http.validation import Day, Reason, RequestBody, WrittenAs

NAME = r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$"
SubscriberName = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    WrittenAs(
        NAME,
        zh="3 至 40 位小写字母、数字或连字符，以字母开头，不以连字符结尾",
        en="3 to 40 lower-case letters, digits or hyphens, beginning with a letter and not ending with a hyphen",
    ),
]
SubscriberPath = Annotated[str, Path(pattern=NAME, description="name of the system")]
TypeName = Annotated[str, Field(max_length=64, description="name of an event type, like veteran-deceased")]


class SubscriptionForm(RequestBody):
    """What a system of others is to read, and why it may."""

    subscriber: SubscriberName = Field(description="name of the system")
    types: list[TypeName] = Field(min_length=1, max_length=100)
    until_on: Day = Field(description="the last day, Asia/Shanghai; a year from now at most")
    purpose: Reason = Field(description="what it needs them for; without personal data")
    legal_basis: Reason = Field(description="document and article that it rests on")

    def wanted(self) -> Wanted:
        """What the command takes."""
        types = tuple(dict.fromkeys(self.types))
        return Wanted(self.subscriber, types, self.until_on, self.purpose, self.legal_basis)


class ProposedView(BaseModel):
    """What was proposed."""

    proposal_id: UUID


class DecisionForm(RequestBody):
    """Why it is refused, taken back or revoked."""

    reason: Reason = Field(description="without personal data; the audit keeps it")


class Reach(BaseModel):
    """What somebody who may read these types reads."""

    types: list[str]
    topics: list[str] = Field(description="that hold them; all of a topic is read, of the whole county")
    besides: list[str] = Field(description="the other types that these topics hold")
    pii: str = Field(description="the most personal class of these topics")

    @staticmethod
    def of_types(types: list[str]) -> dict[str, Any]:
        """The fields of this class."""
        topics = topics_of(types)
        most = max(OFFERED[topic].pii for topic in topics)
        return {"types": types, "topics": list(topics), "besides": list(read_besides(types)), "pii": most.value}


class SubscriptionProposalView(Reach):
    """What was proposed for a system, and how that ended."""

    proposal_id: UUID
    subscriber: str
    until_on: date
    purpose: str
    legal_basis: str
    proposed_by: UUID
    proposed_at: datetime
    by: str | None = Field(description="name of the account that proposed it")
    outcome: str | None = Field(description="confirmed, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None = Field(description="why it was refused or withdrawn")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{**row._mapping, **cls.of_types(row.types), "by": row.display_name})


class SubscriberView(Reach):
    """A system that may read events, or could."""

    subscriber: str
    until_on: date = Field(description="the last day")
    purpose: str
    legal_basis: str
    proposed_by: UUID
    confirmed_by: UUID
    revoked_at: datetime | None
    password_at: datetime | None = Field(description="when a password was last made for it; null: never")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{**row._mapping, **cls.of_types(row.types), "confirmed_by": row.decided_by})
