"""A registry whose database was restored to a time: what it has told since was taken back (`rebuild --from-log`), and
what was fetched follows."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.commands import keep_fetched
from services.notifications.contacts.domain import Fetched
from services.notifications.contacts.loop import ContactFetcher
from services.registry.contacts.commands import withdraw_verification
from shared.privacy.personal import PhoneNumber
from tests.given import given_work
from tests.notifications.fetching import brought_back, hear, told_to
from tests.notifications.given import keyring
from tests.registry.contacts.given import MOBILE, verifying
from tests.registry.given import KEYRING
from tests.registry.given import given_work as registry_work


class TestARegistryThatWasBroughtBack:
    async def test_has_not_verified_what_it_knows_nothing_of(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        point = await verifying(registry_work(registry_engine), veteran)
        answer = Fetched(point.contact_id, veteran, "sms", 1, "in-person", date(2019, 4, 30), PhoneNumber(MOBILE))
        await hear(registry_engine, notifications_engine)
        await fetcher.fetch_due()
        await brought_back(registry_engine, notifications_engine, told=0)
        assert await told_to(notifications_engine, veteran) == []
        assert not await keep_fetched(given_work(notifications_engine), answer, keyring=keyring())
        await hear(registry_engine, notifications_engine)
        assert await fetcher.fetch_due() == 1

    async def test_has_not_withdrawn_it_either(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        work = registry_work(registry_engine)
        await verifying(work, veteran)
        await withdraw_verification(work, veteran, reason="not-the-persons", keyring=KEYRING)
        await hear(registry_engine, notifications_engine)
        assert await fetcher.flow() == {"contacts_to_fetch": 0}
        await brought_back(registry_engine, notifications_engine, told=1)
        assert await fetcher.flow() == {"contacts_to_fetch": 1}
        await brought_back(registry_engine, notifications_engine, told=1)
        assert await fetcher.flow() == {"contacts_to_fetch": 1}

    async def test_changes_nothing_of_what_it_still_tells(
        self, registry_engine: AsyncEngine, notifications_engine: AsyncEngine, veteran: UUID, fetcher: ContactFetcher
    ) -> None:
        await verifying(registry_work(registry_engine), veteran)
        await hear(registry_engine, notifications_engine)
        await fetcher.fetch_due()
        await brought_back(registry_engine, notifications_engine, told=1)
        assert await fetcher.fetch_due() == 0
        assert await told_to(notifications_engine, veteran) == [PhoneNumber(MOBILE)]
