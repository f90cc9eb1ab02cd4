"""A database restored to before an erasure forgets once more, before anybody asks it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.postgres import Postgres
from faults.wire import produce
from services import benefits, notifications, registry
from shared.command import Work
from shared.ids import new_id
from shared.outbox.unrecorded import Unrecorded
from shared.service.assembly import recoveries_of, tasks_of
from shared.service.console import console_work
from shared.service.room import Service
from tests.given import kafka_settings
from tests.registry.erasures.given import DIED, LATER, erasing, given_dead, given_life
from tests.registry.erasures.test_everywhere import given_registered_since, scalar, told_and_served
from tests.registry.given import NOW, audited, given_network, published
from tests.registry.logged import logged
from tests.registry.persons import given_number, given_veteran
from tests.registry.recipients.given import ending, given_recipient
from tests.registry.registrations.given import station
from tests.shared.wire import delete_topic, given_topic

TOPIC, OF_RECIPIENTS = "registry.persons", "registry.recipients"
KEYS = {
    "registry": "SELECT count(*) FROM data_key",
    "benefits": "SELECT count(*) FROM case_content WHERE data_key IS NOT NULL",
    "notifications": "SELECT count(*) FROM person_key",
}
SERVICES: dict[str, Service] = {
    "registry": registry.SERVICE,
    "benefits": benefits.SERVICE,
    "notifications": notifications.SERVICE,
}


@pytest.fixture
def engines(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
) -> dict[str, AsyncEngine]:
    return {
        "registry": registry_engine,
        "benefits": benefits_engine,
        "notifications": notifications_engine,
        "reporting": reporting_engine,
    }


@pytest.fixture
async def topics(kafka: Kafka) -> AsyncIterator[set[str]]:
    yield {given_topic(kafka.broker, name=name) for name in (TOPIC, OF_RECIPIENTS)}
    for name in (TOPIC, OF_RECIPIENTS):
        delete_topic(kafka.broker, name)


_BACK_UP = """
DO $$
DECLARE
    place text;
BEGIN
    DROP SCHEMA IF EXISTS backup CASCADE;
    CREATE SCHEMA backup;
    FOR place IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'CREATE TABLE backup.' || place || ' AS TABLE public.' || place;
    END LOOP;
END $$
"""
_RESTORE = """
DO $$
DECLARE
    place text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR place IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'backup' LOOP
        EXECUTE 'DELETE FROM public.' || place;
        EXECUTE 'INSERT INTO public.' || place || ' OVERRIDING SYSTEM VALUE SELECT * FROM backup.' || place;
    END LOOP;
    DROP SCHEMA backup CASCADE;
END $$
"""


def back_up(postgres: Postgres) -> None:
    """Of every service that knows persons."""
    for service in KEYS:
        postgres.psql(service, _BACK_UP)


def restore(postgres: Postgres) -> None:
    """Each table is as it was."""
    for service in KEYS:
        postgres.psql(service, _RESTORE)


async def erase_again(settings_of: Callable[..., Any], kafka: Kafka, engine: AsyncEngine, service: str) -> str:
    """As on the console."""
    [task] = [each for each in tasks_of(SERVICES[service]) if each.name == "erase-again"]
    settings = settings_of(service, **kafka_settings(kafka.broker))
    return await task.run(settings, console_work(engine), {})


class TestARestoredDatabase:
    async def test_forgets_again_whoever_was_erased_since(
        self,
        engines: dict[str, AsyncEngine],
        postgres: Postgres,
        kafka: Kafka,
        topics: set[str],
        settings_of: Callable[..., Any],
    ) -> None:
        of_registry = engines["registry"]
        person_id = await given_somebody_dead(engines)
        widow = await given_recipient(of_registry)
        await ending(station(of_registry), widow, "deceased", DIED)
        back_up(postgres)
        for each in (person_id, widow):
            await erasing(of_registry, each)
        told = [each for each in await logged(of_registry) if each.position.topic in topics]
        await produce(kafka.broker, told)
        restore(postgres)
        assert {service: await scalar(engines[service], asked) for service, asked in KEYS.items()} == {
            "registry": 3, "benefits": 1, "notifications": 1,
        }  # fmt: skip
        for service, asked in KEYS.items():
            of_service = 2 if service == "registry" else 1
            for again in (of_service, 0):
                said = await erase_again(settings_of, kafka, engines[service], service)
                assert said.endswith(f"{of_service} erasures, {again} persons erased again")
            assert await scalar(engines[service], asked) == 0
        [(_, sequence, event)] = await published(of_registry, "person-erased")
        assert (sequence, event["person_id"]) == (await version_of(of_registry, person_id), str(person_id))
        [(_, sequence, event)] = await published(of_registry, "recipient-erased")
        assert (sequence, event["person_id"]) == (3, str(widow))
        kept = "SELECT min(outcome || ' ' || document) FROM erasure"
        assert await scalar(of_registry, kept) == "erased 数据库恢复后重新删除 erased again after a restore"
        assert {(f"veteran {person_id}", "done"), (f"recipient {widow}", "done")} <= {
            *await audited(of_registry, "repeat-erasure")
        }

    async def test_knows_whoever_is_registered_since(
        self,
        engines: dict[str, AsyncEngine],
        kafka: Kafka,
        topics: set[str],
        settings_of: Callable[..., Any],
    ) -> None:
        of_registry = engines["registry"]
        await given_registered_since(tuple(engines.values()))
        await produce(kafka.broker, [each for each in await logged(of_registry) if each.position.topic in topics])
        before = {service: await scalar(engines[service], asked) for service, asked in KEYS.items()}
        for service in KEYS:
            assert (await erase_again(settings_of, kafka, engines[service], service)).endswith("0 persons erased again")
        assert {service: await scalar(engines[service], asked) for service, asked in KEYS.items()} == before

    async def test_of_registry_takes_over_what_kafka_alone_remembers(
        self, engines: dict[str, AsyncEngine], postgres: Postgres
    ) -> None:
        """When `erase-again` was forgotten; `veterans reconcile` lists what was lost."""
        of_registry = engines["registry"]
        person_id = await given_somebody_dead(engines)
        back_up(postgres)
        await erasing(of_registry, person_id)
        lost = await last_told(of_registry)
        restore(postgres)
        [take_over] = recoveries_of(registry.SERVICE)
        for forged in (replace(lost, topic=OF_RECIPIENTS), replace(lost, key=str(new_id()))):
            assert not await take_over(later(of_registry), forged), "told where registry does not tell it"
        assert [await take_over(later(of_registry), lost) for _ in range(2)] == [True, False]
        assert await scalar(of_registry, KEYS["registry"]) == 0
        assert len(await published(of_registry, "person-erased")) == 1

    async def test_takes_over_no_erasure_that_its_own_record_does_not_bear_out(
        self, engines: dict[str, AsyncEngine], postgres: Postgres
    ) -> None:
        """Whoever may write to the topic may write in registry's name: nobody who lives was ever erased."""
        of_registry = engines["registry"]
        person_id = await given_somebody_dead(engines)
        living = await given_veteran(of_registry, id_number=given_number(735))
        back_up(postgres)
        await erasing(of_registry, person_id)
        lost = await last_told(of_registry)
        restore(postgres)
        [take_over] = recoveries_of(registry.SERVICE)
        written = (lost.data or b"").replace(str(person_id).encode(), str(living).encode())
        forged = replace(lost, key=str(living), data=written)
        assert not await take_over(later(of_registry), forged)
        at_once = replace(console_work(of_registry), now=NOW)
        assert not await take_over(at_once, lost), "the death may be challenged still"
        assert await scalar(of_registry, f"SELECT count(*) FROM data_key WHERE person_id = '{living}'") == 1
        assert await audited(of_registry, "repeat-erasure") == [
            (f"veteran {living}", "kept-by-law"), (f"veteran {person_id}", "kept-until"),
        ]  # fmt: skip


def later(engine: AsyncEngine) -> Work:
    return replace(console_work(engine), now=NOW + LATER)


async def given_somebody_dead(engines: dict[str, AsyncEngine]) -> UUID:
    """Known in every service, and to be kept no longer."""
    of_registry = engines["registry"]
    await given_network(of_registry)
    person_id = await given_life(of_registry)
    await told_and_served(tuple(engines.values()), person_id)
    await given_dead(of_registry, person_id)
    return person_id


async def last_told(engine: AsyncEngine) -> Unrecorded:
    statement = "SELECT type, aggregate_id, aggregate_version, event_id, payload FROM outbox ORDER BY id DESC LIMIT 1"
    async with engine.connect() as connection:
        row = (await connection.execute(text(statement))).one()
    data = bytes(row.payload)
    return Unrecorded(TOPIC, 0, 0, None, row.type, row.aggregate_id, row.aggregate_version, row.event_id, data)


async def version_of(engine: AsyncEngine, person_id: UUID) -> object:
    return await scalar(engine, f"SELECT version FROM veteran WHERE veteran_id = '{person_id}'")
