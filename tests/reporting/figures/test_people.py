"""F23, F25, F26, F51: what is done for people counts as it is believed now, and not twice."""

from collections import Counter
from datetime import date
from typing import Any

import msgspec

from services.reporting.figures.domain import COUNTS, contributions
from shared.events.benefits import checks, merchants
from shared.events.contract import Event
from shared.ids import new_id

CENTRE, ROOM, OTHER = "411329", "411329.411329104.411329104210", "411329.411329105"
MARCH, APRIL, MAY, JUNE = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1), date(2019, 6, 1)
CHECK: dict[str, Any] = {
    "entry_id": new_id(), "person_id": new_id(), "org_code": "411329104210", "org_path": ROOM, "year": 2019, "batch": 1,
    "scheduled_on": MARCH,
}  # fmt: skip
AGREEMENT: dict[str, Any] = {
    "entry_id": new_id(), "org_code": CENTRE, "org_path": CENTRE, "industry": "driving", "intended_on": MARCH,
}  # fmt: skip


def counted(*events: Any) -> dict[tuple[str, str, date], int]:
    """By figure, unit and day, what the events add up to."""
    found: Counter[tuple[str, str, date]] = Counter()
    for event in events:
        for entry in contributions(event, str(event.entry_id), COUNTS):
            found[entry.figure_code, entry.org_path, entry.day] += entry.delta
    return {each: delta for each, delta in found.items() if delta}


def changed(contract: type[Any], state: type[msgspec.Struct], event: Event, **more: Any) -> Any:
    """What is told when the entry of an event says otherwise."""
    stated = {name: getattr(event, name) for name in state.__struct_fields__}
    own = {**stated, **more}
    return contract(**own) if "before" not in contract.__struct_fields__ else contract(**own, before=state(**stated))


def check(contract: type[Any], event: Event, **more: Any) -> Any:
    return changed(contract, checks.HealthCheck, event, **more)


def agreement(contract: type[Any], event: Event, **more: Any) -> Any:
    return changed(contract, merchants.MerchantAgreement, event, **more)


class TestAHealthCheck:
    def test_counts_once_it_was_had_and_no_more_when_it_was_not(self) -> None:
        scheduled = checks.HealthCheckScheduled(**CHECK)
        had = check(checks.HealthCheckCompleted, scheduled, completed_on=APRIL)
        assert counted(scheduled, had) == {("F23", ROOM, APRIL): 1}
        later = check(checks.HealthCheckCorrected, had, completed_on=MAY)
        assert counted(scheduled, had, later) == {("F23", ROOM, MAY): 1}
        none = check(checks.HealthCheckCorrected, later, completed_on=None)
        assert counted(scheduled, had, later, none) == {}
        assert counted(scheduled, had, check(checks.HealthCheckRevoked, had)) == {}
        missed = check(checks.HealthCheckNoShow, scheduled, missed_on=APRIL)
        assert counted(scheduled, missed, check(checks.HealthCheckRevoked, missed)) == {}

    def test_counts_where_the_person_stood_when_it_was_last_written(self) -> None:
        had = check(checks.HealthCheckCompleted, checks.HealthCheckScheduled(**CHECK), completed_on=APRIL)
        asked = check(checks.HealthCheckFollowedUp, had, followed_up_on=MAY, org_path=OTHER)
        assert counted(had, asked) == {("F23", OTHER, APRIL): 1}
        assert counted(had, asked, check(checks.HealthCheckRevoked, asked)) == {}

    def test_counts_not_where_another_file_of_the_person_does(self) -> None:
        had = check(checks.HealthCheckCompleted, checks.HealthCheckScheduled(**CHECK), completed_on=APRIL)
        doubled = check(checks.HealthCheckCorrected, had, doubled=True)
        assert counted(had, doubled) == {}
        assert counted(had, doubled, check(checks.HealthCheckRevoked, doubled)) == {}
        alone = check(checks.HealthCheckCorrected, doubled, doubled=False)
        assert counted(had, doubled, alone) == {("F23", ROOM, APRIL): 1}

    def test_is_told_apart_where_no_category_qualified(self) -> None:
        had = check(checks.HealthCheckCompleted, checks.HealthCheckScheduled(**CHECK), completed_on=APRIL)
        marked = check(checks.HealthCheckCorrected, had, unqualified=True)
        both = {("F23", ROOM, APRIL): 1, ("F51", ROOM, APRIL): 1}
        assert counted(had, marked) == both
        doubled = check(checks.HealthCheckCorrected, marked, doubled=True)
        assert counted(had, marked, doubled) == {}
        assert counted(had, marked, check(checks.HealthCheckRevoked, marked)) == {}
        assert counted(had, marked, check(checks.HealthCheckCorrected, marked, unqualified=False)) == {
            ("F23", ROOM, APRIL): 1
        }
        moved = check(checks.HealthCheckFollowedUp, marked, followed_up_on=MAY, org_path=OTHER)
        assert counted(had, marked, moved) == {(code, OTHER, day): 1 for code, _, day in both}


class TestAnAgreement:
    def test_counts_from_its_signature_to_its_end(self) -> None:
        intended = merchants.MerchantIntentionRecorded(**AGREEMENT)
        signed = agreement(merchants.MerchantAgreementSigned, intended, signed_on=APRIL, rate_bp=1000)
        ended = agreement(merchants.MerchantAgreementEnded, signed, ended_on=JUNE)
        assert counted(intended) == {}
        assert counted(intended, signed) == {("F25", CENTRE, APRIL): 1}
        assert counted(intended, signed, ended) == {("F25", CENTRE, APRIL): 1, ("F25", CENTRE, JUNE): -1}
        goes_on = agreement(merchants.MerchantAgreementCorrected, ended, ended_on=None)
        assert counted(intended, signed, ended, goes_on) == {("F25", CENTRE, APRIL): 1}
        assert counted(signed, ended, agreement(merchants.MerchantAgreementRevoked, ended)) == {}

    def test_counts_to_its_last_day_unless_it_ends_before(self) -> None:
        intended = merchants.MerchantIntentionRecorded(**AGREEMENT)
        until = date(2019, 5, 31)
        signed = agreement(merchants.MerchantAgreementSigned, intended, signed_on=APRIL, valid_until=until)
        assert counted(signed) == {("F25", CENTRE, APRIL): 1, ("F25", CENTRE, JUNE): -1}
        ended = agreement(merchants.MerchantAgreementEnded, signed, ended_on=MAY)
        assert counted(signed, ended) == {("F25", CENTRE, APRIL): 1, ("F25", CENTRE, MAY): -1}
        past = agreement(merchants.MerchantAgreementSigned, intended, signed_on=APRIL, valid_until=MARCH)
        assert counted(past) == {}


class TestAnIntention:
    def test_counts_of_supermarkets_until_it_is_signed_or_ends(self) -> None:
        intended = merchants.MerchantIntentionRecorded(**{**AGREEMENT, "industry": "supermarket"})
        assert counted(intended) == {("F26", CENTRE, MARCH): 1}
        ended = agreement(merchants.MerchantAgreementEnded, intended, ended_on=MAY)
        assert counted(intended, ended) == {("F26", CENTRE, MARCH): 1, ("F26", CENTRE, MAY): -1}
        signed = agreement(merchants.MerchantAgreementSigned, intended, signed_on=APRIL)
        found = counted(intended, signed)
        assert found == {("F26", CENTRE, MARCH): 1, ("F26", CENTRE, APRIL): -1, ("F25", CENTRE, APRIL): 1}
        assert counted(intended, signed, agreement(merchants.MerchantAgreementRevoked, signed)) == {}
        other = agreement(merchants.MerchantAgreementCorrected, intended, industry="goods")
        assert counted(intended, other) == {}
