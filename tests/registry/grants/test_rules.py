"""Who may be granted what, and by whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.registry.accounts.domain.account import Kind
from services.registry.accounts.domain.lasting import LastHolder, LastingGrant, check_not_last
from services.registry.grants.domain.grant import (
    DutiesNotSeparate,
    GrantAlreadyRevoked,
    GrantHeldAlready,
    GrantInvalid,
    HeldGrant,
    NotYoursToDelegate,
    Period,
    ProposedGrant,
    check_delegation,
    check_grant,
)
from services.registry.grants.domain.proposal import (
    GrantToOneself,
    NotTheSecondPerson,
    OpenedByTheOther,
    Party,
    Proposal,
    SecondPersonNeeded,
    check_parties,
    check_second_person,
)
from services.registry.grants.parameters import SECOND_PERSON, Ground
from shared.approval.proposal import ProposalDecided
from shared.auth.permissions import INDISPENSABLE
from shared.auth.roles import DENIED, Role

NOW = datetime(2019, 4, 30, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ACCOUNT, OTHER, THIRD = UUID(int=2), UUID(int=3), UUID(int=4)
CENTRE, STATION = "411329", "411329.411329104"
STAFF, MACHINE = Party(ACCOUNT, None), Party(ACCOUNT, None, Kind.MACHINE)


def given_proposed(role: str = Role.CENTRE_STAFF, until: datetime | None = None, **changes: Any) -> ProposedGrant:
    proposed = ProposedGrant(ACCOUNT, role, CENTRE, Period(NOW, until), Ground.APPOINTMENT)
    return replace(proposed, **changes)


def given_held(role: str, *, grant: int = 1, until: datetime | None = None, **changes: Any) -> HeldGrant:
    begun = NOW - 30 * DAY
    held = HeldGrant(UUID(int=grant), ACCOUNT, role, CENTRE, Ground.APPOINTMENT, None, begun, until, None)
    return replace(held, **changes)


def faults(proposed: ProposedGrant) -> list[tuple[str, str]]:
    with pytest.raises(GrantInvalid) as refused:
        check_grant(proposed, holder=STAFF, held=[], now=NOW)
    return [(fault.field, fault.code) for fault in refused.value.fields]


class TestAGrant:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUBSCRIBER])
    def test_is_possible_for_every_role_of_a_person(self, role: Role) -> None:
        check_grant(given_proposed(role), holder=STAFF, held=[], now=NOW)

    def test_ends_after_it_begins(self) -> None:
        assert faults(given_proposed(period=Period(NOW + 2 * DAY, NOW + DAY))) == [("valid_until", "period-not-empty")]

    def test_is_not_over_already(self) -> None:
        assert faults(given_proposed(period=Period(NOW - 2 * DAY, NOW - DAY))) == [("valid_until", "period-not-over")]

    def test_of_a_machine_ends_within_a_year(self) -> None:
        assert faults(given_proposed(Role.SUBSCRIBER)) == [("valid_until", "machine-grant-ends")]
        a_leap_year = NOW + 366 * DAY
        longer = given_proposed(Role.SUBSCRIBER, a_leap_year + timedelta(microseconds=1))
        assert faults(longer) == [("valid_until", "machine-grant-ends")]
        check_grant(given_proposed(Role.SUBSCRIBER, a_leap_year), holder=STAFF, held=[], now=NOW)

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUBSCRIBER])
    def test_makes_no_machine_a_clerk(self, role: Role) -> None:
        with pytest.raises(GrantInvalid) as refused:
            check_grant(given_proposed(role, NOW + DAY), holder=MACHINE, held=[], now=NOW)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [("role", "machine-subscribes")]

    def test_may_be_denied_to_a_machine(self) -> None:
        denial = given_proposed(DENIED, ground=Ground.DENIAL)
        check_grant(denial, holder=MACHINE, held=[], now=NOW)

    @pytest.mark.parametrize(("ground", "longest"), [(Ground.DELEGATION, 30 * DAY), (Ground.EMERGENCY, DAY)])
    def test_that_is_lent_or_urgent_ends_soon(self, ground: Ground, longest: timedelta) -> None:
        assert SECOND_PERSON[ground].longest == longest
        check_grant(given_proposed(until=NOW + longest, ground=ground), holder=STAFF, held=[], now=NOW)
        for until in (None, NOW + longest + timedelta(microseconds=1)):
            assert faults(given_proposed(until=until, ground=ground)) == [("valid_until", "ends-in-time")]

    @pytest.mark.parametrize(
        ("held", "role"),
        [
            (Role.SYSTEM_ADMINISTRATOR, Role.CENTRE_STAFF),
            (Role.ROOM_STAFF, Role.SYSTEM_ADMINISTRATOR),
            (Role.AUDITOR, Role.BUREAU_LEADER),
            (Role.MEDIATOR, Role.AUDITOR),
            (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR),
            (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR),
            (Role.SECURITY_ADMINISTRATOR, Role.AUDITOR),
            (Role.BUREAU_LEADER, Role.SECURITY_ADMINISTRATOR),
        ],
    )
    def test_never_joins_two_duties_in_one_account(self, held: Role, role: Role) -> None:
        with pytest.raises(DutiesNotSeparate):
            check_grant(given_proposed(role), holder=STAFF, held=[given_held(held)], now=NOW)

    def test_may_stand_beside_another_role_of_business(self) -> None:
        check_grant(given_proposed(Role.MEDIATOR), holder=STAFF, held=[given_held(Role.STATION_STAFF)], now=NOW)

    def test_may_follow_another_duty_that_ends_before(self) -> None:
        check_grant(given_proposed(), holder=STAFF, held=[given_held(Role.AUDITOR, until=NOW)], now=NOW)

    def test_may_not_reach_into_another_duty_that_begins_later(self) -> None:
        later = given_held(Role.AUDITOR, valid_from=NOW + DAY)
        with pytest.raises(DutiesNotSeparate):
            check_grant(given_proposed(), holder=STAFF, held=[later], now=NOW)
        check_grant(given_proposed(until=NOW + DAY), holder=STAFF, held=[later], now=NOW)

    def test_is_held_once_for_a_unit_at_a_time(self) -> None:
        with pytest.raises(GrantHeldAlready):
            check_grant(given_proposed(), holder=STAFF, held=[given_held(Role.CENTRE_STAFF)], now=NOW)
        check_grant(given_proposed(org_path=STATION), holder=STAFF, held=[given_held(Role.CENTRE_STAFF)], now=NOW)
        check_grant(given_proposed(), holder=STAFF, held=[given_held(Role.CENTRE_STAFF, until=NOW)], now=NOW)

    def test_may_be_given_to_who_is_denied_and_the_reverse(self) -> None:
        check_grant(given_proposed(), holder=STAFF, held=[given_held(DENIED)], now=NOW)
        check_grant(
            given_proposed(DENIED, ground=Ground.DENIAL), holder=STAFF, held=[given_held(Role.AUDITOR)], now=NOW
        )


class TestTheParties:
    def test_are_three_persons(self) -> None:
        check_parties(Party(ACCOUNT, None), Party(OTHER, None), Party(THIRD, None))

    def test_are_not_the_holder_himself(self) -> None:
        for others in ([ACCOUNT, OTHER], [OTHER, ACCOUNT]):
            with pytest.raises(GrantToOneself):
                check_parties(Party(ACCOUNT, None), *(Party(each, None) for each in others))

    def test_are_not_one_person_twice(self) -> None:
        with pytest.raises(SecondPersonNeeded):
            check_parties(Party(ACCOUNT, None), Party(OTHER, None), Party(OTHER, None))

    @pytest.mark.parametrize(
        "opened_by",
        [(OTHER, None, None), (THIRD, None, None), (None, ACCOUNT, None), (None, THIRD, None), (None, None, OTHER)],
    )
    def test_opened_no_account_of_one_another(self, opened_by: tuple[UUID | None, ...]) -> None:
        holder, *others = map(Party, (ACCOUNT, OTHER, THIRD), opened_by)
        with pytest.raises(OpenedByTheOther):
            check_parties(holder, *others)

    def test_may_have_been_opened_by_somebody_else(self) -> None:
        check_parties(Party(ACCOUNT, UUID(int=9)), Party(OTHER, UUID(int=9)), Party(THIRD, UUID(int=9)))


class TestASecondPerson:
    @pytest.mark.parametrize("ground", SECOND_PERSON)
    def test_is_somebody_whose_role_it_is(self, ground: Ground) -> None:
        proposal = given_proposal(ground=ground)
        for role in Role:
            if role in SECOND_PERSON[ground].roles:
                check_second_person(proposal, [role])
            else:
                with pytest.raises(NotTheSecondPerson):
                    check_second_person(proposal, [role])

    def test_decides_once(self) -> None:
        with pytest.raises(ProposalDecided):
            check_second_person(given_proposal(outcome="refused", decided_at=NOW), [Role.BUREAU_LEADER])


class TestAConfirmation:
    def test_gives_nothing_for_the_time_before_it(self) -> None:
        for valid_from, expected in ((None, NOW), (NOW - DAY, NOW), (NOW + DAY, NOW + DAY)):
            assert given_proposal(valid_from=valid_from).confirmed_at(NOW).period.from_ == expected


class TestDelegating:
    @pytest.mark.parametrize(
        "own",
        [
            given_held(Role.CENTRE_STAFF, until=NOW + DAY),
            given_held(Role.CENTRE_STAFF, valid_from=NOW + timedelta(hours=1)),
            given_held(Role.STATION_STAFF),
            given_held(Role.CENTRE_STAFF, org_path=STATION),
            given_held(Role.CENTRE_STAFF, ground=Ground.DELEGATION),
            given_held(Role.CENTRE_STAFF, ground=Ground.EMERGENCY),
        ],
    )
    def test_is_of_what_one_holds_oneself_there_and_so_long(self, own: HeldGrant) -> None:
        with pytest.raises(NotYoursToDelegate):
            check_delegation(given_proposed(until=NOW + 2 * DAY), own=[own])

    def test_is_possible_for_a_part_of_it(self) -> None:
        own = given_held(Role.CENTRE_STAFF, until=NOW + 3 * DAY)
        check_delegation(given_proposed(org_path=STATION, until=NOW + 3 * DAY), own=[own])


class TestTheLastHolder:
    @pytest.mark.parametrize("role", INDISPENSABLE)
    def test_can_go_while_another_account_holds_the_same(self, role: Role) -> None:
        first, second = given_lasting(role), given_lasting(role, grant=2, account_id=OTHER)
        check_not_last([first], [first, second])

    @pytest.mark.parametrize("role", INDISPENSABLE)
    def test_cannot_go(self, role: Role) -> None:
        last, same_account = given_lasting(role), given_lasting(role, grant=2)
        others = [given_lasting(each, grant=3, account_id=OTHER) for each in INDISPENSABLE if each != role]
        with pytest.raises(LastHolder) as refused:
            check_not_last([last, same_account], [last, same_account, *others])
        assert "全县" in refused.value.sentence("zh-CN")


class TestRevoking:
    def test_is_refused_a_second_time(self) -> None:
        with pytest.raises(GrantAlreadyRevoked):
            given_held(Role.MEDIATOR, revoked_at=NOW).must_be_unrevoked()


def given_lasting(role: Role, *, grant: int = 1, account_id: UUID = ACCOUNT) -> LastingGrant:
    return LastingGrant(UUID(int=grant), account_id, role)


def given_proposal(**changes: Any) -> Proposal:
    proposal = Proposal(
        UUID(int=7), ACCOUNT, Role.CENTRE_STAFF, CENTRE, Ground.APPOINTMENT, "登记", None, None, OTHER, None, None, None
    )
    return replace(proposal, **changes)
