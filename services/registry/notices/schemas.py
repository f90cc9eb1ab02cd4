"""What the API takes and says about notices."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo, field_validator
from sqlalchemy import Row

from services.registry.deaths.parameters import SOURCES
from services.registry.notices.domain.message import Received
from services.registry.notices.domain.settling import Settlement
from services.registry.notices.parameters import BY_SENDER, KINDS, MATCHES, OUTCOMES, STATES
from services.registry.notices.queries import NoticeContent, WantedNotices, fetch_notices
from services.registry.veterans.schemas.forms import Purpose
from shared.events.inbound import MOST_ID, MOVE
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OneOf, Reason, RequestBody, field_fault
from shared.privacy.personal import Personal


def _long(least: int, most: int) -> AfterValidator:
    """How many characters a personal text has."""

    def check(value: Personal) -> Personal:
        if not least <= len(value.reveal()) <= most:
            raise field_fault("length", zh=f"应为 {least} 至 {most} 个字符。", en=f"Has {least} to {most} characters.")
        return value

    return AfterValidator(check)


class SentNotice(RequestBody):
    """What another system tells of a person. `message_id` is its own number for it: the same again changes nothing."""

    message_id: str = Field(min_length=1, max_length=MOST_ID)
    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    id_number: Annotated[Personal, _long(15, 20), Field(description="18 or 15 characters")]
    name: Annotated[Personal, _long(1, 100)]
    happened_on: Day = Field(description="the day of the death, or of the move")
    document: str = Field(min_length=1, max_length=100, description="title and number of what it rests on")
    to_division: str | None = Field(
        None,
        pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$",
        validate_default=True,
        description="of a move: where to; of a death none",
    )

    @field_validator("to_division")
    @classmethod
    def _is_of_a_move(cls, value: str | None, said: ValidationInfo) -> str | None:
        if (value is not None) != (said.data.get("kind") == MOVE):
            raise field_fault(
                "not-of-this-kind",
                zh="迁移必填（迁往地的区划代码），死亡不填。",
                en="A move needs it (code of the division where to), a death has none.",
            )
        return value

    def received(self) -> Received:
        """As Kafka would have brought it."""
        who = {"id_number": self.id_number.reveal(), "name": self.name.reveal(), "document": self.document}
        what: dict[str, object] = {"died_on": self.happened_on}
        if self.kind == MOVE:
            what = {"moved_on": self.happened_on, "to_division": self.to_division}
        return Received.said(self.kind, self.message_id, {**who, **what})


class SettlementForm(RequestBody):
    """What became of a notice."""

    outcome: str = Field(max_length=40, description="one of " + ", ".join(OUTCOMES))
    person_id: UUID | None = Field(None, description="whom it is about, where it is about anybody registered")
    reason: Reason = Field(description="without personal data")

    def settlement(self) -> Settlement:
        """What the command takes."""
        return Settlement(self.outcome, self.person_id, self.reason)


class ConfirmationForm(RequestBody):
    """What the death rests on, as whoever confirms it has found out."""

    source: Annotated[str, OneOf(SOURCES, "not-a-source")]


class ReopeningForm(RequestBody):
    """Why a notice waits again."""

    reason: Reason = Field(description="without personal data")


class NoticeDisclosureForm(RequestBody):
    """What number and name are looked at for."""

    purpose: Purpose


class NoticeView(BaseModel):
    """A notice; what it says of the person stands in `NoticeFile`."""

    notice_id: UUID
    sender: str
    message_id: str | None = Field(description="as the sender calls it; null where it cannot be read")
    kind: str | None
    received_at: datetime
    match: str = Field(description="matched, ambiguous, unmatched, unreadable")
    fault: str | None = Field(description="why it cannot be read")
    happened_on: date | None
    to_division: str | None
    person_id: UUID | None = Field(description="whose number it is, or who was named when it was settled")
    outcome: str | None = Field(description="null: it waits")
    reason: str | None
    settled_by: UUID | None
    settled_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class NoticeFile(BaseModel):
    """A notice with what it says, masked; null once that is forgotten, and where it cannot be read."""

    notice: NoticeView
    id_number: str | None
    name: str | None
    document: str | None

    @classmethod
    def of(cls, row: Row[Any], said: NoticeContent | None) -> Self:
        masked = (str(said.number), str(said.name), said.document) if said else (None, None, None)
        return cls(notice=NoticeView.of(row), **dict(zip(("id_number", "name", "document"), masked, strict=True)))


class DisclosedNotice(BaseModel):
    """Number and name in clear."""

    id_number: str
    name: str


class NoticesExport(ExportForm):
    """Which notices are taken away, and why."""

    state: Literal["waiting", "settled"] | None = None
    kind: str | None = Field(None, max_length=40)
    match: str | None = Field(None, max_length=40)


async def _rows(taking: Taking[NoticesExport]) -> Rows:
    form = taking.form
    wanted = WantedNotices(None if form.state is None else form.state == "waiting", form.kind, form.match)
    return Rows(await fetch_notices(taking.reading, wanted, None, taking.limit, view=NoticeView.of))


_KIND, _MATCH = Column("kind", "类别", "kind", KINDS), Column("match", "比对结果", "match", MATCHES)
NOTICES = Export(
    Sheet(
        "notices",
        "外部通报",
        "Notices",
        (
            Column("received_at", "收到时间", "received"),
            Column("sender", "来源", "sender", BY_SENDER),
            _KIND,
            Column("happened_on", "发生日期", "happened on"),
            _MATCH,
            Column("person_id", "档案编号", "file number"),
            Column("outcome", "状态（空：待核对）", "outcome; empty: waits", OUTCOMES),
            Column("settled_at", "办结时间", "settled"),
        ),
        (Column("state", "状态", "state", {each.code: each for each in STATES}), _KIND, _MATCH),
    ),
    NoticesExport,
    "notices.export",
    _rows,
)
