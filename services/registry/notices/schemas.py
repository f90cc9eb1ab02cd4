"""What the API takes and says about notices."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.deaths.parameters import SOURCES
from services.registry.notices.domain.settling import Settlement
from services.registry.notices.parameters import BY_SENDER, KINDS, MATCHES, OUTCOMES, STATES
from services.registry.notices.queries import Said, WantedNotices, fetch_notices
from services.registry.veterans.schemas.forms import Purpose
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import OneOf, Reason, RequestBody


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
    def of(cls, row: Row[Any], said: Said | None) -> Self:
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
