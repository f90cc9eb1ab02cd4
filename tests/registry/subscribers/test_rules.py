"""What may be subscribed to, and until when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.registry.subscribers.domain import (
    Subscriber,
    SubscriptionInvalid,
    feed_of,
    must_be_offered,
    read_besides,
    topics_of,
)
from services.registry.subscribers.parameters import LONGEST
from services.registry.subscribers.schemas import SubscriptionForm
from shared.events.offered import OFFERED
from shared.ids import new_id
from tests.registry.given import NOW, TODAY
from tests.registry.subscribers.given import NAME, UNTIL, wanted

PATHS = {"411329": "411329", "411329104": "411329.411329104"}
HERE = ("411329104",)


class TestAType:
    def test_stands_for_its_topic_once(self) -> None:
        assert topics_of(["veteran-deceased", "person-erased", "org-unit-closed"]) == (
            "registry.persons",
            "registry.org-units",
        )

    def test_brings_all_that_its_topic_holds(self) -> None:
        besides = read_besides(["org-unit-closed"])
        assert {"org-unit-established", "org-unit-renamed", "org-unit-moved"} <= set(besides)
        assert "org-unit-closed" not in besides

    @pytest.mark.parametrize("name", ["grant-given", "sessions-ended", "subscription-granted", "category-applied"])
    def test_is_not_offered_where_it_is_our_own_or_sensitive(self, name: str) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted("veteran-deceased", name), {}, today=TODAY)
        assert [(each.field, each.code) for each in refused.value.fields] == [("types.1", "not-offered")]

    def test_that_is_sensitive_is_offered_where_the_catalogue_names_a_reader(self) -> None:
        assert "benefits.cases" in OFFERED

    def test_is_known(self) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted("veteran-retired"), {}, today=TODAY)
        assert [(each.field, each.code) for each in refused.value.fields] == [("types.0", "unknown-type")]


class TestTheLastDay:
    @pytest.mark.parametrize("days", [0, LONGEST.number])
    def test_is_today_or_later(self, days: int) -> None:
        must_be_offered(wanted(until_on=TODAY + timedelta(days=days)), {}, today=TODAY)

    @pytest.mark.parametrize("days", [-1, LONGEST.number + 1])
    def test_is_not_past_nor_too_late(self, days: int) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted(until_on=TODAY + timedelta(days=days)), {}, today=TODAY)
        assert [each.field for each in refused.value.fields] == ["until_on"]


class TestDivisions:
    @pytest.mark.parametrize(
        ("types", "divisions", "fault"),
        [
            ((), ("411329104", "411329999"), ("divisions.1", "unknown-unit")),
            ((), ("411329",), ("divisions.0", "whole-county")),
            (("veteran-deceased", "programme-published"), HERE, ("types.1", "no-division")),
        ],
    )
    def test_are_units_below_the_centre_that_events_stand_at(
        self, types: tuple[str, ...], divisions: tuple[str, ...], fault: tuple[str, str]
    ) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted(*types, divisions=divisions), PATHS, today=TODAY)
        assert [(each.field, each.code) for each in refused.value.fields] == [fault]

    def test_may_be_named(self) -> None:
        must_be_offered(wanted(divisions=HERE), PATHS, today=TODAY)


class TestTheDoor:
    @pytest.mark.parametrize("wrong", [{"over": "http"}, {"account_id": new_id()}])
    def test_over_http_has_an_account_and_no_other_has(self, wrong: dict[str, object]) -> None:
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted(**wrong), {}, today=TODAY)
        assert [each.field for each in refused.value.fields] == ["account"]


class TestAFeed:
    def test_is_for_who_does_not_read_whole_topics_from_kafka(self) -> None:
        assert feed_of(wanted(), None, number="1", today=TODAY) is None
        assert feed_of(wanted(divisions=HERE), None, number="1", today=TODAY) == f"feed.{NAME}-1"
        assert feed_of(wanted(over="http", account_id=new_id()), None, number="3", today=TODAY) == f"feed.{NAME}-3"

    @pytest.mark.parametrize(
        ("now", "before", "feed"),
        [
            ({}, {}, "1"),
            ({"until_on": UNTIL + timedelta(days=9)}, {}, "1"),
            ({"divisions": ("411329104", "411329105")}, {}, "2"),
            ({"types": ("veteran-deceased", "veteran-registered")}, {}, "2"),
            ({"over": "http"}, {}, "2"),
            ({}, {"revoked_at": NOW}, "2"),
            ({}, {"until_on": TODAY - timedelta(days=1)}, "2"),
        ],
    )
    def test_goes_on_while_it_holds_and_its_scope_stays(
        self, now: dict[str, Any], before: dict[str, Any], feed: str
    ) -> None:
        was = Subscriber(
            NAME, ("veteran-deceased",), HERE, over="kafka", until_on=UNTIL, feed=f"feed.{NAME}-1", revoked_at=None,
            version=1,
        )  # fmt: skip
        asked = replace(wanted(divisions=HERE), **now)
        assert feed_of(asked, replace(was, **before), number="2", today=TODAY) == f"feed.{NAME}-{feed}"


class TestAnAddress:
    @pytest.mark.parametrize(
        ("over", "address"), [("webhook", None), ("kafka", "https://a.example/"), ("http", "https://a.example/")]
    )
    def test_is_of_who_is_sent_events_and_of_nobody_else(self, over: str, address: str | None) -> None:
        account = new_id() if over == "http" else None
        with pytest.raises(SubscriptionInvalid) as refused:
            must_be_offered(wanted(over=over, address=address, account_id=account), {}, today=TODAY)
        assert [(each.field, each.code) for each in refused.value.fields] == [("address", "webhook-address")]

    def test_may_change_while_its_feed_goes_on(self) -> None:
        asked = wanted(over="webhook", address="https://b.example/")
        before = Subscriber(NAME, asked.types, (), "webhook", UNTIL, f"feed.{NAME}-1", None, 1)
        assert feed_of(asked, before, number="2", today=TODAY) == f"feed.{NAME}-1"

    @pytest.mark.parametrize(
        "address",
        [
            "http://a.example/",
            "https://u:p@a.example/",
            "https://a.example/#x",
            "https:///x",
            "ftp://a",
            "https://a b.example/",
            "https://" + "a" * 300,
        ],
    )
    def test_is_one_of_https_without_a_secret_in_it(self, address: str) -> None:
        said = {
            "subscriber": NAME,
            "types": ["veteran-deceased"],
            "until_on": f"{UNTIL}",
            "purpose": "核对死亡",
            "legal_basis": "民政函3号",
            "over": "webhook",
        }
        assert SubscriptionForm.model_validate({**said, "address": "https://a.example:8443/x?county=1"}).address
        with pytest.raises(ValidationError, match="address"):
            SubscriptionForm.model_validate({**said, "address": address})
