"""What a bulletin counts, adjusts and checks, who issues it, and how it reads (pure)."""

from datetime import date

import msgspec
import pytest

from services.reporting.bulletins.domain.bulletin import (
    due_on,
    late_periods,
)
from services.reporting.bulletins.domain.content import (
    Adjustment,
    BulletinNumbers,
    Content,
    Kind,
    adjustments_of,
    checks_of,
    period_of,
    told_by,
)
from services.reporting.bulletins.parameters import LOOKED_BACK
from services.reporting.consistency.rules import RULES, Fault, Finding
from shared.calendar.notices import released_calendar
from shared.calendar.periods import TenDays
from tests.reporting.bulletins.sample import CONTENT


class TestContent:
    def test_adds_up_stations_and_changes(self) -> None:
        assert CONTENT.states == {"submitted": 19, "late": 1}
        assert CONTENT.work == {"cases_opened": 5, "visited": 1}
        assert [each.change for each in CONTENT.figures] == [12, -2, 0, 0]
        assert [each.difference for each in CONTENT.adjustments] == [-1, 2]

    def test_is_stored_and_read_as_it_is(self) -> None:
        assert msgspec.convert(msgspec.to_builtins(CONTENT), Content) == CONTENT

    def test_knows_its_period_by_its_code(self) -> None:
        for code in ("2019-02-C", "2020-02-A", "2019-12-B"):
            assert period_of(code).code == code
        assert period_of("2020-02-C") == TenDays.of(date(2020, 2, 29))


class TestAdjustments:
    def test_are_what_is_told_and_is_so_no_more(self) -> None:
        told = BulletinNumbers.of(CONTENT)
        now: dict[tuple[Kind, str], int] = dict(told.numbers) | {("work", "cases_opened"): 4, ("figure", "F44"): 7}
        assert adjustments_of(told, now) == (Adjustment("2019-04-C", "work", "cases_opened", 5, 4),)
        del now["work", "visited"]
        assert adjustments_of(told, now)[-1] == Adjustment("2019-04-C", "work", "visited", 1, 0)

    def test_are_told_once(self) -> None:
        """The next one but one compares with what the next one has told."""
        first = msgspec.structs.replace(CONTENT, period="2019-04-B", adjustments=())
        [before, last] = told_by([first, CONTENT])
        assert (before.period, last.period) == ("2019-04-B", "2019-04-C")
        assert before.numbers["work", "cases_opened"] == 2
        assert before.numbers["figure", "F01"] == 12
        assert before.numbers["work", "visited"] == 1
        assert [each.period for each in told_by([CONTENT])] == ["2019-04-C"]


class TestChecks:
    def test_have_every_rule_and_that_it_counts_again(self) -> None:
        checks = checks_of([], counts_again=True)
        assert [each.rule for each in checks] == [*(rule.code for rule in RULES), "C15"]
        assert all(each.holds for each in checks)

    def test_have_a_line_for_each_fault(self) -> None:
        soft = next(rule for rule in RULES if rule.severity == "soft")
        faults = [Finding(soft, Fault("54.3 %", "10–40 %", ("411329",))), Finding(soft, Fault("1", "2", ()))]
        checks = checks_of(faults, counts_again=False)
        assert [(each.rule, each.severity, each.value) for each in checks if not each.holds] == [
            (soft.code, "soft", "54.3 %"), (soft.code, "soft", "1"), ("C15", "hard", ""),
        ]  # fmt: skip
        content = msgspec.structs.replace(CONTENT, checks=checks)
        assert [each.rule for each in content.broken] == ["C15"]
        assert [each.rule for each in content.alerts] == [soft.code, soft.code]


class TestTheDay:
    @pytest.mark.parametrize(
        ("last_on", "due"),
        [
            (date(2019, 4, 30), date(2019, 5, 6)),
            (date(2019, 4, 20), date(2019, 4, 23)),
            (date(2019, 4, 26), date(2019, 4, 29)),
            (date(1950, 1, 10), None),
        ],
    )
    def test_by_which_it_is_to_be_issued_is_the_second_working_day_after(self, last_on: date, due: date | None) -> None:
        """28 April and 5 May 2019, Sundays, were working days; 1 to 4 May were not."""
        assert due_on(last_on, released_calendar()) == due


class TestLatePeriods:
    @pytest.mark.parametrize(
        ("issued", "today", "late"),
        [
            ((), date(2019, 5, 7), []),
            (("2019-04-B",), date(2019, 5, 6), []),
            (("2019-04-B",), date(2019, 5, 7), ["2019-04-C"]),
            (("2019-04-A",), date(2019, 5, 7), ["2019-04-C", "2019-04-B"]),
            (("2019-04-A", "2019-04-C"), date(2019, 5, 7), ["2019-04-B"]),
            (("2019-04-B", "2019-04-C"), date(2019, 5, 7), []),
        ],
    )
    def test_are_those_after_the_first_that_have_no_bulletin_by_their_day(
        self, issued: tuple[str, ...], today: date, late: list[str]
    ) -> None:
        """That of the end of April 2019 was due on 6 May."""
        first = [period_of(code).first for code in issued]
        assert [each.code for each in late_periods(first, today, released_calendar())] == late

    def test_are_looked_for_a_year_back(self) -> None:
        found = late_periods([date(2017, 1, 1)], date(2019, 5, 7), released_calendar())
        assert (len(found), found[-1].code) == (LOOKED_BACK, "2018-05-A")
