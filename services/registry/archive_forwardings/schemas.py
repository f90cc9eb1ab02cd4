"""What the API takes and says about paper files that were sent on."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.archive_forwardings.domain import Sent
from services.registry.archive_forwardings.parameters import DESTINATIONS, REASONS, STANDINGS, ForwardingState
from services.registry.archive_forwardings.queries import WantedForwardings, fetch_forwardings
from services.registry.archives.parameters import PAPERS
from services.registry.archives.schemas import Paper
from services.registry.network.schemas import OrgCode
from services.registry.veterans.schemas.exported import UNIT
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OneOf, Reason, RequestBody

Destination = Annotated[str, OneOf(DESTINATIONS, "not-a-destination")]
RevocationReason = Annotated[str, OneOf(REASONS, "not-a-reason")]
Document = Annotated[Reason, Field(description="by kind and number; without personal data")]


class ForwardingPaper(RequestBody):
    """To whom a file was sent on, as people fill it in."""

    destination: Destination
    unit: Annotated[str | None, Field(max_length=100)] = Field(
        None, description="of the county, by code or name; asked for of org-unit, and of no other"
    )
    division: Annotated[str | None, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")] = Field(
        None, description="of the other county, by code; asked for of other-county, and of no other"
    )
    receiver: Annotated[str | None, Field(max_length=100)] = Field(
        None, description="what any other is called; no name of a person"
    )
    forwarded_on: Day = Field(description="today or before; not before the papers were last checked")
    papers: list[Paper] = Field([], max_length=len(PAPERS), description="what was in it: " + ", ".join(PAPERS))
    document: Document

    def sent(self) -> Sent:
        """What the command takes."""
        to = (self.destination, self.unit or None, self.division or None, self.receiver or None)
        return Sent(*to, self.forwarded_on, frozenset(self.papers))


class ForwardingForm(ForwardingPaper):
    """To whom a file was sent on."""

    version: int | None = Field(None, ge=0, description="the version of the list of papers that was decided on")


class ReceiptForm(RequestBody):
    """That a receipt came back."""

    received_on: Day = Field(description="by the receipt; today or before")
    document: Document


class RevocationForm(RequestBody):
    """Why a record is revoked."""

    reason: RevocationReason
    document: Document


class RecordedView(BaseModel):
    """What was recorded."""

    forwarding_id: UUID


class ForwardingView(BaseModel):
    """A file that was sent on."""

    forwarding_id: UUID
    person_id: UUID
    destination: str
    to_org_code: str | None = Field(description="a unit of the county")
    to_division_code: str | None = Field(description="of another county")
    receiver: str | None = Field(description="what any other is called; empty once the person is erased")
    forwarded_on: date
    papers: list[str] = Field(description="what was in it; none once the person is erased")
    document: str
    recorded_by: UUID
    recorded_at: datetime
    received_on: date | None = Field(description="by the receipt; null: none came back")
    receipt: str | None
    revoked_by: UUID | None
    revoked_at: datetime | None = Field(description="null: it stands")
    revocation_reason: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})

    @property
    def standing(self) -> ForwardingState:
        """How it stands."""
        if self.revoked_at is not None:
            return ForwardingState.REVOKED
        return ForwardingState.OPEN if self.received_on is None else ForwardingState.RECEIVED


class ForwardingsExport(ExportForm):
    """Which records are taken away, and why."""

    standing: ForwardingState | None = None
    unit: OrgCode | None = None


def _line(view: ForwardingView) -> dict[str, Any]:
    to = view.to_org_code or view.to_division_code or view.receiver
    papers = "、".join(PAPERS[each].zh if each in PAPERS else each for each in view.papers)
    return {**view.model_dump(), "to": to, "papers": papers, "standing": view.standing.value}


async def _rows(taking: Taking[ForwardingsExport]) -> Rows:
    wanted = WantedForwardings(taking.form.standing, taking.form.unit)
    page = await fetch_forwardings(taking.reading, wanted, None, taking.limit, view=ForwardingView.of)
    return Rows(page, _line)


_STANDING = Column("standing", "状态", "state", STANDINGS)
FORWARDINGS = Export(
    Sheet(
        "archive-forwardings",
        "档案转递",
        "Paper files sent on",
        (
            Column("person_id", "档案编号", "file number"),
            Column("destination", "接收单位类别", "kind of receiver", DESTINATIONS),
            Column("to", "接收单位", "receiver"),
            Column("forwarded_on", "转递日期", "sent on"),
            Column("papers", "所转材料", "papers"),
            Column("document", "依据", "document"),
            Column("received_on", "接收日期", "received on"),
            Column("receipt", "回执", "receipt"),
            _STANDING,
            Column("revocation_reason", "撤销原因", "why revoked", REASONS),
        ),
        (UNIT, _STANDING),
    ),
    ForwardingsExport,
    "veterans.export",
    _rows,
)
