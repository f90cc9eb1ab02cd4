"""What may be subscribed to, and until when."""

from datetime import timedelta

import pytest

from services.registry.subscribers.domain import SubscriptionInvalid, must_be_offered, read_besides, topics_of
from services.registry.subscribers.parameters import LONGEST, OFFERED
from tests.registry.given import TODAY
from tests.registry.subscribers.given import wanted


class TestAType:
    def test_stands_for_its_topic_once(self) -> None:
        assert topics_of(["veteran-deceased", "person-erased", "org-unit-closed"]) == (
            "registry.persons",
            "registry.org-units",
        )

    def test_brings_all_that_its_topic_holds(self) -> None:
        assert read_besides(["org-unit-closed"]) == ("org-unit-established", "org-unit-renamed")

    @pytest.mark.parametrize("name", ["grant-given", "sessions-ended", "subscription-granted", "category-applied"])
    def test_is_not_offered_where_it_is_our_own_or_sensitive(self, name: str) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted("veteran-deceased", name), today=TODAY)
        assert [(each.field, each.code) for each in refused.value.fields] == [("types.1", "not-offered")]

    def test_that_is_sensitive_is_offered_where_the_catalogue_names_a_reader(self) -> None:
        assert "benefits.cases" in OFFERED

    def test_is_known(self) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted("veteran-retired"), today=TODAY)
        assert [(each.field, each.code) for each in refused.value.fields] == [("types.0", "unknown-type")]


class TestTheLastDay:
    @pytest.mark.parametrize("days", [0, LONGEST.number])
    def test_is_today_or_later(self, days: int) -> None:
        must_be_offered(wanted(until_on=TODAY + timedelta(days=days)), today=TODAY)

    @pytest.mark.parametrize("days", [-1, LONGEST.number + 1])
    def test_is_not_past_nor_too_late(self, days: int) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted(until_on=TODAY + timedelta(days=days)), today=TODAY)
        assert [each.field for each in refused.value.fields] == ["until_on"]
