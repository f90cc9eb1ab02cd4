"""The name and number of a relative or proxy who has no record of his own are corrected by two persons, by the file of
the veteran beside whom he stands."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import (
    forget_unknown,
)
from services.registry.corrections.domain.correction import CorrectionInvalid, NumberOfAnother
from services.registry.corrections.domain.identity import TypedOtherwise
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.corrections.parameters import IdentityKind
from services.registry.deaths.commands import Reported, record_death
from services.registry.families.commands import correct_relation
from services.registry.families.domain import CompanionNotFound
from services.registry.families.rules import Claim
from services.registry.proxies.commands import revoke_proxy
from services.registry.veterans.commands.search import TooManySearches
from services.registry.veterans.commands.taking_in import NameDiffers
from services.registry.veterans.domain.registration import AlreadyRegistered
from shared.approval.proposal import ProposalDecided, ProposalOpen, ProposedByOneself
from tests.races import race
from tests.registry.corrections.given import (
    DOCUMENT,
    RIGHT,
    confirming,
    given_wife,
    proposing,
    relative_of,
)
from tests.registry.families.given import MARRIED, WIFE, keeper, relating
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import (
    ROOM_PATH,
    ZHANG_WEI,
    codes_of,
    given_number,
    given_veteran,
)
from tests.registry.proxies.given import SON, authorising
from tests.registry.registrations.given import scalar


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestARelativesNumber:
    async def test_is_the_right_one_once_a_second_person_has_typed_it_and_the_old_is_free(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, relation_id = await given_wife(registry_engine)
        own, centre = keeper(registry_engine), given_work(registry_engine)
        correction = await proposing(own, veteran_id, wife)
        with pytest.raises(ProposedByOneself):
            await confirming(own, correction)
        with pytest.raises(TypedOtherwise):
            await confirming(centre, correction, given_number(8))
        await confirming(centre, correction)
        with pytest.raises(ProposalDecided):
            await confirming(centre, correction)
        # By the new number she is found as the same person, by the old one nobody is.
        other = await given_veteran(registry_engine, id_number=given_number(9))
        again = await relating(keeper(registry_engine), other, Claim("sibling"), number=RIGHT)
        assert await relative_of(registry_engine, again) == wife
        stranger = await relating(keeper(registry_engine), other, Claim("child"), number=WIFE, name="赵菊")
        assert await relative_of(registry_engine, stranger) != wife
        # What the relation says stays, and goes on with the next version.
        claim = Claim("spouse", date(1986, 10, 1))
        version = await correct_relation(own, relation_id, claim, document=DOCUMENT, keyring=KEYRING, version=2)
        assert version == 3

    async def test_lets_her_be_registered_before_she_is_compared_with_others(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        await confirming(given_work(registry_engine), await proposing(keeper(registry_engine), veteran_id, wife))
        waiting = f"SELECT count(*) FROM file_to_compare WHERE person_id = '{wife}'"
        assert await scalar(registry_engine, waiting) == 1
        assert await given_veteran(registry_engine, id_number=RIGHT, name="李梅") == wife
        assert await scalar(registry_engine, waiting) == 1

    async def test_is_told_of_by_what_she_is_to_the_veteran_with_neither_number(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, relation_id = await given_wife(registry_engine)
        await confirming(given_work(registry_engine), await proposing(keeper(registry_engine), veteran_id, wife))
        [(_, sequence, event)] = await published(registry_engine, "relative-identity-corrected")
        assert sequence == 2
        assert event == {
            "relation_id": str(relation_id), "person_id": str(veteran_id), "relative_person_id": str(wife),
            "org_path": ROOM_PATH, "relation": "spouse", "kind": "id-number", "evidence": "household-register",
        }  # fmt: skip
        assert await published(registry_engine, "identity-corrected") == []

    async def test_stands_in_the_story_of_the_veterans_file_as_hers_and_what_was_said_before_is_kept(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        await confirming(given_work(registry_engine), await proposing(keeper(registry_engine), veteran_id, wife))
        for act in ("propose-companion-correction", "confirm-companion-correction"):
            assert await audited(registry_engine, act) == [(f"veteran {veteran_id}", "done")]
        said = "SELECT count(*) FILTER (WHERE known_until IS NULL), count(value_sealed), count(*) FROM person_fact"
        assert await scalar(registry_engine, f"SELECT (x.*)::text FROM ({said}) AS x") == "(1,2,2)"

    async def test_of_somebody_else_is_refused(self, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        await relating(keeper(registry_engine), veteran_id, Claim("sibling"), number=RIGHT, name="张红")
        with pytest.raises(NumberOfAnother):
            await proposing(keeper(registry_engine), veteran_id, wife)
        with pytest.raises(AlreadyRegistered):
            await proposing(keeper(registry_engine), veteran_id, wife, ZHANG_WEI)

    async def test_that_is_no_number_or_says_nothing_new_is_refused(self, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        wrong = RIGHT[:-1] + ("1" if RIGHT[-1] != "1" else "2")
        with pytest.raises(CorrectionInvalid) as refused:
            await proposing(keeper(registry_engine), veteran_id, wife, wrong)
        assert codes_of(refused.value) == {"value": "checksum"}
        with pytest.raises(NothingChanges):
            await proposing(keeper(registry_engine), veteran_id, wife, WIFE)
        late = given_number(514, MARRIED.replace(year=MARRIED.year + 1))
        with pytest.raises(CorrectionInvalid) as refused:
            await proposing(keeper(registry_engine), veteran_id, wife, late)
        assert codes_of(refused.value) == {"value": "born-after-relation"}

    async def test_counts_as_a_search_by_number(self, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        clerk = keeper(registry_engine)
        for number in (ZHANG_WEI, ZHANG_WEI):
            with pytest.raises(AlreadyRegistered):
                await proposing(clerk, veteran_id, wife, number, most=2)
        with pytest.raises(TooManySearches):
            await proposing(clerk, veteran_id, wife, most=2)

    async def test_is_one_persons_when_two_are_corrected_to_it_at_once(self, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        other = await given_veteran(registry_engine, id_number=given_number(9))
        child = await relating(keeper(registry_engine), other, Claim("sibling"), number=SON, name="张军")
        corrections = [
            await proposing(keeper(registry_engine), veteran_id, wife),
            await proposing(keeper(registry_engine), other, await relative_of(registry_engine, child)),
        ]
        both = [confirming(given_work(registry_engine), each) for each in corrections]
        found = await race(registry_engine, "person_fact", both)
        assert sorted(type(each).__name__ for each in found) == ["AlreadyRegistered", "NoneType"]


class TestARelativesName:
    async def test_is_corrected_also_beside_the_dead(self, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        died = Reported(TODAY, "medical-certificate", "第2号")
        await record_death(given_work(registry_engine), veteran_id, died, keyring=KEYRING)
        correction = await proposing(keeper(registry_engine), veteran_id, wife, "李玫", IdentityKind.NAME)
        await confirming(given_work(registry_engine), correction, "李玫")
        other = await given_veteran(registry_engine, id_number=given_number(9))
        with pytest.raises(NameDiffers):
            await relating(keeper(registry_engine), other, Claim("sibling"))
        await relating(keeper(registry_engine), other, Claim("sibling"), name="李玫")

    async def test_is_proposed_once_at_a_time_and_a_date_of_birth_not_at_all(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        both = [
            proposing(keeper(registry_engine), veteran_id, wife, name, IdentityKind.NAME) for name in ("李玫", "李眉")
        ]
        found = await race(registry_engine, "identity_correction", both)
        assert sorted(type(each).__name__ for each in found) == [ProposalOpen.__name__, "UUID"]
        with pytest.raises(CorrectionInvalid) as refused:
            await proposing(keeper(registry_engine), veteran_id, wife, "1960-05-02", IdentityKind.BIRTH_DATE)
        assert codes_of(refused.value) == {"kind": "not-of-companions"}


class TestAProxy:
    async def test_is_corrected_and_his_authority_told_of(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        proxy_id = await authorising(keeper(registry_engine), veteran_id)
        son = UUID(str(await scalar(registry_engine, "SELECT proxy_person_id FROM proxy")))
        correction = await proposing(keeper(registry_engine), veteran_id, son, "张君", IdentityKind.NAME)
        await confirming(given_work(registry_engine), correction, "张君")
        [(_, sequence, event)] = await published(registry_engine, "proxy-identity-corrected")
        told = tuple(event[each] for each in ("proxy_id", "proxy_person_id", "kind"))
        assert (sequence, told) == (2, (str(proxy_id), str(son), "name"))
        gone: dict[str, Any] = {"revoked_on": TODAY, "reason": "recorded-in-error", "document": DOCUMENT}
        await revoke_proxy(keeper(registry_engine), proxy_id, **gone, forgets=forget_unknown)
        [(_, sequence, _)] = await published(registry_engine, "proxy-revoked")
        assert sequence == 3
        with pytest.raises(CompanionNotFound):
            await proposing(keeper(registry_engine), veteran_id, son)

    async def test_is_not_made_a_child_who_acts(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await authorising(keeper(registry_engine), veteran_id)
        son = UUID(str(await scalar(registry_engine, "SELECT proxy_person_id FROM proxy")))
        with pytest.raises(CorrectionInvalid) as refused:
            await proposing(keeper(registry_engine), veteran_id, son, given_number(515, date(2010, 5, 1)))
        assert codes_of(refused.value) == {"value": "under-age"}
