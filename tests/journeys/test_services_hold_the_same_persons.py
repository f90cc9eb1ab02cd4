"""Registry, benefits and reporting hold the same persons, whatever happens to them; and where a row is wrong, it is
found, named and gone after a rebuild. Through Kafka, and over HTTP with the services' own identities."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services import benefits, reporting
from services.benefits.directory.projection import DIRECTORY
from services.benefits.main import create_app as create_benefits
from services.notifications.main import create_app as create_notifications
from services.registry.deaths.commands import revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.main import create_app
from services.registry.reorganisations.commands import move_org_unit
from services.reporting.comparisons.commands import ask_comparison
from services.reporting.comparisons.driver import HolderOverHttp
from services.reporting.comparisons.loop import Comparer, OwnLedger
from services.reporting.comparisons.tables import COMPARISON, PERSON_DIFFERENCE
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.promises.driver import Peer, PeerOverHttp, Teller
from services.reporting.promises.loop import LocalPeer
from shared.auth.identity import OwnIdentity
from shared.auth.signing import SigningKey
from shared.events.catalogue import origin_of
from shared.followed import Followed
from shared.inbox.consumer import Consumer
from shared.kafka.broker import Broker
from shared.outbox.relay import Relay
from shared.rebuild.rebuild import rebuild
from shared.service.assembly import projections_of
from tests.given import SIGNING_KEY, given_work, kafka_settings
from tests.issuer import Issuer
from tests.journeys.promising import a_day_closes
from tests.registry.contacts.given import IDENTITY_KEY, given_service
from tests.registry.corrections.given import correcting_day
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.given import KEYRING, given_network
from tests.registry.given import given_work as registry_work
from tests.registry.merges.given import given_pair, merging, unmerging
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM_PATH, UNIT_ROOM, given_number, given_veteran
from tests.registry.registrations.given import given_handed_in, room
from tests.registry.relocations.given import becoming, dying, moving, returning
from tests.registry.transfers.given import arriving, left, revoking
from tests.served import served
from tests.shared.wire import eventually, running, scalar

pytestmark = pytest.mark.journey

MARCH, APRIL, TENTH = date(2019, 3, 1), date(2019, 4, 1), date(2019, 4, 10)
NOT_A_VETERAN = Ground("not-a-veteran", "核查报告第1号")
FOUND = Ground("evidence-found", "复核第1号")
BOTH = {"benefits": (0, 0), "reporting": (0, 0)}  # units that differ, persons who wait
Found = set[tuple[str, str, UUID, str, date | None]]


@dataclass(frozen=True)
class County:
    """Three services over one Kafka. `heard`: while in it, benefits and reporting listen."""

    registry: AsyncEngine
    benefits: AsyncEngine
    reporting: AsyncEngine
    notifications: AsyncEngine
    comparer: Comparer
    peers: Mapping[str, Peer]
    teller: Teller
    settings_of: Callable[..., Any]
    broker: Broker

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[None]:
        """Both have heard all that registry had told by the end of it."""
        async with AsyncExitStack() as parts:
            for module in (benefits, reporting):
                name, projections = module.SERVICE.name, projections_of(module.SERVICE)
                engine = getattr(self, name)
                consumer = Consumer(engine, group=name, broker=self.broker, projections=projections)
                await parts.enter_async_context(running(consumer))
            yield
            told = await scalar(self.registry, "SELECT sum(version) FROM veteran")
            for engine in (self.benefits, self.reporting):
                await eventually(partial(self._has_heard, engine, told))

    async def _has_heard(self, engine: AsyncEngine, told: int) -> bool:
        applied = "SELECT sum(sequence) FROM stream_version WHERE topic = 'registry.persons'"
        grants = await scalar(engine, "SELECT count(*) FROM access_grant WHERE ground = 'setup'")
        return bool(grants) and await scalar(engine, applied) == told

    async def compare(self) -> tuple[dict[str, tuple[int, int]], Found]:
        """What both comparisons came to, and what they found."""
        await ask_comparison(given_work(self.reporting))
        while await self.comparer.compare_next():
            pass
        async with self.reporting.connect() as connection:
            rows = (await connection.execute(select(COMPARISON))).all()
            found = (await connection.execute(select(PERSON_DIFFERENCE))).all()
        assert all(row.wanted_at is None for row in rows)
        return (
            {row.service: (row.units_differing, row.persons_waiting) for row in rows},
            {(row.service, row.org_path, row.person_id, row.kind, row.day) for row in found},
        )

    async def rebuild(self) -> None:
        """What differs is to be made anew from the log."""
        for service, projection in (("benefits", DIRECTORY), ("reporting", FIGURES_BY_UNIT_AND_DAY)):
            await rebuild(self.settings_of(service, **kafka_settings(self.broker)), projection)


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what this journey tells."""
    home = server_home / "same-persons"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


@pytest.fixture
async def county(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
    own_kafka: Kafka,
    issuer: Issuer,
    settings_of: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[County]:
    """Registry's relay and both APIs that are asked."""
    for seconds in ("shared.auth.identity.ASK_SECONDS", "services.reporting.comparisons.driver.ASK_SECONDS"):
        monkeypatch.setattr(seconds, 60)  # they answer, however busy the machine is
    own = SigningKey.from_pem(SIGNING_KEY).public
    if own not in issuer.published:
        issuer.published.append(own)
    await given_network(registry_engine)
    await given_service(registry_engine, "reporting")
    broker = own_kafka.broker
    async with AsyncExitStack() as parts:
        asked = await parts.enter_async_context(served(create_app(settings_of("registry"))))
        learning = settings_of("benefits", jwks_url=f"{asked}/.well-known/jwks.json")
        directory = await parts.enter_async_context(served(create_benefits(learning)))
        own_identity = OwnIdentity("reporting", SigningKey.from_pem(IDENTITY_KEY), issuer.url, asked)
        identity: Followed[OwnIdentity | None] = Followed(own_identity, lambda: None)
        comparer = Comparer(
            reporting_engine,
            registry=HolderOverHttp("registry", identity),
            compared={
                "benefits": HolderOverHttp("benefits", identity, directory),
                "reporting": OwnLedger(reporting_engine),
            },
        )
        relay = Relay(registry_engine, origin=origin_of("registry"), broker=broker)
        await parts.enter_async_context(running(relay))
        learning = settings_of("notifications", jwks_url=f"{asked}/.well-known/jwks.json")
        telling = await parts.enter_async_context(served(create_notifications(learning)))
        teller = PeerOverHttp("notifications", identity, telling)
        peers: dict[str, Peer] = {
            "registry": PeerOverHttp("registry", identity),
            "benefits": PeerOverHttp("benefits", identity, directory),
            "reporting": LocalPeer(reporting_engine),
            "notifications": teller,
        }
        yield County(
            registry_engine, benefits_engine, reporting_engine, notifications_engine, comparer, peers, teller,
            settings_of, broker,
        )  # fmt: skip


async def live(registry: AsyncEngine) -> dict[str, UUID]:
    """People to whom everything happens that changes whom a unit holds; some of them are left by name."""
    numbers = map(given_number, range(1, 100))

    async def person(**changes: Any) -> UUID:
        return await given_veteran(registry, id_number=next(numbers), registered_on="2019-03-01", **changes)

    quiet, moved, back = await person(), await person(), await person()
    await moving(registry, moved, on=APRIL)
    await moving(registry, moved, UNIT_ROOM, TENTH, division=OTHER_ROOM)
    await moving(registry, back, on=APRIL)
    await returning(registry, back)
    away, returned, stayed = await person(), await person(), await person()
    for who in (away, returned, stayed):
        await left(registry, who)
    await arriving(registry, returned)
    await revoking(registry, stayed)
    dead, alive = await person(), await person()
    await dying(registry, dead, TENTH)
    await dying(registry, alive, TENTH)
    await revoke_death_record(registry_work(registry), alive, reason="another-person", document="更正", keyring=KEYRING)
    pair = await given_pair(registry, merged := await person(), surviving := await person())
    await moving(registry, merged, on=APRIL)
    await merging(registry, pair, surviving)
    pair = await given_pair(registry, two := await person(), other := await person())
    await merging(registry, pair, other)
    await unmerging(registry, pair, other)
    void, void_again = await person(), await person()
    for who in (void, void_again):
        await moving(registry, who, on=APRIL)
        await deregister_veteran(registry_work(registry), who, NOT_A_VETERAN, keyring=KEYRING)
    await revoke_deregistration(registry_work(registry), void_again, FOUND, keyring=KEYRING)
    await becoming(registry, await person(), "13", APRIL)
    later, earlier = await person(), await person()
    for who, will in ((later, APRIL), (earlier, date(2019, 2, 1))):
        await correcting_day(registry, who, will)
    await moving(registry, later, on=TENTH)
    erased = await person(enlisted_on="1980-01-01", discharged_on="1984-12-01")
    await given_dead(registry, erased)
    await erasing(registry, erased)
    await given_handed_in(room(registry), id_number=next(numbers))  # nobody has decided on this one
    return {"quiet": quiet, "moved": moved, "two": two, "void-again": void_again, "dead": dead}


async def _has_moved(engine: AsyncEngine) -> bool:
    return bool(await scalar(engine, "SELECT count(*) FROM moved_unit"))


class TestTheServices:
    async def test_hold_the_same_persons_and_tell_who_is_held_otherwise_until_it_is_rebuilt(
        self, county: County
    ) -> None:
        async with county.heard():
            people = await live(county.registry)
        assert await county.compare() == (BOTH, set())

        gone = "DELETE FROM veteran WHERE veteran_id = :who"
        await self._break(county.benefits, gone, people["two"])
        there = "UPDATE veteran SET deceased_on = NULL WHERE veteran_id = :who"
        await self._break(county.benefits, there, people["dead"])
        his = "subject = CAST(CAST(:who AS uuid) AS text)"
        entry = f"DELETE FROM figure_entry WHERE {his} AND figure_code = 'F01'"
        await self._break(county.reporting, entry, people["quiet"])
        days = f"UPDATE figure_entry SET day = '2019-04-20' WHERE {his} AND day = '2019-04-10'"
        await self._break(county.reporting, days, people["moved"])
        _, found = await county.compare()
        assert found == {
            ("benefits", ROOM_PATH, people["two"], "missing", None),
            ("benefits", ROOM_PATH, people["dead"], "unexpected", None),
            ("reporting", ROOM_PATH, people["quiet"], "missing", MARCH),
            ("reporting", OTHER_ROOM_PATH, people["moved"], "other-days", TENTH),
            ("reporting", f"411329.411329U01.{UNIT_ROOM}", people["moved"], "other-days", TENTH),
        }

        await county.rebuild()
        assert await county.compare() == (BOTH, set())
        await self._follow_a_station_that_moves(county)
        await self._are_told_nothing_of_what_is_under_way(county)
        await a_day_closes(county)

    async def _follow_a_station_that_moves(self, county: County) -> None:
        async with county.heard():
            await move_org_unit(
                registry_work(county.registry),
                "411329U01",
                parent_code="411329105",
                moved_on=TENTH,
                document="调整第1号",
            )
            await given_veteran(county.registry, id_number=given_number(102), registered_on="2019-03-02")
            for engine in (county.benefits, county.reporting):
                await eventually(partial(_has_moved, engine))
        assert await county.compare() == (BOTH, set())
        await county.rebuild()
        assert await county.compare() == (BOTH, set())

    async def _are_told_nothing_of_what_is_under_way(self, county: County) -> None:
        late = await given_veteran(county.registry, id_number=given_number(101))
        assert await county.compare() == ({"benefits": (1, 1), "reporting": (1, 1)}, set())
        async with county.heard():
            pass
        assert await county.compare() == (BOTH, set())
        await self._break(county.benefits, "DELETE FROM veteran WHERE veteran_id = :who", late)
        assert (await county.compare())[1] == {("benefits", ROOM_PATH, late, "missing", None)}

    async def _break(self, engine: AsyncEngine, statement: str, who: UUID) -> None:
        async with engine.begin() as connection:
            assert (await connection.execute(text(statement), {"who": who})).rowcount
