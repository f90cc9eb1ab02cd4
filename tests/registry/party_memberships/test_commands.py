"""Formal membership apart from the station's branch, and letters that expire (T11)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.main import PARTY_CHECKS, PARTY_LASTED
from services.registry.party.commands import dissolve_party_organisation
from services.registry.party.domain import PartyKind, PartyOrganisationOccupied
from services.registry.party_memberships.commands import (
    Issued,
    Stated,
    complete_membership_transfer,
    record_affiliation,
    record_membership,
    revoke_membership_transfer,
    start_membership_transfer,
    take_membership_slip_back,
)
from services.registry.party_memberships.domain import (
    Letter,
    LetterChanged,
    LetterEnded,
    LetterNotFound,
    MembershipGoneOn,
    MembershipInvalid,
    NoFormalMembership,
    NoMember,
    NoSlip,
    TransferOpen,
)
from services.registry.party_memberships.parameters import LetterState
from services.registry.party_memberships.queries import count_affiliated, count_formal, find_letter
from shared.auth.roles import Role
from tests.registry.given import TODAY, given_network, given_party, given_work, published
from tests.registry.party_memberships.given import clock
from tests.registry.persons import codes_of, given_number, given_veteran

BRANCH, OTHER = "411329104-DZB", "411329105-DZB"
SINCE, ISSUED, LAST = date(2019, 3, 2), date(2019, 4, 1), date(2019, 6, 30)
PAPER = "介绍信存根"


@pytest.fixture
async def member(registry_engine: AsyncEngine) -> UUID:
    """Whose formal membership is with the station's branch."""
    await given_network(registry_engine)
    for station in ("411329104", "411329105"):
        await given_party(registry_engine, PartyKind.BRANCH, station)
    person = await given_veteran(registry_engine)
    await record_membership(given_work(registry_engine), person, Stated(BRANCH, None, SINCE, "党员名册"))
    return person


async def issued(engine: AsyncEngine, person: UUID, **said: Any) -> Letter:
    letter = Issued(**{"to_code": None, "to_outside": "南阳市某社区党支部", "letter_no": "2019-017", **_DAYS, **said})
    return await start_membership_transfer(given_work(engine), person, letter)


_DAYS: dict[str, Any] = {"issued_on": ISSUED, "valid_until": None, "document": PAPER}


async def formal(engine: AsyncEngine, code: str = BRANCH) -> int:
    async with engine.connect() as connection:
        return await count_formal(connection, code)


async def expiring(engine: AsyncEngine, letter: Letter, day: date) -> LetterState:
    at = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)
    await clock(given_work(engine, now=at), letter, at)
    async with engine.connect() as connection:
        found = await find_letter(connection, letter.transfer_id)
    assert found is not None
    return found.state


class TestALetter:
    async def test_takes_one_from_the_branch_when_its_slip_is_back_and_none_from_the_members(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        letter = await issued(registry_engine, member)
        assert (letter.valid_until, await formal(registry_engine)) == (LAST, 1)
        done = await complete_membership_transfer(
            given_work(registry_engine), letter.transfer_id, on=date(2019, 4, 20), document="回执", version=1
        )
        assert (done.state, await formal(registry_engine)) == (LetterState.COMPLETED, 0)
        [(_, sequence, event)] = await published(registry_engine, "party-membership-transfer-completed")
        assert (sequence, event["from_code"], event["to_code"]) == (2, BRANCH, None)
        assert await published(registry_engine, "veteran-profile-updated") == []
        with pytest.raises(LetterEnded):
            await revoke_membership_transfer(given_work(registry_engine), letter.transfer_id, document="误开")

    async def test_is_open_again_where_its_slip_was_a_mistake_and_he_is_where_he_was(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        letter = await issued(registry_engine, member)
        slip: dict[str, Any] = {"document": "回执"}
        with pytest.raises(NoSlip):
            await take_membership_slip_back(given_work(registry_engine), letter.transfer_id, document="误录")
        for version, on in ((1, date(2019, 4, 20)), (3, ISSUED)):
            # The second one also from a letter that went back once.
            done = await complete_membership_transfer(
                given_work(registry_engine), letter.transfer_id, on=on, version=version, **slip
            )
            back = await take_membership_slip_back(
                given_work(registry_engine), letter.transfer_id, document="误录", version=done.version
            )
            assert (back.state, back.completed_on, await formal(registry_engine)) == (LetterState.STARTED, None, 1)
        told = await published(registry_engine, "party-membership-transfer-reopened")
        assert [(sequence, event["completed_on"]) for _, sequence, event in told] == [
            (3, "2019-04-20"),
            (5, "2019-04-01"),
        ]
        assert await expiring(registry_engine, letter, LAST + timedelta(days=1)) is LetterState.EXPIRED
        later = given_work(registry_engine, now=datetime(2019, 7, 10, tzinfo=UTC))
        await complete_membership_transfer(later, letter.transfer_id, on=date(2019, 7, 8), **slip)
        again = await take_membership_slip_back(later, letter.transfer_id, document="误录")
        assert (again.state, await formal(registry_engine)) == (LetterState.EXPIRED, 1)

    async def test_keeps_its_slip_where_membership_was_recorded_since(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        letter = await issued(registry_engine, member, to_outside=None, to_code=OTHER)
        await complete_membership_transfer(
            given_work(registry_engine), letter.transfer_id, on=date(2019, 4, 20), document="回执"
        )
        newer = await issued(registry_engine, member, issued_on=date(2019, 4, 22))
        with pytest.raises(TransferOpen):
            await take_membership_slip_back(given_work(registry_engine), letter.transfer_id, document="误录")
        await revoke_membership_transfer(given_work(registry_engine), newer.transfer_id, document="误开")
        outside = Stated(None, "县外党支部", date(2019, 4, 25), "党员名册")
        await record_membership(given_work(registry_engine), member, outside)
        with pytest.raises(MembershipGoneOn):
            await take_membership_slip_back(given_work(registry_engine), letter.transfer_id, document="误录")

    async def test_expires_on_the_day_after_its_last_and_leaves_him_where_he_was(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        letter = await issued(registry_engine, member)
        assert await expiring(registry_engine, letter, LAST) is LetterState.STARTED
        for _ in range(2):
            assert await expiring(registry_engine, letter, LAST + timedelta(days=1)) is LetterState.EXPIRED
        [(_, sequence, event)] = await published(registry_engine, "party-membership-transfer-expired")
        assert (sequence, event["valid_until"]) == (2, "2019-06-30")
        assert await formal(registry_engine) == 1
        later = given_work(registry_engine, now=datetime(2019, 7, 10, tzinfo=UTC))
        await complete_membership_transfer(later, letter.transfer_id, on=date(2019, 7, 8), document="迟到的回执")
        assert await formal(registry_engine) == 0

    async def test_is_one_at_a_time_and_of_a_member(self, registry_engine: AsyncEngine, member: UUID) -> None:
        letter = await issued(registry_engine, member)
        with pytest.raises(TransferOpen):
            await issued(registry_engine, member)
        stated = Stated(OTHER, None, ISSUED, "党员名册")
        with pytest.raises(TransferOpen):
            await record_membership(given_work(registry_engine), member, stated)
        await revoke_membership_transfer(given_work(registry_engine), letter.transfer_id, document="误开")
        assert await formal(registry_engine) == 1
        again = await issued(registry_engine, member, to_outside=None, to_code=OTHER)
        with pytest.raises(LetterChanged):
            await revoke_membership_transfer(given_work(registry_engine), again.transfer_id, document="误开", version=2)
        await complete_membership_transfer(given_work(registry_engine), again.transfer_id, on=TODAY, document="回执")
        assert (await formal(registry_engine), await formal(registry_engine, OTHER)) == (0, 1)
        no_member = await given_veteran(registry_engine, id_number=given_number(7), political_code="13")
        with pytest.raises(NoMember):
            await issued(registry_engine, no_member)
        unknown = await given_veteran(registry_engine, id_number=given_number(8))
        with pytest.raises(NoFormalMembership):
            await issued(registry_engine, unknown)

    @pytest.mark.parametrize(
        ("said", "faults"),
        [
            ({"issued_on": date(2019, 5, 1)}, {"issued_on": "out-of-order"}),
            ({"issued_on": date(2019, 3, 1)}, {"issued_on": "out-of-order"}),
            ({"valid_until": LAST + timedelta(days=1)}, {"valid_until": "too-long"}),
            ({"valid_until": ISSUED}, {"valid_until": "too-long"}),
            ({"to_outside": None}, {"to_code": "one-of-two"}),
            ({"to_code": OTHER}, {"to_code": "one-of-two"}),
        ],
    )
    async def test_names_its_faults(
        self, registry_engine: AsyncEngine, member: UUID, said: dict[str, Any], faults: dict[str, str]
    ) -> None:
        with pytest.raises(MembershipInvalid) as refused:
            await issued(registry_engine, member, **said)
        assert codes_of(refused.value) == faults

    async def test_is_nobodys_of_another_station(self, registry_engine: AsyncEngine, member: UUID) -> None:
        letter = await issued(registry_engine, member)
        elsewhere = given_work(registry_engine, Role.STATION_STAFF, "411329.411329105")
        with pytest.raises(LetterNotFound):
            await complete_membership_transfer(elsewhere, letter.transfer_id, on=TODAY, document="回执")


class TestFormalMembership:
    async def test_is_apart_from_what_he_takes_part_in(self, registry_engine: AsyncEngine, member: UUID) -> None:
        how: dict[str, Any] = {"since": SINCE, "document": "党员名册"}
        for code, version in ((BRANCH, 1), (OTHER, 2)):
            told = await record_affiliation(given_work(registry_engine), member, party_org_code=code, **how)
            assert told == version
        async with registry_engine.connect() as connection:
            assert (await count_affiliated(connection, BRANCH), await count_affiliated(connection, OTHER)) == (0, 1)
        assert await formal(registry_engine) == 1

    async def test_is_recorded_anew_where_it_was_wrong(self, registry_engine: AsyncEngine, member: UUID) -> None:
        outside = Stated(None, "南阳市某社区党支部", SINCE, "党员名册更正")
        await record_membership(given_work(registry_engine), member, outside)
        assert await formal(registry_engine) == 0
        *_, (_, _, event) = await published(registry_engine, "party-membership-recorded")
        assert (event["party_org_code"], event["is_outside"]) == (None, True)

    async def test_is_what_a_branch_waits_for(self, registry_engine: AsyncEngine, member: UUID) -> None:
        checks = {"held": PARTY_CHECKS, "lasted": PARTY_LASTED}
        how: dict[str, Any] = {"dissolved_on": TODAY, "reason": "reorganised", "document": "批复", **checks}
        with pytest.raises(PartyOrganisationOccupied) as held:
            await dissolve_party_organisation(given_work(registry_engine), BRANCH, **how)
        assert [fault.code for fault in held.value.fields] == ["formal-members"]
