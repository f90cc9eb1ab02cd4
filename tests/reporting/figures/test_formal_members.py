"""F46: whose formal membership is with an organisation here, by the days that registry names."""

from collections import Counter
from datetime import date

from services.reporting.figures.domain import COUNTS, contributions
from shared.events.registry.party_memberships import MembershipPeriod, PartyMembershipCounted
from shared.ids import new_id

HERE, MARCH, APRIL = "411329.411329104", date(2019, 3, 1), date(2019, 4, 1)
PERSON, RECORD = new_id(), new_id()


def told(before: tuple[MembershipPeriod, ...], now: tuple[MembershipPeriod, ...]) -> PartyMembershipCounted:
    return PartyMembershipCounted(
        membership_id=RECORD,
        person_id=PERSON,
        party_org_code="411329104-DZB",
        counted_before=before,
        counted=now,
    )


def counted(*events: PartyMembershipCounted) -> dict[tuple[str, str, date], int]:
    added: Counter[tuple[str, str, date]] = Counter()
    for event in events:
        for entry in contributions(event, str(RECORD), COUNTS):
            assert (entry.figure_code, entry.kind) == ("F46", "stock")
            added[entry.subject, entry.org_path, entry.day] += entry.delta
    return {at: value for at, value in added.items() if value}


OPEN = MembershipPeriod(org_path=HERE, starts_on=MARCH, ends_on=None)
OVER = MembershipPeriod(org_path=HERE, starts_on=MARCH, ends_on=APRIL)


class TestF46:
    def test_is_of_the_person_on_the_days_that_are_told(self) -> None:
        assert counted(told((), (OPEN,))) == {(str(PERSON), HERE, MARCH): 1}

    def test_is_exchanged_when_they_change(self) -> None:
        begun, ended, never = told((), (OPEN,)), told((OPEN,), (OVER,)), told((OVER,), ())
        assert counted(begun, ended) == {(str(PERSON), HERE, MARCH): 1, (str(PERSON), HERE, APRIL): -1}
        assert counted(begun, ended, never) == {}
