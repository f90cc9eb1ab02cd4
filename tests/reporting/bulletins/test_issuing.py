"""Who issues a bulletin, and what must be so before: pure."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import msgspec
import pytest

from services.reporting.bulletins.domain.bulletin import (
    Bulletin,
    BulletinChanged,
    BulletinIssued,
    BulletinNotSound,
    BulletinOutdated,
    BulletinProvisional,
    BulletinRankingsChanged,
    BulletinReportsChanged,
    OwnBulletin,
)
from services.reporting.bulletins.domain.content import (
    Check,
    Station,
)
from tests.reporting.bulletins.sample import CONTENT, DRAFT, OTHER, TODAY, WRITER, issued


class TestIssuing:
    def test_gives_a_number_and_ends_all_changes(self) -> None:
        after = issued()
        assert (after.document_number, after.issued_on, after.told) == ("旬通报〔2019〕12号", TODAY, 2)
        assert DRAFT.document_number is None
        changes: tuple[Callable[[], Bulletin], ...] = (
            lambda: after.edited("别的文字", (OTHER,)),
            lambda: after.counted(UUID(int=7), CONTENT, (OTHER,)),
            lambda: issued(after),
        )
        for change in changes:
            with pytest.raises(BulletinIssued):
                change()

    def test_is_by_somebody_who_wrote_nothing_of_it(self) -> None:
        for written in (DRAFT, DRAFT.edited("文字", (OTHER,)), DRAFT.counted(UUID(int=7), CONTENT, (OTHER,))):
            with pytest.raises(OwnBulletin):
                issued(written, WRITER)
        with pytest.raises(OwnBulletin):
            issued(DRAFT.edited("文字", (OTHER,)), OTHER)

    def test_is_refused_with_the_hard_rules_that_do_not_hold_and_soft_ones_hinder_nothing(self) -> None:
        checks = (*CONTENT.checks, Check("C3", "hard", False, "F02 9", "F02 <= F01"))
        broken = replace(DRAFT, content=msgspec.structs.replace(CONTENT, checks=checks))
        with pytest.raises(BulletinNotSound) as refused:
            issued(broken, counts_again=False)
        assert [each.field for each in refused.value.fields] == ["C3", "C15"]

    def test_waits_for_what_is_missing_and_for_what_it_must_adjust(self) -> None:
        provisional = replace(DRAFT, content=msgspec.structs.replace(CONTENT, provisional=True))
        with pytest.raises(BulletinProvisional):
            issued(provisional)
        unkept = replace(DRAFT, content=msgspec.structs.replace(CONTENT, earlier=None))
        assert issued(unkept).is_issued
        for draft, earlier in (
            (DRAFT, ("2019-04-A",)),
            (DRAFT, ("2019-03-C", "2019-04-A", "2019-04-B")),
            (unkept, ("2019-04-A",)),
            (unkept, ()),
        ):
            with pytest.raises(BulletinOutdated):
                issued(draft, earlier=earlier)

    def test_waits_to_be_counted_again_where_reports_say_otherwise_by_now(self) -> None:
        one, other = CONTENT.stations
        third = Station("C", "三站", {"backfilled": 1}, {"visited": 1})
        for reports, told in (
            ((one, Station("B", "二站", {"submitted": 10}, {"cases_opened": 1})), "B"),
            ((one, Station("B", "二站", {"submitted": 9, "missed": 1}, {"cases_opened": 2})), "B"),
            ((one, other, third), "C"),
            ((), "A, B"),
        ):
            with pytest.raises(BulletinReportsChanged) as refused:
                issued(reports=reports)
            assert refused.value.facts == {"stations": told}
        renamed = Station("B", "二站服务站", {"submitted": 10}, {"cases_opened": 2})
        assert issued(reports=(one, renamed)).is_issued

    def test_waits_to_be_counted_again_where_other_rankings_hold_by_now(self) -> None:
        [told] = CONTENT.rankings
        again = msgspec.structs.replace(told, edition=3)
        other = msgspec.structs.replace(told, round_id=UUID(int=6), month="2019-02")
        for rankings, months in (
            ((), "2019-03"),
            ((again,), "2019-03"),
            ((told, other), "2019-02"),
            ((other,), "2019-02, 2019-03"),
        ):
            with pytest.raises(BulletinRankingsChanged) as refused:
                issued(rankings=rankings)
            assert refused.value.facts == {"months": months}

    def test_is_of_what_was_shown(self) -> None:
        DRAFT.must_be(1)
        DRAFT.must_be(None)
        with pytest.raises(BulletinChanged):
            DRAFT.must_be(2)
