"""Two files are one person's, and benefits is told of it late: over Kafka, which it reads only after both were granted
and paid. Meanwhile nobody decides on himself by his other file; in the end one is paid once, to the fen."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services.benefits import SERVICE as BENEFITS
from services.benefits.batches.commands import propose_payment_batch, release_payment_batch
from services.benefits.batches.domain import NothingOwed
from services.benefits.batches.queries import find_paid
from services.benefits.overpayments.commands import Returned, identify_overpayment, record_recovery
from services.benefits.overpayments.queries import find_overpaid
from services.benefits.payments.domain.months import Month
from shared.auth.roles import Role
from shared.command import Work
from shared.events.catalogue import origin_of
from shared.outbox.relay import Relay
from tests.benefits.beside_registry import beside_registry
from tests.benefits.given import keyring
from tests.benefits.payments.given import given_county_pays, granted
from tests.given import CENTRE, given_grant, given_work
from tests.issuer import Issuer
from tests.registry.account_holders.given import given_holder_named
from tests.registry.given import given_account, given_network
from tests.registry.merges.given import given_pair, merging
from tests.registry.persons import given_number, given_veteran
from tests.reporting.consumed import caught_up
from tests.shared.wire import published, running

pytestmark = pytest.mark.journey

MAY, UNTIL = datetime(2019, 5, 20, 2, 0, tzinfo=UTC), Month(2019, 5)


@pytest.fixture(autouse=True)
def _events_vouch(events_vouch: None) -> None:
    """A test may take more than a minute."""


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what this journey tells."""
    home = server_home / "merge-told-late"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


@dataclass(frozen=True)
class Late:
    """Registry told Kafka of two files, and benefits read that; of their merge Kafka is told, and benefits is not."""

    registry: AsyncEngine
    benefits: AsyncEngine
    kafka: Kafka
    surviving: UUID
    merged: UUID

    async def learns(self) -> None:
        """Benefits reads all that Kafka has."""
        await caught_up(self.benefits, self.kafka, BENEFITS)

    def centre(self) -> Work:
        """Of somebody else each time."""
        return given_work(self.benefits, now=MAY)

    async def paid(self) -> int:
        """What went out and did not come back, in fen."""
        async with self.benefits.connect() as connection:
            return sum((await find_paid(connection)).values())


@pytest.fixture
async def late(registry_engine: AsyncEngine, benefits_engine: AsyncEngine, own_kafka: Kafka) -> AsyncIterator[Late]:
    await given_network(registry_engine)
    files = [
        await given_veteran(registry_engine, id_number=given_number(serial), registered_on="2019-03-01")
        for serial in (1, 2)
    ]
    of = Late(registry_engine, benefits_engine, own_kafka, *files)
    relay = Relay(registry_engine, origin=origin_of("registry"), broker=own_kafka.broker)
    async with running(relay):
        await published(relay)
        await of.learns()
        await given_county_pays(benefits_engine)
        await merging(registry_engine, await given_pair(registry_engine, *files), of.surviving)
        await published(relay)
        yield of


async def test_one_person_is_paid_once_and_decides_on_neither_of_his_files(
    late: Late, settings_of: Any, issuer: Issuer, api_client: Callable[..., httpx2.AsyncClient]
) -> None:
    account = await given_account(late.registry)
    for engine in (late.registry, late.benefits):
        told = engine is late.benefits
        await given_grant(engine, account, Role.CENTRE_STAFF, CENTRE, vouched=told)
    await given_holder_named(late.registry, account, late.merged)
    both = [await granted(late.benefits, each) for each in (late.surviving, late.merged)]
    batch = await propose_payment_batch(late.centre(), month=UNTIL, document="发放表", keyring=keyring())
    await release_payment_batch(late.centre(), batch, keyring=keyring())
    assert await late.paid() == 4 * 60_000
    ended = {"month": "2019-05", "reason_code": "waived", "document": "声明"}
    async with beside_registry(settings_of, issuer, api_client) as client:
        for is_told in (False, True):
            if is_told:
                await late.learns()
            for own in both:
                refused = await client(account).post(f"/payments/entitlements/{own}/end", json=ended)
                assert (refused.status_code, refused.json().get("code")) == (409, "decides-on-oneself"), is_told

    async with late.benefits.connect() as connection:
        [(over, months)] = (await find_overpaid(connection, UNTIL, keyring())).items()
    assert over in both
    assert [(str(each.month), each.fen) for each in months] == [("2019-04", 60_000), ("2019-05", 60_000)]
    with pytest.raises(NothingOwed):
        await propose_payment_batch(late.centre(), month=UNTIL, document="发放表", keyring=keyring())
    owed = await identify_overpayment(late.centre(), over, document="追缴通知", keyring=keyring())
    await record_recovery(late.centre(), owed, Returned(120_000, "by-person", date(2019, 5, 20), "收据"))
    assert await late.paid() == 2 * 60_000
    with pytest.raises(NothingOwed):
        await propose_payment_batch(late.centre(), month=UNTIL, document="发放表", keyring=keyring())
