"""What the API takes and says about requests of persons."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.data_requests.commands import Answer, Asked
from services.registry.data_requests.parameters import ASKERS, KINDS, LATENESS, OUTCOMES, REFUSALS, STATES
from services.registry.data_requests.queries import WantedRequests, fetch_requests
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody


class DataRequestForm(RequestBody):
    """What somebody asks for."""

    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    asked_by: Annotated[str, OneOf(ASKERS, "not-an-asker")]
    received_on: Day = Field(description="calendar date, Asia/Shanghai; today or before")
    document: Reason = Field(description="the request, by kind and number; without personal data")

    def asked(self) -> Asked:
        """What the command takes."""
        return Asked(self.kind, self.asked_by, self.received_on, self.document)


class AnswerForm(RequestBody):
    """How it ends."""

    outcome: Annotated[str, OneOf(OUTCOMES, "not-an-outcome")]
    clause: Annotated[str, OneOf(REFUSALS, "not-a-clause")] | None = Field(
        None, description="of a refusal: one of " + ", ".join(REFUSALS)
    )
    document: Reason = Field(description="the answer, by kind and number; without personal data")

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


class RequestsExport(ExportForm):
    """Which requests are taken away, and why."""

    person_id: UUID | None = None
    is_open: Flag | None = None
    overdue: Flag | None = None


async def _rows(taking: Taking[RequestsExport]) -> Rows:
    wanted = WantedRequests(taking.form.person_id, taking.form.is_open, taking.form.overdue)
    view = partial(DataRequestView.of, today=local_date(taking.reading.now))
    return Rows(await fetch_requests(taking.reading, wanted, None, taking.limit, view=view))


REQUESTS = Export(
    Sheet(
        "data-requests",
        "个人信息权利请求",
        "Requests of persons",
        (
            Column("person_id", "档案编号", "file number"),
            Column("kind", "类别", "kind", KINDS),
            Column("asked_by", "申请人", "asked by", ASKERS),
            Column("received_on", "收到日期", "received on"),
            Column("due_on", "答复期限", "due on"),
            Column("late_days", "逾期天数", "days late"),
            Column("document", "依据", "document"),
            Column("outcome", "结果", "outcome", OUTCOMES),
            Column("clause", "不予办理依据", "clause of the refusal", REFUSALS),
            Column("closed_on", "办结日期", "closed on"),
            Column("answer", "答复文书", "answer"),
        ),
        (
            Column("person_id", "档案编号", "file number"),
            Column("is_open", "状态", "state", {each.code: each for each in STATES}),
            Column("overdue", "期限", "time limit", {each.code: each for each in LATENESS}),
        ),
    ),
    RequestsExport,
    "data-requests.export",
    _rows,
)
