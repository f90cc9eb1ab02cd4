"""Which event owes whom which message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from services.notifications.deliveries.parameters import NEWS_FOR
from services.notifications.templates.domain import written_date
from shared.events.benefits import CaseResolved, CaseWithdrawn, JobPushed
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected, Resolution
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
    is_past: Callable[[Any], bool] = lambda _event: False
    """Whether it is no news to anybody, since it had ended long before it was recorded."""


def _of_case(
    contract: type[Event], template: str, facts: Facts, is_past: Callable[[Any], bool] = lambda _event: False
) -> MessageRule:
    """The applicant is told."""
    return MessageRule(contract, template, lambda event: event.applicant_id, facts, is_past=is_past)


def _is_past(said: Resolution) -> bool:
    """Whether it was entered from a ledger when its applicant had long known."""
    return said.entered_on is not None and said.entered_on - said.resolved_on > NEWS_FOR


RULES: tuple[MessageRule, ...] = (
    _of_case(
        CaseResolved, "case-resolved", lambda event: {"resolved_on": written_date(event.resolved_on)}, is_past=_is_past
    ),
    _of_case(CaseWithdrawn, "case-withdrawn", lambda event: {"withdrawn_on": written_date(event.withdrawn_on)}),
    _of_case(
        CaseResolutionCorrected,
        "case-resolution-corrected",
        lambda event: {"resolved_on": written_date(event.resolved_on)},
        # Who was told what was wrong is told what is right.
        is_past=lambda event: _is_past(event.before) and _is_past(event),
    ),
    _of_case(CaseReopened, "case-reopened", lambda event: {"reopened_on": written_date(event.reopened_on)}),
    MessageRule(
        JobPushed,
        "job-push",
        lambda event: event.person_id,
        lambda event: {"week": written_date(event.week), "postings": str(event.postings)},
    ),
)
