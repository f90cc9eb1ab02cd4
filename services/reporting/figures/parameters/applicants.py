"""Who has applied to join the Party (F16), and whom an application made a member (F02), in one event each (C4)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from services.reporting.figures.parameters.counting import Count, PeriodCount, Place
from shared.events.contract import Event
from shared.events.registry.party_applications import (
    PartyApplicationAdvanced,
    PartyApplicationClosed,
    PartyApplicationCorrected,
    PartyApplicationSubmitted,
)

E = TypeVar("E", bound=Event)


def _person(event: Any) -> str:
    """Of whom an application is."""
    return str(event.person_id)


def _days(contract: type[E], periods: Callable[[E], Sequence[Any]], delta: int) -> PeriodCount[E]:
    """Of the person of an application."""
    return PeriodCount(contract, periods, delta, where=lambda _: True, of=_person)


def _membership(
    contract: type[PartyApplicationAdvanced] | type[PartyApplicationCorrected],
) -> tuple[PeriodCount[Any], ...]:
    """The days on which an application counts its person as a member, and those on which it no longer does."""
    return (
        _days(contract, lambda e: e.membership_before, -1),
        _days(contract, lambda e: e.membership, 1),
    )


# Of F02: in the event that takes him out of the applicants.
ADMITTED = (*_membership(PartyApplicationAdvanced), *_membership(PartyApplicationCorrected))
# F16: until the person becomes a member, or the application ends otherwise.
APPLICANTS: tuple[Count[Any] | PeriodCount[Any], ...] = (
    Count(PartyApplicationSubmitted, lambda e: Place(e.org_path, e.submitted_on), subject=_person),
    Count(
        PartyApplicationAdvanced, lambda e: Place(e.org_path, e.advanced_on), delta=-1,
        where=lambda e: e.stage == "probationary", subject=_person,
    ),
    Count(PartyApplicationClosed, lambda e: Place(e.org_path, e.closed_on), delta=-1, subject=_person),
    _days(PartyApplicationCorrected, lambda e: e.applied_before, -1),
    _days(PartyApplicationCorrected, lambda e: e.applied, 1),
)  # fmt: skip
