"""What the API takes and says about subscribers."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints
from sqlalchemy import Row

from services.registry.network.domain import NAME_LENGTH
from services.registry.network.schemas import OrgCode
from services.registry.subscribers.domain import Wanted, read_besides, topics_of
from services.registry.subscribers.parameters import KAFKA
from shared.events.offered import OFFERED, TYPES
from shared.http.validation import Day, Reason, RequestBody, WrittenAs

# The name of a unit, or its code.
UnitCalled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH)]
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
_BETWEEN = re.compile(r"[,，、\s]+")
WebAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=300),
    WrittenAs(
        r"^https://[^\s/?#@\\]+(/[^\s#\\]*)?$",
        zh="以 https:// 开头的网址，不含用户名、口令和 #",
        en="an address that begins with https://, without a user, a password or a #",
    ),
]
SubscriberPath = Annotated[str, Path(pattern=NAME, description="name of the system")]
TypeName = Annotated[str, Field(max_length=64, description="name of an event type, like veteran-deceased")]


def _each(written: Any) -> Any:
    """Codes as they come from a form: in one field, with commas between them."""
    if not isinstance(written, list):
        return written
    parts = [_BETWEEN.split(item) if isinstance(item, str) else [item] for item in written]
    return [part for several in parts for part in several if part != ""]


def _each_type(written: Any) -> Any:
    """The name of a topic stands for all its types."""
    if not isinstance(written, list):
        return written
    offered = {name: [each.name for each in topic.types] for name, topic in OFFERED.items()}
    whole = [offered.get(item, [item]) if isinstance(item, str) else [item] for item in written]
    return [each for several in whole for each in several]


class SubscriptionForm(RequestBody):
    """What a system of others is to read, and why it may."""

    subscriber: SubscriberName = Field(description="name of the system")
    types: Annotated[list[TypeName], BeforeValidator(_each_type)] = Field(
        min_length=1, max_length=200, description="event types; the name of a topic stands for all that it holds"
    )
    until_on: Day = Field(description="the last day, Asia/Shanghai; a year from now at most")
    purpose: Reason = Field(description="what it needs them for; without personal data")
    legal_basis: Reason = Field(description="document and article that it rests on")
    divisions: Annotated[list[OrgCode], BeforeValidator(_each)] = Field(
        [], max_length=100, description="units, each with all below it; none: the county"
    )
    over: Literal["kafka", "http", "webhook"] = Field("kafka", description="how it reads")
    account: Annotated[str, Field(max_length=64)] | None = Field(
        None, description="user name of the machine that reads over HTTP"
    )
    address: WebAddress | None = Field(None, description="where events are posted to by webhook")

    def wanted(self) -> Wanted:
        """What the command takes, but for the account, which it looks up."""
        return Wanted(
            self.subscriber,
            tuple(dict.fromkeys(self.types)),
            self.until_on,
            self.purpose,
            self.legal_basis,
            divisions=tuple(dict.fromkeys(self.divisions)),
            over=self.over,
            address=self.address,
        )


class SubscriptionPaper(SubscriptionForm):
    """The same as people fill it in."""

    divisions: Annotated[list[UnitCalled], BeforeValidator(_each)] = Field([], max_length=100)


class ProposedView(BaseModel):
    """What was proposed."""

    proposal_id: UUID


class DecisionForm(RequestBody):
    """Why it is refused, taken back or revoked."""

    reason: Reason = Field(description="without personal data; the audit keeps it")


class Reach(BaseModel):
    """What somebody who may read these types reads: all that their topics hold, or by a feed of his own the types."""

    types: list[str]
    divisions: list[str] = Field(description="units, each with all below it; none: the whole county")
    names: list[str] = Field(description="what these units are called today")
    over: str = Field(description="how it is read: kafka, http, webhook")
    account: str | None = Field(description="user name of the machine that reads over HTTP")
    address: str | None = Field(description="where events are posted to by webhook")
    topics: list[str] = Field(description="read whole, of the whole county; none: it has a feed of its own")
    besides: list[str] = Field(description="the other types that these topics hold")
    pii: str = Field(description="the most personal class of what is read")

    @staticmethod
    def of_scope(row: Row[Any]) -> dict[str, Any]:
        """The fields of this class that follow from the others."""
        if row.divisions or row.over != KAFKA:
            most = max(TYPES[name].pii for name in row.types)
            return {"names": row.names or [], "topics": [], "besides": [], "pii": most.value}
        topics = topics_of(row.types)
        most = max(OFFERED[topic].pii for topic in topics)
        besides = list(read_besides(row.types))
        return {"names": [], "topics": list(topics), "besides": besides, "pii": most.value}


class SubscriptionProposalView(Reach):
    """What was proposed for a system, and how that ended."""

    proposal_id: UUID
    subscriber: str
    until_on: date
    purpose: str
    legal_basis: str
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    by: str | None = Field(description="name of the account that proposed it")
    outcome: str | None = Field(description="confirmed, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None = Field(description="why it was refused or withdrawn")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{**row._mapping, **cls.of_scope(row), "by": row.display_name})


class SubscriberView(Reach):
    """A system that may read events, or could."""

    subscriber: str
    until_on: date = Field(description="the last day")
    feed: str | None = Field(description="the topic that is written for it alone; null: it reads `topics`")
    purpose: str
    legal_basis: str
    proposed_by: UUID
    confirmed_by: UUID
    revoked_at: datetime | None
    password_at: datetime | None = Field(description="when a password was last made for it; null: never")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{**row._mapping, **cls.of_scope(row), "confirmed_by": row.decided_by})
