"""On which days formal membership here counts (F46), whatever becomes of whose it is."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deaths.commands import revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.party.domain import PartyKind
from services.registry.party_memberships.commands import (
    Stated,
    complete_membership_transfer,
    record_affiliation,
    record_membership,
    revoke_membership_transfer,
)
from services.registry.party_memberships.domain import Letter, MembershipInvalid, NoMember
from services.registry.party_memberships.queries import count_formal
from services.registry.veterans.domain.standing import PersonIsDeceased, PersonIsMerged, PersonTransferredOut
from shared.privacy.personal import Personal
from tests.registry.erasures.given import given_dead
from tests.registry.given import KEYRING, TODAY, given_network, given_party, given_work, published
from tests.registry.merges.given import given_pair, merging, unmerging
from tests.registry.party_memberships.test_commands import BRANCH, OTHER, issued
from tests.registry.persons import REGISTRAR, codes_of, given_number, given_veteran
from tests.registry.transfers.given import arriving, left, revoking

SINCE, SLIP, TENTH = date(2019, 3, 2), date(2019, 4, 20), date(2019, 4, 10)
HERE, THERE = "411329.411329104", "411329.411329105"
WRONG = Ground("not-a-veteran", "核查〔2019〕3号")


@pytest.fixture
async def member(registry_engine: AsyncEngine) -> UUID:
    """Whose formal membership is with the station's branch."""
    await given_network(registry_engine)
    for station in ("411329104", "411329105"):
        await given_party(registry_engine, PartyKind.BRANCH, station)
    person = await given_veteran(registry_engine, registered_on="2019-03-01")
    await record_membership(given_work(registry_engine), person, Stated(BRANCH, None, SINCE, "党员名册"))
    return person


async def counted(engine: AsyncEngine) -> dict[tuple[str, date], int]:
    """By unit and day, what everything that was told adds up to."""
    added: Counter[tuple[str, date]] = Counter()
    for _, _, event in await published(engine, "party-membership-counted"):
        for periods, sign in ((event["counted_before"], -1), (event["counted"], 1)):
            for each in periods:
                added[each["org_path"], date.fromisoformat(each["starts_on"])] += sign
                if each["ends_on"] is not None:
                    added[each["org_path"], date.fromisoformat(each["ends_on"])] -= sign
    return {at: value for at, value in added.items() if value}


async def stands(engine: AsyncEngine, code: str = BRANCH) -> int:
    """What registry's own tables say of today; and it is what was told."""
    path = {BRANCH: HERE, OTHER: THERE}[code]
    told = sum(value for (where, day), value in (await counted(engine)).items() if where == path and day <= TODAY)
    async with engine.connect() as connection:
        assert told == await count_formal(connection, code)
    return told


class TestFormalMembership:
    async def test_counts_from_its_first_day_and_goes_with_the_slip(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        assert await counted(registry_engine) == {(HERE, SINCE): 1}
        letter = await issued(registry_engine, member, to_outside=None, to_code=OTHER)
        assert await counted(registry_engine) == {(HERE, SINCE): 1}
        await complete_membership_transfer(
            given_work(registry_engine), letter.transfer_id, on=SLIP, document="回执"
        )  # fmt: skip
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, SLIP): -1, (THERE, SLIP): 1}
        assert (await stands(registry_engine), await stands(registry_engine, OTHER)) == (0, 1)

    async def test_outside_counts_nowhere_and_what_was_wrong_never_did(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        outside = Stated(None, "南阳市某社区党支部", SINCE, "党员名册更正")
        await record_membership(given_work(registry_engine), member, outside)
        assert await counted(registry_engine) == {}
        assert await stands(registry_engine) == 0

    async def test_counts_once_a_day_though_it_is_found_to_have_gone_before_another_began(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        for code, since in ((OTHER, TENTH), (BRANCH, SLIP), (OTHER, date(2019, 3, 20))):
            stated = Stated(code, None, since, "党员名册")
            await record_membership(given_work(registry_engine), member, stated)
        since = date(2019, 3, 20)
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, since): -1, (THERE, since): 1}

    async def test_counts_once_a_day_though_it_had_ended_after_the_day_of_the_slip(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        letter = await issued(registry_engine, member, to_outside=None, to_code=OTHER)
        for code in ("13", "01"):
            said = Correction("political_code", Personal(code), TENTH, "组织部门函")
            await correct_field(given_work(registry_engine), member, said, registrar=REGISTRAR)
        slip = date(2019, 4, 5)
        await complete_membership_transfer(given_work(registry_engine), letter.transfer_id, on=slip, document="回执")
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, slip): -1, (THERE, slip): 1}

    async def test_is_not_with_an_organisation_before_that_was_founded(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        late = await given_party(registry_engine, PartyKind.BRANCH, "411329U01", on=SLIP)
        letter = await issued(registry_engine, member, to_outside=None, to_code=late.party_org_code)
        slip: dict[str, Any] = {"on": TENTH, "document": "回执"}
        with pytest.raises(MembershipInvalid) as refused:
            await complete_membership_transfer(given_work(registry_engine), letter.transfer_id, **slip)
        assert codes_of(refused.value) == {"completed_on": "before-organisation"}
        await revoke_membership_transfer(given_work(registry_engine), letter.transfer_id, document="作废")
        stated = Stated(late.party_org_code, None, TENTH, "党员名册")
        with pytest.raises(MembershipInvalid) as refused:
            await record_membership(given_work(registry_engine), member, stated)
        assert codes_of(refused.value) == {"since": "before-organisation"}
        taking_part: dict[str, Any] = {"party_org_code": late.party_org_code, "since": TENTH, "document": "名册"}
        with pytest.raises(MembershipInvalid) as refused:
            await record_affiliation(given_work(registry_engine), member, **taking_part)
        assert codes_of(refused.value) == {"since": "before-organisation"}
        assert await counted(registry_engine) == {(HERE, SINCE): 1}

    async def test_ends_with_a_death_and_goes_on_when_that_was_wrong(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        await given_dead(registry_engine, member, TENTH)
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, TENTH): -1}
        assert await stands(registry_engine) == 0
        await revoke_death_record(
            given_work(registry_engine), member, reason="unfounded", document="第6号", keyring=KEYRING
        )
        assert await counted(registry_engine) == {(HERE, SINCE): 1}
        assert await stands(registry_engine) == 1

    async def test_never_counted_of_who_should_not_be_in_the_register(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        await deregister_veteran(given_work(registry_engine), member, WRONG, keyring=KEYRING)
        assert await counted(registry_engine) == {}
        await revoke_deregistration(given_work(registry_engine), member, WRONG, keyring=KEYRING)
        assert await counted(registry_engine) == {(HERE, SINCE): 1}

    async def test_ends_with_a_departure_and_is_recorded_anew_of_who_comes_back(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        await left(registry_engine, member, TENTH)
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, TENTH): -1}
        await revoking(registry_engine, member)
        assert await counted(registry_engine) == {(HERE, SINCE): 1}
        await left(registry_engine, member, TENTH)
        await arriving(registry_engine, member)
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, TENTH): -1}
        assert await stands(registry_engine) == 0

    async def test_ends_where_the_file_says_that_he_is_no_member(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        said = Correction("political_code", Personal("13"), TENTH, "组织部门函")
        await correct_field(given_work(registry_engine), member, said, registrar=REGISTRAR)
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, TENTH): -1}
        assert await stands(registry_engine) == 0

    async def test_is_the_survivors_of_two_files(self, registry_engine: AsyncEngine, member: UUID) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(2))
        await record_membership(given_work(registry_engine), other, Stated(OTHER, None, SINCE, "党员名册"))
        pair = await given_pair(registry_engine, member, other)
        await merging(registry_engine, pair, member)
        assert await counted(registry_engine) == {(HERE, SINCE): 1}
        assert (await stands(registry_engine), await stands(registry_engine, OTHER)) == (1, 0)
        await unmerging(registry_engine, pair, member)
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (THERE, SINCE): 1}

    async def test_comes_to_nobody_who_died_or_has_another_file_before_the_slip_was_back(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(2), registered_on="2019-03-01")
        await record_membership(given_work(registry_engine), other, Stated(OTHER, None, SINCE, "党员名册"))
        sent = [
            await issued(registry_engine, person, to_outside=None, to_code=code)
            for person, code in ((member, OTHER), (other, BRANCH))
        ]
        await merging(registry_engine, await given_pair(registry_engine, member, other), member)
        await given_dead(registry_engine, member, TENTH)
        for letter, refusal in zip(sent, (PersonIsDeceased, PersonIsMerged), strict=True):
            with pytest.raises(refusal):
                await _slip(registry_engine, letter)
            await revoke_membership_transfer(given_work(registry_engine), letter.transfer_id, document="作废")
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, TENTH): -1}

    async def test_comes_to_nobody_who_is_no_member_any_more(self, registry_engine: AsyncEngine, member: UUID) -> None:
        letter = await issued(registry_engine, member, to_outside=None, to_code=OTHER)
        said = Correction("political_code", Personal("13"), TENTH, "组织部门函")
        await correct_field(given_work(registry_engine), member, said, registrar=REGISTRAR)
        with pytest.raises(NoMember):
            await _slip(registry_engine, letter)

    async def test_goes_with_who_has_left_the_county_to_an_organisation_outside_alone(
        self, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        inside = await issued(registry_engine, member, to_outside=None, to_code=OTHER)
        await left(registry_engine, member, TENTH)
        with pytest.raises(PersonTransferredOut):
            await _slip(registry_engine, inside)
        await revoking(registry_engine, member)
        await revoke_membership_transfer(given_work(registry_engine), inside.transfer_id, document="作废")
        outside = await issued(registry_engine, member)
        await left(registry_engine, member, TENTH)
        await _slip(registry_engine, outside)
        assert await counted(registry_engine) == {(HERE, SINCE): 1, (HERE, TENTH): -1}


async def _slip(engine: AsyncEngine, letter: Letter) -> None:
    await complete_membership_transfer(given_work(engine), letter.transfer_id, on=SLIP, document="回执")
