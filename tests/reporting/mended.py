"""Ends of cases that were said wrongly, as benefits tells of them."""

import msgspec

from shared.events.benefits import CaseResolved, CaseWithdrawn
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected


def resolution_corrected(before: CaseResolved, now: CaseResolved) -> CaseResolutionCorrected:
    """What was said of a resolved case was wrong."""
    facts = {**msgspec.to_builtins(now), "corrected_on": now.resolved_on, "before": msgspec.to_builtins(before)}
    return msgspec.convert(facts, CaseResolutionCorrected)


def case_reopened(ended: CaseResolved | CaseWithdrawn) -> CaseReopened:
    """It had not ended."""
    said = msgspec.to_builtins(ended)
    return msgspec.convert({"mediator_ids": [], "reopened_on": "2019-05-01", **said}, CaseReopened)
