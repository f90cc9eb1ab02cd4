"""What is sent about categories."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.registry.categories.commands.applying import Application
from services.registry.categories.commands.changing import Corrected
from services.registry.categories.domain.deciding import Words
from services.registry.categories.domain.terms import Change
from services.registry.categories.parameters import (
    CLAUSES,
    EVIDENCES,
    REASONS,
    REASONS_OF,
    WITHDRAWALS,
    Act,
)
from services.registry.veterans.schemas.forms import CategoryCode, OpeningForm
from shared.approval import Outcome, Statement
from shared.http.validation import Day, OneOf, Reason, RequestBody, field_fault
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


class OwnApplicationPaper(RequestBody):
    """An application for a category, as people fill it in for themselves: of today, or handed in anew as before."""

    category: CategoryCode = Field(description="code or Chinese name")
    evidence_kind: EvidenceKind
    document: Document
    certificate: Certificate = None

    def application(self) -> Application:
        """What the command takes."""
        return Application(self.category, self.evidence_kind, self.document, certificate=self.certificate)


class ApplicationPaper(OwnApplicationPaper):
    """An application for a category, as people fill it in at a counter."""

    applied_on: Day | None = Field(
        None, description="absent: today; of what was returned, the day on which it is handed in anew"
    )
    proxy_id: UUID | None = Field(None, description="the authority of whoever applies for the person")

    def application(self) -> Application:
        return replace(super().application(), applied_on=self.applied_on, proxy_id=self.proxy_id)


class ApplicationForm(ApplicationPaper):
    """An application for a category."""

    version: Version = None


class OwnWithdrawalForm(RequestBody):
    """One's own application is given up."""

    version: Version = None


class HoldingOpening(OpeningForm):
    """Why a holding is opened, and of which day it is asked."""

    on: Day | None = Field(None, description="what it was on this day; absent, beside `known_on`: today")
    known_on: Day | None = Field(None, description="as it was known by the end of this day; absent: as it is known")


class OpinionPaper(RequestBody):
    """An opinion, as people fill it in. The last level says since when, by which clause, and whether with the
    benefit."""

    outcome: Outcome
    reason_code: ReasonCode | None = Field(None, description="of a return or a refusal")
    clause: Clause | None = Field(None, description="what a refusal, or the last agreement, rests on")
    recognised_on: Day | None = Field(None, description="the first day of the recognition")
    has_benefit: bool | None = Field(None, description="whether the benefit is enjoyed as well")
    note: Reason | None = Field(None, description="in your own words, without personal data")

    def said(self) -> Statement:
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
