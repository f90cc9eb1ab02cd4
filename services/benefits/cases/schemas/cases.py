"""Cases as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.cases.domain import Case, CaseState
from services.benefits.cases.parameters import (
    MOST_MEDIATORS,
    OUTCOMES,
    WITHDRAWALS,
    KindCode,
    OutcomeCode,
    PurposeCode,
    WithdrawalCode,
)
from shared.http.validation import FREE_TEXT, Day, Reason, RequestBody
from shared.privacy.personal import Personal


class Summary(Personal):
    """What a dispute is about: kept encrypted, shown only for a stated purpose, never in an event."""

    __slots__ = ()
    LONGEST = 2000


class CaseOpening(RequestBody):
    """A dispute brought to a service organisation."""

    kind: KindCode
    org_code: Annotated[str, Field(min_length=6, max_length=24, description="service organisation that takes the case")]
    applicant_id: Annotated[UUID, Field(description="person id of the veteran who asks")]
    parties_count: Annotated[int, Field(ge=1, le=1000, description="persons on all sides, the applicant included")]
    opened_on: Day
    summary: Annotated[Summary, Field(description="what it is about; encrypted, never in an event")]


class CaseAssignment(RequestBody):
    """The mediators who take a case over."""

    mediator_ids: Annotated[
        list[UUID], Field(max_length=MOST_MEDIATORS, description="person ids of veterans who are mediators")
    ]
    assigned_on: Day


class CaseHandover(RequestBody):
    """Who takes over the cases of a mediator who leaves."""

    mediator_id: Annotated[UUID, Field(description="person id of the mediator who leaves")]
    to: Annotated[list[UUID], Field(min_length=1, max_length=MOST_MEDIATORS, description="person ids of mediators")]
    assigned_on: Day


class HandedOverView(BaseModel):
    """The cases that went to others, the oldest first; at 200 there may be more."""

    case_ids: list[UUID]


class CaseResolution(RequestBody):
    """How and when a case ended."""

    outcome: OutcomeCode
    resolved_on: Day
    document: Annotated[
        str, Field(max_length=100, description="reference of the outcome document, 新民调〔2019〕12号"), FREE_TEXT
    ]


Version = Annotated[int | None, Field(ge=1, description="the version of the case that was decided on")]
Why = Annotated[Reason, Field(description="what was wrong, in words; without personal data")]


class ResolutionPaper(CaseResolution):
    """How a case really ended, all of it, as people fill it in."""

    mediator_ids: Annotated[
        list[UUID], Field(max_length=MOST_MEDIATORS, description="person ids of those who mediated")
    ]
    reason: Why


class ResolutionCorrection(ResolutionPaper):
    """How a case really ended, all of it."""

    version: Version = None


class ReopeningPaper(RequestBody):
    """Why a case has not ended, and who goes on with it, as people fill it in."""

    reason: Why
    org_code: Annotated[
        str | None,
        Field(
            min_length=6,
            max_length=24,
            description="service organisation that goes on with it, where that of the case is closed or is to be",
        ),
    ] = None


class CaseReopening(ReopeningPaper):
    """Why a case has not ended."""

    version: Version = None


class CaseWithdrawal(RequestBody):
    """Why and when a case was given up."""

    reason: WithdrawalCode
    withdrawn_on: Day


class CaseDisclosure(RequestBody):
    """Why the content is read."""

    purpose: PurposeCode


class CaseContentView(BaseModel):
    """The content of a case, in clear."""

    case_id: UUID
    summary: str


class OutcomeView(BaseModel):
    """An outcome in both languages."""

    code: OutcomeCode
    zh: str
    en: str

    @classmethod
    def of(cls, code: OutcomeCode | None) -> Self | None:
        """None of none."""
        return None if code is None else cls(code=code, zh=OUTCOMES[code].zh, en=OUTCOMES[code].en)


class WithdrawalView(BaseModel):
    """Why a case was withdrawn, in both languages."""

    code: WithdrawalCode
    zh: str
    en: str

    @classmethod
    def of(cls, code: WithdrawalCode | None) -> Self | None:
        """None of none."""
        return None if code is None else cls(code=code, zh=WITHDRAWALS[code].zh, en=WITHDRAWALS[code].en)


class CaseView(BaseModel):
    """A case without its content."""

    case_id: UUID
    kind: KindCode
    state: CaseState
    version: Annotated[int, Field(description="to be sent with what is decided on it")]
    org_code: str
    applicant_id: UUID
    parties_count: int
    opened_on: date
    due_on: Annotated[date, Field(description="one month after the opening, when mediation is usually closed")]
    mediator_ids: list[UUID]
    assigned_on: date | None
    outcome: OutcomeView | None
    resolved_on: date | None
    days: Annotated[int | None, Field(description="calendar days from opening to resolution")]
    document: str | None
    withdrawn_on: date | None
    withdrawal: WithdrawalView | None
    confirm_by: Annotated[
        date | None, Field(description="last day for a joint request that the court confirm the agreement")
    ]

    @classmethod
    def of(cls, case: Case) -> Self:
        """The case as staff see it."""
        return cls(
            case_id=case.case_id,
            kind=case.kind,
            state=case.state,
            version=case.version,
            org_code=case.org_code,
            applicant_id=case.applicant_id,
            parties_count=case.parties_count,
            opened_on=case.opened_on,
            due_on=case.due_on,
            mediator_ids=list(case.mediator_ids),
            assigned_on=case.assigned_on,
            outcome=OutcomeView.of(case.outcome),
            resolved_on=case.resolved_on,
            days=case.days,
            document=case.document,
            withdrawn_on=case.withdrawn_on,
            withdrawal=WithdrawalView.of(case.withdrawal_reason),
            confirm_by=case.confirm_by,
        )


class PastEndView(BaseModel):
    """What was said of the end of a case, until it was corrected, or the case reopened."""

    act: Annotated[str, Field(description="what was done about it: `corrected`, `reopened`")]
    because: Annotated[str, Field(description="why it was wrong")]
    known_until: Annotated[datetime, Field(description="when that was done")]
    recorded_by: Annotated[UUID, Field(description="account that did it")]
    mediator_ids: list[UUID]
    outcome: OutcomeView | None
    resolved_on: date | None
    document: str | None
    withdrawn_on: date | None
    withdrawal: WithdrawalView | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """A row of `case_past`."""
        said = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        words = {"outcome": OutcomeView.of(row.outcome), "withdrawal": WithdrawalView.of(row.withdrawal_reason)}
        return cls(**{**said, **words})


class ShownCaseView(CaseView):
    """A case without its content, with what was said of its ends before."""

    past: Annotated[list[PastEndView], Field(description="the last first")]
