"""Which event owes whom which message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from services.notifications.templates.domain import written_date
from shared.events.benefits import CaseResolved, CaseWithdrawn, JobPushed
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected
from shared.events.contract import Event

Facts = Callable[[Any], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class MessageRule:
    """An event of this contract owes `person` the template, filled with `facts`; staff of `org_path` may look it up."""

    contract: type[Event]
    template: str
    person: Callable[[Any], UUID]
    facts: Facts
    org_path: Callable[[Any], str] = attrgetter("org_path")


def _of_case(contract: type[Event], template: str, facts: Facts) -> MessageRule:
    """The applicant is told."""
    return MessageRule(contract, template, lambda event: event.applicant_id, facts)


RULES: tuple[MessageRule, ...] = (
    _of_case(CaseResolved, "case-resolved", lambda event: {"resolved_on": written_date(event.resolved_on)}),
    _of_case(CaseWithdrawn, "case-withdrawn", lambda event: {"withdrawn_on": written_date(event.withdrawn_on)}),
    _of_case(
        CaseResolutionCorrected,
        "case-resolution-corrected",
        lambda event: {"resolved_on": written_date(event.resolved_on)},
    ),
    _of_case(CaseReopened, "case-reopened", lambda event: {"reopened_on": written_date(event.reopened_on)}),
    MessageRule(
        JobPushed,
        "job-push",
        lambda event: event.person_id,
        lambda event: {"week": written_date(event.week), "postings": str(event.postings)},
    ),
)
