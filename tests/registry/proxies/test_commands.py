"""Who may act for a veteran, until when, and no longer."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import forget_unknown
from services.registry.deaths.commands import Reported, record_death
from services.registry.families.rules import Claim
from services.registry.proxies.commands import correct_proxy, revoke_proxy
from services.registry.proxies.domain import (
    Given,
    ProxyAlreadyRevoked,
    ProxyChanged,
    ProxyIsDeceased,
    ProxyNotFound,
    ProxyOfOneself,
    ProxyOverlaps,
)
from services.registry.proxies.queries import list_proxies
from services.registry.proxies.rules import ProxyInvalid
from services.registry.veterans.commands.search import TooManySearches
from services.registry.veterans.commands.taking_in import NameDiffers
from services.registry.veterans.domain.standing import PersonIsDeceased
from services.registry.veterans.queries.files import VeteranNotFound
from shared.http.dependencies import Reading
from shared.privacy.personal import Personal
from tests.races import race
from tests.registry.families.given import keeper, relating
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, ZHANG_WEI, codes_of, given_number, given_veteran
from tests.registry.proxies.given import DOCUMENT, SON, UNTIL, authorising

APRIL = date(2019, 4, 1)
WRONG = given_number(777, date(1963, 5, 1))


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def holds(engine: AsyncEngine, veteran_id: UUID) -> list[bool]:
    work = given_work(engine)
    async with engine.connect() as connection:
        found = await list_proxies(Reading(connection, work.caller, work.now), veteran_id, KEYRING)
    return [each.holds for each in found]


async def dying(engine: AsyncEngine, veteran_id: UUID) -> None:
    died = Reported(TODAY, "medical-certificate", "第2号")
    await record_death(given_work(engine), veteran_id, died, keyring=KEYRING)


class TestAProxy:
    async def test_is_told_of_without_the_ground_and_holds(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        proxy_id = await authorising(keeper(registry_engine), veteran)
        [(_, sequence, event)] = await published(registry_engine, "proxy-authorised")
        assert event.pop("proxy_person_id") != str(veteran)
        assert (sequence, event) == (
            1,
            {
                "proxy_id": str(proxy_id), "person_id": str(veteran), "org_path": ROOM_PATH, "scope": "all-matters",
                "since": "2019-04-30", "until": "2020-04-30",
            },
        )  # fmt: skip
        assert await holds(registry_engine, veteran) == [True]
        assert await audited(registry_engine, "authorise-proxy") == [(f"veteran {veteran}", "done")]

    @pytest.mark.parametrize(
        ("changes", "codes"),
        [
            ({"since": date(2019, 5, 1)}, {"since": "in-future"}),
            ({"since": APRIL, "until": date(2019, 4, 29)}, {"until": "period-backwards"}),
            ({"until": date(2022, 5, 1)}, {"until": "too-long"}),
            ({"id_number": Personal(given_number(511, date(2001, 5, 1)))}, {"id_number": "under-age"}),
        ],
    )
    async def test_is_none_for_such_days_or_so_young(
        self, registry_engine: AsyncEngine, veteran: UUID, changes: dict[str, Any], codes: dict[str, str]
    ) -> None:
        with pytest.raises(ProxyInvalid) as refused:
            await authorising(keeper(registry_engine), veteran, **changes)
        assert codes_of(refused.value) == codes

    async def test_is_another_living_person_of_a_living_veteran_in_scope(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = keeper(registry_engine)
        with pytest.raises(ProxyOfOneself):
            await authorising(work, veteran, id_number=Personal(ZHANG_WEI), name=Personal("张伟"))
        with pytest.raises(VeteranNotFound):
            await authorising(keeper(registry_engine, OTHER_ROOM_PATH), veteran)
        number = given_number(3)
        dead = await given_veteran(registry_engine, id_number=number, name="张强")
        await authorising(work, dead)
        await authorising(work, veteran, id_number=Personal(number), name=Personal("张强"))
        await dying(registry_engine, dead)
        with pytest.raises(PersonIsDeceased):
            await authorising(work, dead)
        with pytest.raises(ProxyIsDeceased):
            await authorising(work, veteran, id_number=Personal(number), name=Personal("张强"), scope="card")
        assert (await holds(registry_engine, dead), await holds(registry_engine, veteran)) == ([False], [False])

    async def test_is_the_relative_who_is_known_by_the_number(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = keeper(registry_engine)
        await authorising(work, veteran)
        with pytest.raises(NameDiffers):
            await relating(work, veteran, number=SON, name="张君")
        with pytest.raises(TooManySearches):
            await authorising(work, veteran, scope="card", most=2)
        async with registry_engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM person")) == 2

    async def test_is_authorised_once_and_revoked_once_by_two_who_ask_together(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        asked = [authorising(keeper(registry_engine), veteran) for _ in range(2)]
        ended = await race(registry_engine, "veteran", asked)
        assert sorted(type(each).__name__ for each in ended) == ["ProxyOverlaps", "UUID"]
        [proxy_id] = [each for each in ended if isinstance(each, UUID)]
        facts: dict[str, Any] = {"reason": "request-of-the-person", "document": DOCUMENT, "forgets": forget_unknown}
        for wrong in (APRIL, date(2019, 5, 1)):
            with pytest.raises(ProxyInvalid):
                await revoke_proxy(keeper(registry_engine), proxy_id, revoked_on=wrong, **facts)
        with pytest.raises(ProxyNotFound):
            await revoke_proxy(keeper(registry_engine, OTHER_ROOM_PATH), proxy_id, revoked_on=TODAY, **facts)
        asked_again = [revoke_proxy(keeper(registry_engine), proxy_id, revoked_on=TODAY, **facts) for _ in range(2)]
        ended = await race(registry_engine, "veteran", asked_again)
        assert [type(each) for each in ended if each is not None] == [ProxyAlreadyRevoked]
        [(_, sequence, event)] = await published(registry_engine, "proxy-revoked")
        assert (sequence, event["revoked_on"], event["reason"]) == (2, "2019-04-30", "request-of-the-person")
        assert await holds(registry_engine, veteran) == [False]

    async def test_that_was_typed_wrong_never_was_and_is_recorded_anew(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        proxy_id = await authorising(keeper(registry_engine), veteran, since=APRIL)
        with pytest.raises(ProxyOverlaps):
            await authorising(keeper(registry_engine), veteran)
        facts: dict[str, Any] = {
            "revoked_on": TODAY,
            "reason": "recorded-in-error",
            "document": DOCUMENT,
            "forgets": forget_unknown,
        }
        await revoke_proxy(keeper(registry_engine), proxy_id, **facts)
        [(_, _, event)] = await published(registry_engine, "proxy-revoked")
        assert event["revoked_on"] == "2019-04-01"
        await authorising(keeper(registry_engine), veteran, since=APRIL, until=UNTIL)
        assert await holds(registry_engine, veteran) == [True, False]

    async def test_of_somebody_by_mistake_leaves_his_number_free_once_that_is_revoked(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """Whoever is known for nothing else is forgotten; whoever did act is not."""
        facts: dict[str, Any] = {"revoked_on": TODAY, "document": DOCUMENT, "forgets": forget_unknown}
        acted = await authorising(keeper(registry_engine), veteran)
        await revoke_proxy(keeper(registry_engine), acted, reason="proxy-resigned", **facts)
        wrong = await authorising(keeper(registry_engine), veteran, id_number=Personal(WRONG), name=Personal("王五"))
        with pytest.raises(ProxyChanged):
            await revoke_proxy(keeper(registry_engine), wrong, reason="recorded-in-error", version=2, **facts)
        await revoke_proxy(keeper(registry_engine), wrong, reason="recorded-in-error", version=1, **facts)
        work = keeper(registry_engine)
        async with registry_engine.connect() as connection:
            held = await list_proxies(Reading(connection, work.caller, work.now), veteran, KEYRING)
        assert [each.name and each.name.reveal() for each in held] == [None, "张军"]
        other = await given_veteran(registry_engine, id_number=given_number(9))
        await relating(keeper(registry_engine), other, Claim("sibling"), number=WRONG, name="赵六")


class TestAnAuthorityThatWasTypedWrong:
    async def test_has_been_otherwise_all_along_and_what_was_said_is_kept(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        proxy_id, work = await authorising(keeper(registry_engine), veteran), keeper(registry_engine)
        right = Given("card", "away", APRIL, date(2019, 4, 20), "授权书第6号")
        assert await correct_proxy(work, proxy_id, right, version=1) == 2
        [(_, sequence, event)] = await published(registry_engine, "proxy-corrected")
        assert event.pop("proxy_person_id") != str(veteran)
        assert (sequence, event) == (
            2,
            {
                "proxy_id": str(proxy_id), "person_id": str(veteran), "org_path": ROOM_PATH, "scope": "card",
                "since": "2019-04-01", "until": "2019-04-20",
            },
        )  # fmt: skip
        async with registry_engine.connect() as connection:
            [held] = await list_proxies(Reading(connection, work.caller, work.now), veteran, KEYRING)
        assert (held.holds, held.authority.ground, held.authority.document) == (False, "away", "授权书第6号")
        [said] = held.said_before
        assert (said.scope, said.ground, said.since, said.until) == ("all-matters", "advanced-age", TODAY, UNTIL)
        assert await audited(registry_engine, "correct-proxy") == [(f"veteran {veteran}", "done")]

    @pytest.mark.parametrize(
        ("since", "until", "codes"),
        [
            (date(2019, 5, 1), UNTIL, {"since": "in-future"}),
            (APRIL, date(2019, 3, 31), {"until": "period-backwards"}),
            (APRIL, date(2022, 4, 2), {"until": "too-long"}),
        ],
    )
    async def test_is_not_corrected_to_what_it_cannot_be(
        self, registry_engine: AsyncEngine, veteran: UUID, since: date, until: date, codes: dict[str, str]
    ) -> None:
        proxy_id = await authorising(keeper(registry_engine), veteran)
        given = Given("all-matters", "away", since, until, DOCUMENT)
        with pytest.raises(ProxyInvalid) as refused:
            await correct_proxy(keeper(registry_engine), proxy_id, given)
        assert codes_of(refused.value) == codes

    async def test_is_corrected_where_it_stands_by_one_of_two_and_says_nothing_twice(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = keeper(registry_engine)
        proxy_id, card = await authorising(work, veteran), await authorising(work, veteran, scope="card")
        given = Given("all-matters", "away", APRIL, UNTIL, DOCUMENT)
        with pytest.raises(ProxyOverlaps):
            await correct_proxy(work, card, given)
        with pytest.raises(ProxyNotFound):
            await correct_proxy(keeper(registry_engine, OTHER_ROOM_PATH), proxy_id, given)
        asked = [correct_proxy(keeper(registry_engine), proxy_id, given, version=1) for _ in range(2)]
        ended = await race(registry_engine, "veteran", asked)
        assert sorted(type(each).__name__ for each in ended) == [ProxyChanged.__name__, "int"]
        facts: dict[str, Any] = {
            "revoked_on": TODAY,
            "reason": "recorded-in-error",
            "document": DOCUMENT,
            "forgets": forget_unknown,
        }
        await revoke_proxy(work, proxy_id, **facts)
        with pytest.raises(ProxyAlreadyRevoked):
            await correct_proxy(work, proxy_id, given)
