"""What is a difference, and what is only late."""

from datetime import date
from uuid import UUID

import pytest

from services.reporting.comparisons.domain import Difference, Kind, judged, units_that_differ
from shared.digests.held import HeldPerson, Turn, UnitDigest

WHO = UUID(int=1)
MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)
CAME, CAME_LATER, LEFT = Turn(MARCH, 1), Turn(APRIL, 1), Turn(APRIL, -1)
DAYLESS = Turn(None, 1)


def held(version: int, *turns: Turn) -> HeldPerson:
    return HeldPerson(WHO, version, turns)


def digest(path: str, there: str, days: str | None = "0") -> UnitDigest:
    return UnitDigest(path, 0, there, days)


class TestAUnit:
    def test_differs_by_who_is_there_and_by_the_days(self) -> None:
        registry = [digest("a", "1", "1"), digest("b", "1", "1"), digest("c", "1", "1"), digest("d", "0", "0")]
        service = [digest("a", "1", "1"), digest("b", "2", "1"), digest("c", "1", "2"), digest("e", "0", "1")]
        assert units_that_differ(registry, service, days=True) == ["b", "c", "e"]

    def test_of_a_service_without_days_differs_by_who_is_there_alone(self) -> None:
        registry = [digest("a", "1", "1"), digest("b", "1", "1"), digest("left", "0", "7")]
        service = [digest("a", "1", None), digest("b", "2", None)]
        assert units_that_differ(registry, service, days=False) == ["b"]
        assert units_that_differ(registry, [], days=False) == ["a", "b"]


class TestAPerson:
    @pytest.mark.parametrize(
        ("registry", "service", "kind", "day"),
        [
            (held(2, CAME), held(2), "missing", MARCH),
            (held(2), held(2, CAME), "unexpected", MARCH),
            (held(2, CAME), held(2, CAME, CAME), "unexpected", MARCH),
            (held(2, CAME, LEFT), held(2, CAME), "unexpected", APRIL),
            (held(2, CAME), held(2, CAME_LATER), "other-days", MARCH),
            (None, held(1, CAME), "unexpected", MARCH),
        ],
    )
    def test_is_held_otherwise(self, registry: HeldPerson | None, service: HeldPerson, kind: Kind, day: date) -> None:
        found = judged("c.s", [registry] if registry else [], [service], days=True)
        assert found == ([Difference("c.s", WHO, kind, day)], 0)

    @pytest.mark.parametrize("applied", [1, 3])
    def test_waits_while_both_do_not_speak_of_the_same_event(self, applied: int) -> None:
        """Behind, or parked; or told of something after registry was asked."""
        assert judged("c.s", [held(2, CAME)], [held(applied)], days=True) == ([], 1)

    def test_is_not_told_of_by_days_where_the_service_keeps_none(self) -> None:
        assert judged("c.s", [held(2, CAME)], [held(2, DAYLESS)], days=False) == ([], 0)
        assert judged("c.s", [held(2, CAME, LEFT)], [held(2)], days=False) == ([], 0)
        assert judged("c.s", [held(2, CAME)], [held(2)], days=False) == ([Difference("c.s", WHO, "missing", None)], 0)
