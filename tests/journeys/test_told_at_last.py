"""A person is told by the number that the register holds and somebody made sure of: from registry by benefits to the
gateway, through Kafka; and who could not be told is told when there is a way, once."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services import benefits, notifications
from services.benefits.cases.commands import assign_mediators, open_case, resolve_case
from services.notifications.contacts.consumer import CONTACTS
from services.notifications.contacts.driver import RegistryOverHttp
from services.notifications.contacts.loop import ContactFetcher
from services.notifications.deliveries.commands import send_all_again
from services.notifications.deliveries.consumer import REQUESTS
from services.notifications.settings import Settings
from services.registry.consents.commands import Given, record_consent
from services.registry.main import create_app
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from shared.auth.identity import OwnIdentity
from shared.auth.signing import SigningKey
from shared.events.catalogue import origin_of
from shared.followed import Followed
from shared.inbox.consumer import Consumer
from shared.outbox.relay import Relay
from shared.privacy.personal import Personal, PhoneNumber
from shared.rebuild.rebuild import rebuild
from shared.service.assembly import projections_of
from tests.benefits.jobs.given import given_employer, given_posting, given_wish
from tests.benefits.jobs.test_books import pushing
from tests.given import SIGNING_KEY, given_work, kafka_settings
from tests.issuer import Issuer
from tests.notifications.drivers import Gateway
from tests.notifications.given import given_sender, keyring
from tests.registry.contacts.given import IDENTITY_KEY, MOBILE, OTHER, given_service, recording, verifying
from tests.registry.given import KEYRING, given_network, published
from tests.registry.given import given_work as registry_work
from tests.registry.persons import ROOM, given_number, given_veteran
from tests.served import served
from tests.shared.wire import eventually, records_of, running, scalar

pytestmark = pytest.mark.journey

UNSENT = """
    SELECT FROM delivery JOIN notification_request USING (notification_id)
    WHERE person_id = :id AND template = 'job-push' AND state = 'suppressed' AND reason = :reason
"""


@dataclass(frozen=True)
class County:
    """What the services hold, and the gateway that reaches people."""

    registry: AsyncEngine
    benefits: AsyncEngine
    notifications: AsyncEngine
    kafka: Kafka
    gateway: Gateway
    settings: Settings


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what this journey tells."""
    home = server_home / "told"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


@pytest.fixture
async def running_county(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
    own_kafka: Kafka,
    issuer: Issuer,
    settings_of: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[County]:
    """Every part of three workers that the way leads through, and registry's API."""
    for seconds in ("shared.auth.identity.ASK_SECONDS", "services.notifications.contacts.driver.ASK_SECONDS"):
        monkeypatch.setattr(seconds, 60)  # it answers, however busy the machine is
    own = SigningKey.from_pem(SIGNING_KEY).public
    if own not in issuer.published:
        issuer.published.append(own)
    await given_service(registry_engine)
    gateway, broker = Gateway(), own_kafka.broker
    settings = settings_of("notifications", **kafka_settings(broker))
    county = County(registry_engine, benefits_engine, notifications_engine, own_kafka, gateway, settings)
    async with AsyncExitStack() as parts:
        url = await parts.enter_async_context(served(create_app(settings_of("registry"))))
        identity = OwnIdentity("notifications", SigningKey.from_pem(IDENTITY_KEY), issuer.url, url)
        register = RegistryOverHttp(Followed(identity, lambda: None))
        for service in ("registry", "benefits", "notifications"):
            relay = Relay(getattr(county, service), origin=origin_of(service), broker=broker)
            await parts.enter_async_context(running(relay))
        for module in (benefits, notifications):
            name, projections = module.SERVICE.name, projections_of(module.SERVICE)
            consumer = Consumer(getattr(county, name), group=name, broker=broker, projections=projections)
            await parts.enter_async_context(running(consumer))
        fetcher = ContactFetcher(notifications_engine, keyring=keyring(), register=register, idle_seconds=0.05)
        await parts.enter_async_context(running(fetcher))
        await parts.enter_async_context(running(given_sender(notifications_engine, gateway)))
        yield county


async def is_one(engine: AsyncEngine, statement: str, **facts: Any) -> bool:
    return bool(await scalar(engine, f"SELECT EXISTS ({statement})", **facts))


async def has_number(county: County, person_id: UUID) -> None:
    """The number is in notifications' hands."""
    kept = "SELECT FROM contact_point WHERE person_id = :id AND revoked_at IS NULL"
    await eventually(lambda: is_one(county.notifications, kept, id=person_id))


async def is_known_to_benefits(county: County, person_id: UUID, table: str) -> None:
    known = f"SELECT FROM {table} WHERE veteran_id = :id"
    await eventually(lambda: is_one(county.benefits, known, id=person_id))


async def resolve_a_case_of(county: County, applicant_id: UUID, mediator_id: UUID) -> None:
    await is_known_to_benefits(county, applicant_id, "veteran")
    await is_known_to_benefits(county, mediator_id, "mediator")
    work = given_work(county.benefits)
    case = await open_case(
        work, keyring=keyring(), kind="dispute", org_code=ROOM, applicant_id=applicant_id, parties_count=2,
        opened_on=date(2019, 5, 2), summary=Personal("邻里排水"),
    )  # fmt: skip
    await assign_mediators(work, case.case_id, mediator_ids=[mediator_id], assigned_on=date(2019, 5, 3))
    await resolve_case(
        work, case.case_id, outcome="agreement-reached", resolved_on=date(2019, 5, 9), document="调解协议"
    )  # fmt: skip


async def ends_of(county: County, person_id: UUID) -> list[str]:
    """What became of the messages to a person, as any subscriber reads it."""
    records = await records_of(county.kafka.broker, "notifications.deliveries")
    mine = [record for record in records if str(person_id).encode() in record.value]
    return [dict(record.headers)["ce_type"].decode().split(".")[3] for record in mine]


class TestAPerson:
    async def test_is_told_where_the_register_says_and_once_there_is_a_way(self, running_county: County) -> None:
        county, work = running_county, registry_work(running_county.registry)
        await given_network(county.registry)
        reachable = await given_veteran(county.registry, id_number=given_number(1), mobile=MOBILE)
        silent = await given_veteran(county.registry, id_number=given_number(2))
        mediator = await given_veteran(county.registry, id_number=given_number(3))
        await assume_role(
            work, mediator, kind=RoleKind.MEDIATOR, assumed_on=date(2019, 4, 1), source="县局任命", keyring=KEYRING
        )

        await verifying(work, reachable)
        await has_number(county, reachable)
        await resolve_a_case_of(county, reachable, mediator)
        await eventually(lambda: self._has_taken(county, MOBILE))

        await resolve_a_case_of(county, silent, mediator)
        unsent = "SELECT FROM delivery WHERE state = 'suppressed' AND reason = 'no-contact-point'"
        await eventually(lambda: is_one(county.notifications, unsent))
        await recording(work, silent, OTHER)
        await verifying(work, silent, OTHER)
        await has_number(county, silent)
        assert await send_all_again(given_work(county.notifications), silent) == 1
        await eventually(lambda: self._has_taken(county, MOBILE, OTHER))
        assert await send_all_again(given_work(county.notifications), silent) == 0
        await eventually(lambda: self._has_ended(county, silent, "notification-suppressed", "notification-sent"))

        await self._are_told_of_work(county, reachable, silent, mediator)
        await self._is_told_nothing_by_a_rebuild(county)

    async def _are_told_of_work(self, county: County, consenting: UUID, silent: UUID, unreached: UUID) -> None:
        """Each wishes for it; only one of the two who can be reached consented to it."""
        given = Given("job-platform", "written", date(2019, 4, 22), "求职登记表")
        await record_consent(registry_work(county.registry), consenting, given, keyring=KEYRING)
        await given_posting(county.benefits, await given_employer(county.benefits))
        for person in (consenting, silent, unreached):
            await given_wish(county.benefits, person)
        consented = "SELECT FROM consent WHERE person_id = :id AND holds"
        await eventually(lambda: is_one(county.notifications, consented, id=consenting))
        await pushing(county.benefits)
        await eventually(lambda: self._has_taken(county, MOBILE, OTHER, MOBILE))
        for person, reason in ((silent, "no-consent"), (unreached, "no-contact-point")):
            await eventually(partial(is_one, county.notifications, UNSENT, id=person, reason=reason))

    async def _has_taken(self, county: County, *numbers: str) -> bool:
        return [message.to for message in county.gateway.given] == [PhoneNumber(number) for number in numbers]

    async def _has_ended(self, county: County, person_id: UUID, *names: str) -> bool:
        return await ends_of(county, person_id) == list(names)

    async def _is_told_nothing_by_a_rebuild(self, county: County) -> None:
        for projection in (CONTACTS, REQUESTS):
            await rebuild(county.settings, projection)
        waiting = "SELECT FROM contact_fetch WHERE wanted_version > fetched_version"
        assert not await is_one(county.notifications, waiting)
        assert not await is_one(county.notifications, "SELECT FROM delivery WHERE state IN ('pending', 'sending')")
        assert len(county.gateway.given) == 3
        assert len(await published(county.registry, "sensitive-record-viewed")) == 2
