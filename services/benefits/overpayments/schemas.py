"""Overpayments as the API takes and says them, and as a workbook."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.overpayments.commands import Returned
from services.benefits.overpayments.parameters import STATES, WAYS
from services.benefits.overpayments.queries import (
    WantedOverpayments,
    describe,
    fetch_overpayments,
    find_overpaid,
    get_overpayment,
    list_months,
    list_recoveries,
)
from services.benefits.payments.domain.months import Month
from services.benefits.payments.schemas.entitlements import Document
from services.benefits.programmes.queries import names_of_programmes
from shared.clock import local_date
from shared.entries.schemas import Yuan, in_fen_of
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.dependencies import Reading
from shared.http.validation import Day, OneOf, Reason, RequestBody
from shared.privacy.keyring import Keyring

Version = Annotated[int | None, Field(ge=1, description="the version of the overpayment that was shown")]


class OverpaymentPaper(RequestBody):
    """By which document it is asked back, as people fill it in."""

    document: Document


class OverpaymentForm(OverpaymentPaper):
    """Of which entitlement what was overpaid is asked back; months and amount are reckoned."""

    entitlement_id: UUID


class RecoveryPaper(RequestBody):
    """What came back, as people fill it in."""

    yuan: Yuan
    way_code: Annotated[str, OneOf(WAYS, "not-a-way")]
    recovered_on: Day = Field(description="not after today")
    document: Document

    def returned(self) -> Returned:
        """What the command takes."""
        return Returned(in_fen_of(self.yuan), self.way_code, self.recovered_on, self.document)


class RecoveryForm(RecoveryPaper):
    """The same, of an overpayment as it was shown."""

    version: Version = None


class WriteOffPaper(RequestBody):
    """By which document nothing more is asked back, as people fill it in."""

    document: Document


class WriteOffForm(WriteOffPaper):
    """The same, of an overpayment as it was shown."""

    version: Version = None


class WhyPaper(RequestBody):
    """Why it, or what was said to have come back, is wrong, as people fill it in."""

    reason: Reason


class WhyForm(WhyPaper):
    """The same, of an overpayment as it was shown."""

    version: Version = None


class ConfirmationForm(RequestBody):
    """An overpayment as it was shown."""

    version: Version = None


class OverpaymentMade(BaseModel):
    """What is asked back."""

    overpayment_id: UUID


class RecoveryMade(BaseModel):
    """What came back."""

    recovery_id: UUID


class OverpaidMonth(BaseModel):
    """A month that was paid and not due."""

    month: str
    fen: int


class FoundView(BaseModel):
    """An entitlement with months that were paid and not due, and are not asked back yet."""

    entitlement_id: UUID
    person_id: UUID
    programme_code: str
    fen: int
    months: list[OverpaidMonth]


class OverpaymentView(BaseModel):
    """What is asked back, and where that stands."""

    overpayment_id: UUID
    entitlement_id: UUID
    person_id: UUID
    programme_code: str
    fen: int
    recovered_fen: int
    state: str = Field(description="open, confirming, recovered, written-off, withdrawn")
    document: str
    identified_by: UUID
    identified_for: UUID | None = Field(description="the account that it stood in for")
    identified_at: datetime
    ended_by: UUID | None
    ended_at: datetime | None
    ended_why: str | None
    version: int

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in OverpaymentView.model_fields})


class RecoveryView(BaseModel):
    """What came back; `is_large`: it counts once another person confirmed it; `revoked_at`: it was wrong."""

    recovery_id: UUID
    fen: int
    way_code: str
    recovered_on: date
    document: str
    recorded_by: UUID
    recorded_for: UUID | None = Field(description="the account that it stood in for")
    recorded_at: datetime
    is_large: bool
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    revoked_at: datetime | None
    revoked_why: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class WholeOverpaymentView(OverpaymentView):
    """With its months, and what came back."""

    months: list[OverpaidMonth]
    recoveries: list[RecoveryView]


async def whole_overpayment(reading: Reading, overpayment_id: UUID) -> WholeOverpaymentView:
    """Raises `OverpaymentNotFound`."""
    row = await get_overpayment(reading.connection, overpayment_id)
    months = await list_months(reading.connection, overpayment_id)
    recoveries = await list_recoveries(reading.connection, overpayment_id)
    return WholeOverpaymentView(
        **OverpaymentView.of(row).model_dump(),
        months=[OverpaidMonth(month=str(Month.of(each.month)), fen=each.fen) for each in months],
        recoveries=[RecoveryView.of(each) for each in recoveries],
    )


async def found_now(reading: Reading, keyring: Keyring) -> list[FoundView]:
    """What was overpaid up to this month and is not asked back yet, the most first."""
    found = await find_overpaid(reading.connection, Month.of(local_date(reading.now)), keyring)
    whose = await describe(reading.connection, list(found))
    views = [
        FoundView(
            entitlement_id=own,
            person_id=whose[own].person_id,
            programme_code=whose[own].programme_code,
            fen=sum(each.fen for each in lines),
            months=[OverpaidMonth(month=str(each.month), fen=each.fen) for each in lines],
        )
        for own, lines in found.items()
    ]
    return sorted(views, key=lambda view: (-view.fen, view.entitlement_id))


_SHEET = Sheet(
    "overpayments",
    "多发追回",
    "Overpayments",
    (
        Column("overpayment_id", "多发款编号", "overpayment"),
        Column("person_id", "享受人档案编号", "who was paid, file number"),
        Column("programme_code", "项目代码", "programme, code"),
        Column("programme", "项目", "programme"),
        Column("overpaid_fen", "多发金额（元）", "overpaid, yuan"),
        Column("recovered_fen", "已追回（元）", "came back, yuan"),
        Column("state", "状态", "state", STATES),
        Column("identified_at", "列入时间", "asked back at"),
        Column("document", "依据", "by which document"),
    ),
    (Column("person", "享受人档案编号", "who was paid, file number"), Column("state", "状态", "state", STATES)),
)


class OverpaymentsExport(ExportForm):
    """Which overpayments are taken away, and why."""

    person: UUID | None = None
    state: Annotated[str | None, Field(max_length=20)] = None


async def _rows(taking: Taking[OverpaymentsExport]) -> Rows:
    wanted = WantedOverpayments(**taking.form.filters())
    page = await fetch_overpayments(taking.reading, wanted, None, taking.limit, view=OverpaymentView.of)
    called = await names_of_programmes(taking.reading.connection)

    def line(each: OverpaymentView) -> dict[str, Any]:
        names = {"overpayment_id", "person_id", "programme_code", "recovered_fen", "state", "identified_at", "document"}
        return {
            **each.model_dump(include=names),
            "programme": called.get(each.programme_code),
            "overpaid_fen": each.fen,
        }

    return Rows(page, line)


OVERPAYMENTS = Export(_SHEET, OverpaymentsExport, "payments.export-overpayments", _rows)
