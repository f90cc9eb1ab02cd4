"""What files say is asked of registry, kept under the person's own key, and weighed; registry is the real one, over
HTTP."""

import asyncio
import base64
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.eligibility.domain import digest_of
from services.benefits.eligibility.queries import find_facts, find_known
from services.benefits.facts.commands import (
    FACT_KEYS,
    ask_anew,
    claim_fetches,
    forget_file_facts,
    keep_file_facts,
)
from services.benefits.facts.driver import RegistryOverHttp
from services.benefits.facts.loop import FactFetcher, measure_facts
from services.benefits.facts.queries import find_asked
from services.benefits.metrics import FACTS_OLDEST_SECONDS, FACTS_WAITING
from services.benefits.programmes.domain import Rule
from shared.auth.asking import NotTold
from shared.auth.roles import Role
from shared.clock import local_date
from shared.followed import Followed
from shared.privacy.keyring import Keyring, Keys
from shared.rotation import rekey
from shared.service.fetching import LATE, LEASE
from tests.benefits.conftest import BrowserOf
from tests.benefits.facts.fetching import given_fetcher, hear
from tests.benefits.given import keyring
from tests.benefits.programmes.given import SOURCE, given_programme
from tests.browsers import words_of
from tests.given import MASTER_KEY, NOW, NOWHERE, given_work
from tests.issuer import Issuer
from tests.registry.corrections.test_correcting import correcting
from tests.registry.given import published

TODAY = local_date(NOW)
SAID: dict[str, Any] = {
    "sex": "1",
    "household.type": "rural",
    "employer": None,
    "enlisted-on": date(1976, 12, 20),
    "discharged-on": date(1980, 1, 10),
    "service.compulsory-years": 4,
}
RURAL = Rule("rural", SOURCE, "农村户口。", {"fact": "household.type", "op": "eq", "value": "rural"}, "户口簿")
OTHER_KEY = base64.b64encode(b"2" * 32).decode()


async def known(engine: AsyncEngine, person_id: UUID, on: date = TODAY, ring: Keyring | None = None) -> Any:
    """Of what no event tells."""
    async with engine.connect() as connection:
        facts = await find_facts(connection, [person_id], on, ring or keyring())
    return {name: value for name, value in facts[person_id].items() if name in {*SAID, "disability.grade"}}


async def waits(engine: AsyncEngine, person_id: UUID) -> tuple[date | None, bool]:
    async with engine.connect() as connection:
        asked = await find_asked(connection, person_id)
    return asked.on, asked.waits


async def told_once_more(engine: AsyncEngine) -> None:
    """Of everybody, that his file says something else."""
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE fact_fetch SET wanted_version = fetched_version + 8, next_attempt_at = wanted_at")
        )


class TestAFile:
    async def test_is_asked_for_kept_sealed_and_asked_for_anew_when_it_says_something_else(
        self, registry_engine: AsyncEngine, benefits_engine: AsyncEngine, veteran: UUID, fetcher: FactFetcher
    ) -> None:
        assert (await known(benefits_engine, veteran), await waits(benefits_engine, veteran)) == ({}, (None, True))
        assert await fetcher.flow() == {"files_to_ask_for": 1}
        assert [await fetcher.fetch_due(), await fetcher.fetch_due()] == [1, 0]
        assert (await known(benefits_engine, veteran), await waits(benefits_engine, veteran)) == (SAID, (TODAY, False))
        assert await known(benefits_engine, veteran, TODAY - timedelta(1)) == {
            name: value for name, value in SAID.items() if name not in {"household.type", "employer"}
        }
        async with benefits_engine.connect() as connection:
            kept = (await connection.execute(text("SELECT * FROM file_facts"))).one()
            audited = await connection.scalar(text("SELECT subject FROM audit WHERE action = 'keep-file-facts'"))
        assert (b"rural" in kept.facts, audited) == (False, "facts")
        await correcting(registry_engine, veteran, "ethnicity_code", "03")
        await hear(registry_engine, benefits_engine)
        assert await fetcher.fetch_due() == 0
        for field, value in (("disability_grade_code", "6"), ("employment_code", None)):
            await correcting(registry_engine, veteran, field, value)
        await hear(registry_engine, benefits_engine)
        assert await waits(benefits_engine, veteran) == (TODAY, True)
        assert await known(benefits_engine, veteran) == SAID
        assert await fetcher.fetch_due() == 1
        following = {name: value for name, value in SAID.items() if name != "employer"}
        assert await known(benefits_engine, veteran) == {**following, "disability.grade": 6}
        await hear(registry_engine, benefits_engine)
        assert await fetcher.fetch_due() == 0
        assert len(await published(registry_engine, "sensitive-record-viewed")) == 2

    async def test_that_registry_has_no_more_is_forgotten_and_so_is_one_of_somebody_erased(
        self, registry_engine: AsyncEngine, benefits_engine: AsyncEngine, veteran: UUID, fetcher: FactFetcher
    ) -> None:
        await fetcher.fetch_due()
        async with benefits_engine.begin() as connection:
            assert await forget_file_facts(connection, [veteran]) == {veteran}
            assert await forget_file_facts(connection, [veteran]) == set()
            await connection.execute(text("UPDATE veteran SET erased = true"))
        work = given_work(benefits_engine)
        assert await keep_file_facts(work, {veteran: 1}, {veteran: SAID}, keyring=keyring()) == 0
        assert await known(benefits_engine, veteran) == {}
        async with benefits_engine.begin() as connection:
            await connection.execute(text("UPDATE veteran SET erased = false"))
            await ask_anew(connection)
        assert await fetcher.fetch_due() == 1
        assert await known(benefits_engine, veteran) == SAID
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
        await told_once_more(benefits_engine)
        assert [await fetcher.fetch_due(), await fetcher.fetch_due()] == [1, 0]
        assert (await known(benefits_engine, veteran), await waits(benefits_engine, veteran)) == ({}, (None, False))

    async def test_that_was_asked_about_by_two_workers_stays_as_the_later_answer_says(
        self, benefits_engine: AsyncEngine, veteran: UUID, fetcher: FactFetcher
    ) -> None:
        await fetcher.fetch_due()
        await told_once_more(benefits_engine)
        work = given_work(benefits_engine)
        for version, grade, kept in ((9, 6, 1), (1, 5, 0), (9, 4, 0)):
            said = {veteran: {"disability.grade": grade}}
            assert await keep_file_facts(work, {veteran: version}, said, keyring=keyring()) == kept
        assert await keep_file_facts(work, {veteran: 1}, {}, keyring=keyring()) == 0
        assert await known(benefits_engine, veteran) == {"disability.grade": 6}

    async def test_is_weighed_shown_to_be_known_and_not_to_be_guessed_from_a_digest(
        self, benefits_engine: AsyncEngine, veteran: UUID, fetcher: FactFetcher, browser_of: BrowserOf
    ) -> None:
        await given_programme(benefits_engine, rules=(RURAL,))
        browser, at = await browser_of(Role.CENTRE_STAFF), f"/benefits/entitlements/of-person/{veteran}?on={TODAY}"
        before = words_of(await browser.get(at))
        assert "需补充材料" in before
        assert "尚未取到或者已有变更" in before
        await fetcher.fetch_due()
        after = words_of(await browser.get(at))
        assert "免费健康体检 符合条件" in after
        assert f"取自登记服务，{TODAY}" in after
        assert "尚未取到" not in after
        async with benefits_engine.connect() as connection:
            found = await find_known(connection, veteran, TODAY, keyring())
            assert digest_of(found) == digest_of(await find_known(connection, veteran, TODAY, keyring()))
        guessed = type(found)(found.on, found.facts, found.parameters)
        assert digest_of(guessed) != digest_of(found)

    async def test_opens_under_another_master_key(
        self, benefits_engine: AsyncEngine, veteran: UUID, fetcher: FactFetcher
    ) -> None:
        await fetcher.fetch_due()
        both = Keyring(Keys([SecretStr(OTHER_KEY), SecretStr(MASTER_KEY)]))
        assert await rekey(given_work(benefits_engine), both, FACT_KEYS) == 1
        assert await known(benefits_engine, veteran, ring=Keyring(Keys([SecretStr(OTHER_KEY)]))) == SAID


class TestARegistryThatIsAway:
    async def test_is_asked_again_and_what_waits_is_seen(
        self, benefits_engine: AsyncEngine, veteran: UUID, registry_url: str, issuer: Issuer
    ) -> None:
        away = given_fetcher(benefits_engine, NOWHERE, issuer)
        for _ in range(2):
            with pytest.raises(NotTold, match="does not answer"):
                await away.fetch_due()
        assert await known(benefits_engine, veteran) == {}
        stop = asyncio.Event()
        running = asyncio.create_task(away.run(stop))
        for _ in range(600):
            [check] = await away.checks()
            if "does not answer" in check.detail:
                break
            await asyncio.sleep(0.05)
        stop.set()
        await running
        said = "1 to fetch: registry does not answer: ConnectError (Connection refused)"
        assert (check.ok, check.detail) == (True, said)
        after = LATE + timedelta(seconds=1)
        later = given_fetcher(benefits_engine, NOWHERE, issuer, now=NOW + after)
        assert [each.ok for each in await later.checks()] == [False]
        async with benefits_engine.connect() as connection:
            await measure_facts(connection, NOW + after)
        gauges = (FACTS_WAITING, FACTS_OLDEST_SECONDS)
        assert [sample.value for gauge in gauges for metric in gauge.collect() for sample in metric.samples] == [1, 601]
        two = [given_fetcher(benefits_engine, registry_url, issuer) for _ in range(2)]
        assert sorted(await asyncio.gather(*(each.fetch_due() for each in two))) == [0, 1]
        assert await known(benefits_engine, veteran) == SAID

    async def test_is_not_asked_without_an_identity_and_one_that_died_keeps_nobody_from_it(
        self, benefits_engine: AsyncEngine, veteran: UUID, registry_url: str, issuer: Issuer
    ) -> None:
        with pytest.raises(NotTold, match="no identity key"):
            await RegistryOverHttp(Followed(None, lambda: None)).files_of([veteran])
        async with benefits_engine.begin() as connection:
            assert await claim_fetches(connection, count=9, now=NOW, until=NOW + LEASE) == {veteran: 1}
        assert await given_fetcher(benefits_engine, registry_url, issuer).fetch_due() == 0
        assert await given_fetcher(benefits_engine, registry_url, issuer, now=NOW + LEASE).fetch_due() == 1
