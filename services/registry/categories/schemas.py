"""What the API takes and says about categories. Which category it is, is said only to whom it was opened for."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import Row

from services.registry.categories.commands.applying import Application
from services.registry.categories.commands.changing import Corrected
from services.registry.categories.domain.deciding import Words
from services.registry.categories.domain.holding import Change, HoldingState
from services.registry.categories.parameters import (
    CLAUSES,
    EVIDENCES,
    REASONS,
    REASONS_OF,
    WITHDRAWALS,
    Act,
)
from services.registry.categories.queries.holdings import certificate_of
from services.registry.categories.queries.story import Believed
from services.registry.veterans.queries.files import opened_name, opened_number
from services.registry.veterans.schemas.forms import CategoryCode
from shared.approval import Outcome, Said
from shared.approval.given import OpinionView
from shared.http.validation import Day, OneOf, Reason, RequestBody, field_fault
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal


def _must_be_decided(act: Act) -> Act:
    if act not in REASONS_OF:
        named = ", ".join(REASONS_OF)
        raise field_fault("not-a-choice", zh=f"应为以下之一：{named}。", en=f"Must be one of: {named}.")
    return act


EvidenceKind = Annotated[str, OneOf(EVIDENCES, "not-an-evidence")]
Clause = Annotated[str, OneOf(CLAUSES, "not-a-clause")]
ReasonCode = Annotated[str, OneOf(REASONS, "not-a-reason")]
Decision = Annotated[
    Act, Field(description="one of " + ", ".join(REASONS_OF)), AfterValidator(_must_be_decided)
]  # fmt: skip
WithdrawalReason = Annotated[str, OneOf(WITHDRAWALS, "not-a-reason")]
Document = Annotated[Reason, Field(description="the document it rests on, by kind and number; without personal data")]
Certificate = Annotated[Personal | None, Field(description="number of the certificate of the category; kept sealed")]
Version = Annotated[int | None, Field(ge=1, description="the version of the holding that was decided on")]


class ApplicationPaper(RequestBody):
    """An application for a category, as people fill it in."""

    category: CategoryCode = Field(description="code or Chinese name")
    evidence_kind: EvidenceKind
    document: Document
    certificate: Certificate = None
    applied_on: Day | None = Field(None, description="absent: today; of one that is handed in anew: as before")

    def application(self) -> Application:
        """What the command takes."""
        return Application(self.category, self.evidence_kind, self.document, self.applied_on, self.certificate)


class ApplicationForm(ApplicationPaper):
    """An application for a category."""

    version: Version = None


class OpinionPaper(RequestBody):
    """An opinion, as people fill it in. The last level says since when, by which clause, and whether with the
    benefit."""

    outcome: Outcome
    reason_code: ReasonCode | None = Field(None, description="of a return or a refusal")
    clause: Clause | None = Field(None, description="what a refusal, or the last agreement, rests on")
    recognised_on: Day | None = Field(None, description="the first day of the recognition")
    has_benefit: bool | None = Field(None, description="whether the benefit is enjoyed as well")
    note: Reason | None = Field(None, description="in your own words, without personal data")

    def said(self) -> Said:
        """What the command takes. Raises `OpinionInvalid`."""
        return Words(
            self.outcome, self.reason_code, self.clause, self.recognised_on, self.has_benefit, self.note
        ).said()


class OpinionForm(OpinionPaper):
    """An opinion."""

    version: Version = None


class WithdrawalPaper(RequestBody):
    """Why an application is given up, as people fill it in."""

    reason: WithdrawalReason
    document: Document


class WithdrawalForm(WithdrawalPaper):
    """Why an application is given up."""

    version: Version = None


class DecisionPaper(RequestBody):
    """A decision of the centre, as people fill it in; what is decided, the page knows."""

    reason_code: ReasonCode
    effective_on: Day = Field(description="the first day on which it holds; today or before")
    document: Document


class ChangeForm(DecisionPaper):
    """A decision of the centre."""

    act: Decision
    version: Version = None

    def change(self) -> Change:
        """What the command takes."""
        return Change(self.act, self.reason_code, self.effective_on, self.document)


class CorrectionPaper(RequestBody):
    """How a recognition has been all along, as people fill it in."""

    recognised_on: Day
    evidence_kind: EvidenceKind
    document: Document
    certificate: Certificate = None

    def corrected(self) -> Corrected:
        """What the command takes."""
        return Corrected(self.recognised_on, self.evidence_kind, self.document, self.certificate)


class CorrectionForm(CorrectionPaper):
    """How a recognition has been all along."""

    version: Version = None


class AppliedView(BaseModel):
    """Which holding it is, and who is asked next."""

    holding_id: UUID
    waits_for: str = Field(description="room, station, centre")


class StandingView(BaseModel):
    """Where a holding stands."""

    state: HoldingState


class VersionView(BaseModel):
    """The holding from now on."""

    version: int


class HoldingLine(BaseModel):
    """A holding in a list: whose and how it stands, not of which category. Name and number are masked, null once the
    person is erased."""

    holding_id: UUID
    veteran_id: UUID = Field(description="the person's file as it goes on")
    org_code: str = Field(description="responsible room or station")
    name: str | None
    id_number: str | None
    state: HoldingState
    state_from: date
    applied_on: date | None
    waits_for: str | None = Field(description="room, station, centre; null: nobody is asked")
    version: int = Field(description="to be sent with what is decided on it")

    @classmethod
    def of(cls, row: Row[Any], keyring: Keyring) -> Self:
        return cls(**_line(row, keyring))


class CategoryOpinionView(OpinionView):
    """What a level said of an application."""

    round: int = Field(description="of which application, from 1 on")


class HoldingView(HoldingLine):
    """A holding, and what was said of its applications, in order."""

    opinions: list[CategoryOpinionView]

    @classmethod
    def of_row(cls, row: Row[Any], keyring: Keyring, opinions: list[CategoryOpinionView]) -> Self:
        return cls(**_line(row, keyring), opinions=opinions)


class BelievedView(BaseModel):
    """What a holding was said to be, and since when that was believed."""

    revision: int
    state: HoldingState = Field(description="its own; death and deregistration are the file's")
    state_from: date
    applied_on: date | None
    evidence_kind: str | None
    document: str | None
    recognised_on: date | None
    reason_code: str | None
    clause: str | None
    known_from: datetime
    by: str | None = Field(description="name of the account")

    @classmethod
    def of(cls, believed: Believed) -> Self:
        return cls(**{name: getattr(believed, name) for name in cls.model_fields})


class OpenedView(BaseModel):
    """A holding, opened once."""

    view_id: UUID
    category: str = Field(description="the ministry's code")
    certificate: str | None = Field(description="number of the certificate of the category, in clear")
    story: list[BelievedView] = Field(description="what was said of it, the last last")

    @classmethod
    def of_row(cls, view_id: UUID, row: Row[Any], keyring: Keyring, story: list[BelievedView]) -> Self:
        number = certificate_of(row, keyring)
        return cls(
            view_id=view_id,
            category=row.category_code,
            certificate=number.reveal() if number else None,
            story=story,
        )


def _line(row: Row[Any], keyring: Keyring) -> dict[str, Any]:
    is_readable = row.wrapped is not None
    return {
        "holding_id": row.holding_id,
        "veteran_id": row.person_id,
        "org_code": row.org_code,
        "name": opened_name(row, keyring).masked() if is_readable else None,
        "id_number": opened_number(row, keyring).masked() if is_readable else None,
        "state": row.stands,
        "state_from": row.state_from,
        "applied_on": row.applied_on,
        "waits_for": row.waits_for,
        "version": row.revision,
    }
