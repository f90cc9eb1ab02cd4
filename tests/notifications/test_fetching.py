"""Numbers that registry has verified are fetched from it, kept under the person's own key, and used no longer than they
are verified. Registry is the real one, over HTTP."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.commands import (
    claim_fetches,
    forget_contact_points,
    keep_fetched,
    put_contact_point,
)
from services.notifications.contacts.domain import Fetched
from services.notifications.contacts.driver import RegistryOverHttp
from services.notifications.contacts.loop import ContactFetcher, measure_contacts
from services.notifications.metrics import CONTACTS_OLDEST_SECONDS, CONTACTS_WAITING
from services.registry.contacts.commands import withdraw_verification
from shared.auth.asking import NotTold
from shared.followed import Followed
from shared.privacy.personal import PhoneNumber
from shared.service.fetching import LATE, LEASE
from tests.given import NOW, NOWHERE, given_work
from tests.issuer import Issuer
from tests.notifications.fetching import given_fetcher, hear, told_to
from tests.notifications.given import (
    keyring,
)
from tests.registry.contacts.given import MOBILE, OTHER, recording, verifying
from tests.registry.given import KEYRING, published
from tests.registry.given import given_work as registry_work


class TestAVerifiedNumber:
    async def test_is_fetched_and_messages_go_there(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        assert await told_to(notifications_engine, veteran) == []
        assert await fetcher.flow() == {"contacts_to_fetch": 1}
        assert [await fetcher.fetch_due(), await fetcher.fetch_due()] == [1, 0]
        assert await fetcher.flow() == {"contacts_to_fetch": 0}
        assert await told_to(notifications_engine, veteran) == [PhoneNumber(MOBILE)]
        async with notifications_engine.connect() as connection:
            kept = (await connection.execute(text("SELECT * FROM contact_point"))).one()
            audited = await connection.scalar(text("SELECT subject FROM audit WHERE action = 'keep-fetched'"))
        assert MOBILE.encode() not in kept.value
        assert (kept.verification, kept.verified_on, kept.contact_version) == ("in-person", date(2019, 4, 30), 1)
        assert audited == f"person {veteran}"

    async def test_is_used_no_longer_from_when_it_is_withdrawn(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        work = registry_work(registry_engine)
        await verifying(work, veteran)
        await hear(registry_engine, notifications_engine)
        await fetcher.fetch_due()
        await withdraw_verification(work, veteran, reason="not-the-persons", keyring=KEYRING)
        await hear(registry_engine, notifications_engine)
        assert await told_to(notifications_engine, veteran) == []
        assert await fetcher.fetch_due() == 0
        await recording(work, veteran, OTHER)
        await verifying(work, veteran, OTHER)
        await hear(registry_engine, notifications_engine)
        assert await told_to(notifications_engine, veteran) == []
        assert await fetcher.fetch_due() == 1
        assert await told_to(notifications_engine, veteran) == [PhoneNumber(OTHER)]

    async def test_is_neither_lost_nor_fetched_twice_by_a_rebuild(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        work = registry_work(registry_engine)
        await verifying(work, veteran)
        await withdraw_verification(work, veteran, reason="recorded-in-error", keyring=KEYRING)
        await verifying(work, veteran)
        await hear(registry_engine, notifications_engine)
        await fetcher.fetch_due()
        async with notifications_engine.begin() as connection:
            await connection.execute(text("DELETE FROM verified_contact"))
        await hear(registry_engine, notifications_engine)
        assert await fetcher.fetch_due() == 0
        assert await told_to(notifications_engine, veteran) == [PhoneNumber(MOBILE)]
        assert len(await published(registry_engine, "sensitive-record-viewed")) == 1

    async def test_that_registry_names_no_more_is_waited_for_no_longer(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        """It was erased there, or withdrawn by an event that is under way."""
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
        assert [await fetcher.fetch_due(), await fetcher.fetch_due()] == [1, 0]
        assert await told_to(notifications_engine, veteran) == []


class TestWhatIsMeasured:
    async def test_says_how_many_wait_and_since_when_though_nobody_fetches(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        async def measured(now: datetime) -> list[float]:
            async with notifications_engine.connect() as connection:
                await measure_contacts(connection, now)
            gauges = (CONTACTS_WAITING, CONTACTS_OLDEST_SECONDS)
            return [sample.value for gauge in gauges for metric in gauge.collect() for sample in metric.samples]

        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        async with notifications_engine.connect() as connection:
            wanted_at = await connection.scalar(text("SELECT wanted_at FROM contact_fetch"))
        assert await measured(wanted_at + timedelta(seconds=700)) == [1, 700]
        await fetcher.fetch_due()
        assert await measured(wanted_at + timedelta(seconds=700)) == [0, 0]


class TestARegistryThatIsAway:
    async def test_is_asked_again(
        self,
        registry_engine: AsyncEngine,
        notifications_engine: AsyncEngine,
        veteran: UUID,
        registry_url: str,
        issuer: Issuer,
    ) -> None:
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        away = given_fetcher(notifications_engine, NOWHERE, issuer)
        for _ in range(2):
            with pytest.raises(NotTold, match="does not answer"):
                await away.fetch_due()
        assert await given_fetcher(notifications_engine, registry_url, issuer).fetch_due() == 1
        assert await told_to(notifications_engine, veteran) == [PhoneNumber(MOBILE)]

    async def test_is_said_to_be_away_and_what_waits_is_late_after_a_while(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, issuer: Issuer
    ) -> None:
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        soon, later = (
            given_fetcher(notifications_engine, NOWHERE, issuer, now=NOW + after)
            for after in (timedelta(seconds=1), LATE + timedelta(seconds=1))
        )
        stop = asyncio.Event()
        running = asyncio.create_task(soon.run(stop))
        for _ in range(600):
            [check] = await soon.checks()
            if "does not answer" in check.detail:
                break
            await asyncio.sleep(0.05)
        stop.set()
        await running
        said = "1 to fetch: registry does not answer: ConnectError (Connection refused)"
        assert (check.ok, check.detail) == (True, said)
        assert [each.ok for each in await later.checks()] == [False]

    async def test_is_not_asked_without_an_identity(self, notifications_engine: AsyncEngine) -> None:
        register = RegistryOverHttp(Followed(None, lambda: None))
        with pytest.raises(NotTold, match="no identity key"):
            await register.numbers_of([UUID(int=1)])


class TestTwoFetchers:
    async def test_ask_once(
        self,
        registry_engine: AsyncEngine,
        notifications_engine: AsyncEngine,
        veteran: UUID,
        registry_url: str,
        issuer: Issuer,
    ) -> None:
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        two = [given_fetcher(notifications_engine, registry_url, issuer) for _ in range(2)]
        assert sorted(await asyncio.gather(*(each.fetch_due() for each in two))) == [0, 1]
        assert len(await published(registry_engine, "sensitive-record-viewed")) == 1

    async def test_take_over_from_one_that_died(
        self,
        registry_engine: AsyncEngine,
        notifications_engine: AsyncEngine,
        veteran: UUID,
        registry_url: str,
        issuer: Issuer,
    ) -> None:
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        async with notifications_engine.begin() as connection:
            assert await claim_fetches(connection, count=9, now=NOW, until=NOW + LEASE)
        assert await given_fetcher(notifications_engine, registry_url, issuer).fetch_due() == 0
        after = given_fetcher(notifications_engine, registry_url, issuer, now=NOW + LEASE)
        assert await after.fetch_due() == 1

    async def test_told_by_a_clock_that_is_ahead_is_due_at_once(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        behind = NOW - timedelta(hours=1)
        async with notifications_engine.begin() as connection:
            assert await claim_fetches(connection, count=9, now=behind, until=behind + LEASE)
            assert not await claim_fetches(connection, count=9, now=behind, until=behind + LEASE)


class TestAnAnswer:
    async def test_that_came_late_is_not_kept(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """The number was withdrawn while registry's answer was on its way."""
        work = registry_work(registry_engine)
        point = await verifying(work, veteran)
        answer = Fetched(point.contact_id, veteran, "sms", 1, "in-person", date(2019, 4, 30), PhoneNumber(MOBILE))
        await withdraw_verification(work, veteran, reason="not-the-persons", keyring=KEYRING)
        await hear(registry_engine, notifications_engine)
        assert not await keep_fetched(given_work(notifications_engine), answer, keyring=keyring())
        assert await told_to(notifications_engine, veteran) == []

    async def test_is_not_kept_of_somebody_who_was_erased(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        point = await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        answer = Fetched(point.contact_id, veteran, "sms", 1, "in-person", date(2019, 4, 30), PhoneNumber(MOBILE))
        await fetcher.fetch_due()
        async with notifications_engine.begin() as connection:
            assert await forget_contact_points(connection, [veteran]) == {veteran}
            assert await forget_contact_points(connection, [veteran]) == set()
        assert not await keep_fetched(given_work(notifications_engine), answer, keyring=keyring())
        async with notifications_engine.connect() as connection:
            left = text("SELECT (SELECT count(*) FROM contact_point) + (SELECT count(*) FROM person_key)")
            assert await connection.scalar(left) == 0


class TestANumberThatStaffKeepHere:
    async def test_is_not_revoked_by_what_registry_withdraws(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        work = registry_work(registry_engine)
        await verifying(work, veteran)
        await hear(registry_engine, notifications_engine)
        await fetcher.fetch_due()
        await put_contact_point(
            given_work(notifications_engine), veteran, "sms", keyring=keyring(), value=PhoneNumber(OTHER),
            verification="callback",
        )  # fmt: skip
        await withdraw_verification(work, veteran, reason="not-the-persons", keyring=KEYRING)
        await hear(registry_engine, notifications_engine)
        assert await told_to(notifications_engine, veteran) == [PhoneNumber(OTHER)]
