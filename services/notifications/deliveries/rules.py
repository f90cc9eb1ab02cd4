"""Which event owes whom which message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.notifications.templates.domain import written_date
from shared.events.benefits import CaseResolved, CaseWithdrawn, JobPushed
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected
from shared.events.contract import Event


@dataclass(frozen=True, slots=True)
class MessageRule:
    """An event of this contract owes `person` the template, filled with `facts`; staff of `org_path` may look it up."""

    contract: type[Event]
    template: str
    person: Callable[[Any], UUID]
    org_path: Callable[[Any], str]
    facts: Callable[[Any], Mapping[str, str]]


RULES: tuple[MessageRule, ...] = (
    MessageRule(
        CaseResolved,
        "case-resolved",
        person=lambda event: event.applicant_id,
        org_path=lambda event: event.org_path,
        facts=lambda event: {"resolved_on": written_date(event.resolved_on)},
    ),
    MessageRule(
        CaseWithdrawn,
        "case-withdrawn",
        person=lambda event: event.applicant_id,
        org_path=lambda event: event.org_path,
        facts=lambda event: {"withdrawn_on": written_date(event.withdrawn_on)},
    ),
    MessageRule(
        CaseResolutionCorrected,
        "case-resolution-corrected",
        person=lambda event: event.applicant_id,
        org_path=lambda event: event.org_path,
        facts=lambda event: {"resolved_on": written_date(event.resolved_on)},
    ),
    MessageRule(
        CaseReopened,
        "case-reopened",
        person=lambda event: event.applicant_id,
        org_path=lambda event: event.org_path,
        facts=lambda event: {"reopened_on": written_date(event.reopened_on)},
    ),
    MessageRule(
        JobPushed,
        "job-push",
        person=lambda event: event.person_id,
        org_path=lambda event: event.org_path,
        facts=lambda event: {"week": written_date(event.week), "postings": str(event.postings)},
    ),
)
