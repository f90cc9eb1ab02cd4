"""Who may be granted what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.registry.grants.domain import (
    DutiesNotSeparate,
    GrantAlreadyRevoked,
    GrantInvalid,
    GrantToOneself,
    HeldGrant,
    LastAdministrator,
    Period,
    ProposedGrant,
    check_grant,
    check_revocation,
)
from shared.auth.roles import Role

NOW = datetime(2019, 4, 30, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
GIVER, ACCOUNT = UUID(int=1), UUID(int=2)


def given_proposal(role: Role = Role.CENTRE_STAFF, until: datetime | None = None) -> ProposedGrant:
    return ProposedGrant(ACCOUNT, role, Period(NOW, until))


def given_held(role: Role, *, grant: int = 1, until: datetime | None = None) -> HeldGrant:
    return HeldGrant(UUID(int=grant), ACCOUNT, role, "411329", NOW - 30 * DAY, until, None)


def faults(proposed: ProposedGrant) -> list[tuple[str, str]]:
    with pytest.raises(GrantInvalid) as refused:
        check_grant(proposed, giver_id=GIVER, held=[], now=NOW)
    return [(fault.field, fault.code) for fault in refused.value.fields]


class TestGiving:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUBSCRIBER])
    def test_is_allowed_for_every_role_of_a_person(self, role: Role) -> None:
        check_grant(given_proposal(role), giver_id=GIVER, held=[], now=NOW)

    @pytest.mark.parametrize("role", list(Role))
    def test_is_refused_to_oneself(self, role: Role) -> None:
        with pytest.raises(GrantToOneself):
            check_grant(given_proposal(role), giver_id=ACCOUNT, held=[], now=NOW)

    def test_is_refused_when_it_ends_before_it_begins(self) -> None:
        proposed = replace(given_proposal(), period=Period(NOW + 2 * DAY, NOW + DAY))
        assert faults(proposed) == [("valid_until", "period-not-empty")]

    def test_is_refused_when_it_is_over_already(self) -> None:
        proposed = replace(given_proposal(), period=Period(NOW - 2 * DAY, NOW - DAY))
        assert faults(proposed) == [("valid_until", "period-not-over")]

    def test_is_refused_to_a_machine_without_end_or_for_longer_than_a_year(self) -> None:
        assert faults(given_proposal(Role.SUBSCRIBER)) == [("valid_until", "machine-grant-ends")]
        a_leap_year = NOW + 366 * DAY
        longer = given_proposal(Role.SUBSCRIBER, a_leap_year + timedelta(microseconds=1))
        assert faults(longer) == [("valid_until", "machine-grant-ends")]
        check_grant(given_proposal(Role.SUBSCRIBER, a_leap_year), giver_id=GIVER, held=[], now=NOW)

    @pytest.mark.parametrize(
        ("held", "role"),
        [
            (Role.SYSTEM_ADMINISTRATOR, Role.CENTRE_STAFF),
            (Role.ROOM_STAFF, Role.SYSTEM_ADMINISTRATOR),
            (Role.AUDITOR, Role.BUREAU_LEADER),
            (Role.MEDIATOR, Role.AUDITOR),
            (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR),
        ],
    )
    def test_is_refused_when_administration_audit_and_business_would_meet(self, held: Role, role: Role) -> None:
        with pytest.raises(DutiesNotSeparate):
            check_grant(given_proposal(role), giver_id=GIVER, held=[given_held(held)], now=NOW)

    def test_is_allowed_beside_another_role_of_business(self) -> None:
        held = [given_held(Role.STATION_STAFF)]
        check_grant(given_proposal(Role.MEDIATOR), giver_id=GIVER, held=held, now=NOW)

    def test_is_allowed_when_the_other_duty_ends_before(self) -> None:
        held = [given_held(Role.AUDITOR, until=NOW)]
        check_grant(given_proposal(Role.CENTRE_STAFF), giver_id=GIVER, held=held, now=NOW)

    def test_is_refused_when_the_other_duty_begins_later(self) -> None:
        later = replace(given_held(Role.AUDITOR), valid_from=NOW + DAY)
        with pytest.raises(DutiesNotSeparate):
            check_grant(given_proposal(Role.CENTRE_STAFF), giver_id=GIVER, held=[later], now=NOW)
        check_grant(given_proposal(Role.CENTRE_STAFF, NOW + DAY), giver_id=GIVER, held=[later], now=NOW)


class TestRevoking:
    def test_is_allowed_while_another_administrator_lasts(self) -> None:
        first, second = (given_held(Role.SYSTEM_ADMINISTRATOR, grant=grant) for grant in (1, 2))
        check_revocation(first, administrators=[first, second], now=NOW)

    def test_is_refused_for_the_last_administrator(self) -> None:
        last = given_held(Role.SYSTEM_ADMINISTRATOR)
        deputy = given_held(Role.SYSTEM_ADMINISTRATOR, grant=2, until=NOW + DAY)
        with pytest.raises(LastAdministrator):
            check_revocation(last, administrators=[last, deputy], now=NOW)
        check_revocation(deputy, administrators=[last, deputy], now=NOW)

    def test_counts_no_administrator_who_has_not_begun(self) -> None:
        last = given_held(Role.SYSTEM_ADMINISTRATOR)
        future = replace(given_held(Role.SYSTEM_ADMINISTRATOR, grant=2), valid_from=NOW + DAY)
        with pytest.raises(LastAdministrator):
            check_revocation(last, administrators=[last, future], now=NOW)

    def test_is_refused_a_second_time(self) -> None:
        with pytest.raises(GrantAlreadyRevoked):
            check_revocation(replace(given_held(Role.MEDIATOR), revoked_at=NOW), administrators=[], now=NOW)
