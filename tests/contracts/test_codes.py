"""Fence: code lists say in both languages what a field may hold, and only grow."""

import json
from typing import get_args

import pytest

from services.benefits.cases.parameters import KINDS, OUTCOMES, WITHDRAWALS
from services.benefits.closings.loop import MATTERS as CASES_OPEN
from services.notifications.closings.loop import MATTERS as MESSAGES
from services.notifications.deliveries.domain import LOGGED, NOT_COMPOSED, OUTCOME_UNKNOWN
from services.notifications.templates.parameters import ChannelCode
from services.registry.accounts.commands.epochs import EndCause
from services.registry.duplicates.parameters import Ground
from services.registry.network.domain import HostKind, UnitKind
from services.registry.roles.domain import RoleKind
from services.registry.veterans.commands.sealing import Channel
from services.reporting.closings.loop import MATTERS as COUNTED
from shared.events import codes
from shared.events.catalogue import CATALOGUE
from shared.events.code_list import LIST, CodeList
from shared.events.codes import LISTS
from shared.events.compatibility import breaks, list_breaks
from shared.events.contract import Published
from shared.events.registry import OrgUnitEstablished
from shared.events.schema import example, frozen_list, schema_of
from shared.events.service_codes import OPEN_MATTER
from shared.language import Named
from tests.contracts.given import given_entry, given_event

FIELDS = [
    (entry, name, part)
    for entry in CATALOGUE
    for name, whole in schema_of(entry)["properties"].items()
    for part in (whole, *whole.get("anyOf", ()), whole.get("items", {}))
    if LIST in part
]
# Lists that fields inside the parts of a field name.
NESTED = {
    part[LIST]
    for entry in CATALOGUE
    for whole in schema_of(entry)["properties"].values()
    for part in whole.get("items", {}).get("properties", {}).values()
    if LIST in part
}
# What the owners of the lists write.
WRITTEN = {
    codes.ORG_UNIT_KIND: {*UnitKind},
    codes.HOST_KIND: {*HostKind},
    codes.SOCIAL_ROLE_KIND: {*RoleKind},
    OPEN_MATTER: {matter.code for matters in (CASES_OPEN, COUNTED, MESSAGES) for matter in matters},
    codes.DUPLICATE_GROUND: {*Ground},
    codes.REGISTRATION_CHANNEL: {*get_args(Channel)},
    codes.SESSION_END_CAUSE: {*EndCause},
    codes.CASE_KIND: {*KINDS},
    codes.CASE_OUTCOME: {*OUTCOMES},
    codes.WITHDRAWAL_REASON: {*WITHDRAWALS},
    codes.MESSAGE_CHANNEL: {*get_args(ChannelCode)},
    codes.MESSAGE_FAILURE: {NOT_COMPOSED.reason, OUTCOME_UNKNOWN.reason},
    codes.MESSAGE_SUPPRESSION: {LOGGED.state},
}
GROWN = CodeList("host-kind", "依托单位", "hosts", (*codes.HOST_KIND.codes, Named("enterprise", "企业", "enterprise")))


class TestAList:
    @pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.name)
    def test_is_published_as_it_stands(self, listed: CodeList) -> None:
        assert frozen_list(listed) == listed.published()

    @pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.name)
    def test_says_each_word_once_and_in_both_languages(self, listed: CodeList) -> None:
        assert len(listed.words) == len(listed.codes)
        assert listed.zh
        assert listed.en
        assert all(code.zh and code.en for code in listed.codes)

    def test_is_named_by_a_field(self) -> None:
        assert {part[LIST] for _, _, part in FIELDS} | NESTED == {listed.urn for listed in LISTS}

    @pytest.mark.parametrize("listed", WRITTEN, ids=lambda listed: listed.name)
    def test_has_every_word_that_its_owner_writes(self, listed: CodeList) -> None:
        assert {str(word) for word in WRITTEN[listed]} <= listed.words

    def test_calls_outcomes_and_reasons_as_their_owner_does(self) -> None:
        for listed, owned in ((codes.CASE_OUTCOME, OUTCOMES), (codes.WITHDRAWAL_REASON, WITHDRAWALS)):
            assert {(each.code, each.zh, each.en) for each in owned.values()} <= {
                (each.code, each.zh, each.en) for each in listed.codes
            }

    def test_may_grow_and_lose_nothing(self) -> None:
        assert list_breaks(codes.HOST_KIND.published(), GROWN.published()) == ()
        assert list_breaks(GROWN.published(), codes.HOST_KIND.published()) == ("code enterprise was removed",)


class TestAFieldOfAList:
    @pytest.mark.parametrize(("entry", "name", "part"), FIELDS, ids=lambda each: getattr(each, "name", None))
    def test_has_a_word_of_it_in_the_example(self, entry: Published, name: str, part: dict[str, str]) -> None:
        words = next(listed.words for listed in LISTS if listed.urn == part[LIST])
        said = example(entry)[name]
        assert set(said if isinstance(said, list) else [said]) <= {None, *words}

    def test_keeps_a_word_that_its_reader_does_not_know(self) -> None:
        entry = given_entry("org-unit-established")
        assert "enterprise" not in codes.HOST_KIND.words
        event = given_event(entry, host_kind="enterprise")
        assert isinstance(event, OrgUnitEstablished)
        assert event.host_kind == "enterprise"

    def test_does_not_change_its_list_inside_a_version(self) -> None:
        before = schema_of(given_entry("org-unit-established"))
        after = json.loads(json.dumps(before))
        after["properties"]["host_kind"][LIST] = codes.CASE_KIND.urn
        assert breaks(before, after) == ("field host_kind changed",)
