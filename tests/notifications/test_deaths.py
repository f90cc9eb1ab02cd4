"""Nothing is sent to the dead (N3), nor to who is deregistered."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.projection import PERSONS
from shared.events.contract import Event
from tests.lives import death_record_revoked, deregistration_revoked, veteran_deceased, veteran_deregistered
from tests.notifications.drivers import Gateway
from tests.notifications.given import (
    ROOM,
    given_delivered,
    given_owed,
    given_reachable,
    given_sender,
    published_events,
    state_of,
)

APRIL = date(2019, 4, 1)


async def told(engine: AsyncEngine, *events: Event) -> None:
    """In one batch."""
    async with engine.begin() as connection:
        await PERSONS.apply(connection, [given_delivered(event) for event in events])


class TestAMessage:
    async def test_to_somebody_who_has_died_is_suppressed(self, notifications_engine: AsyncEngine) -> None:
        """Also where the record was revoked and made anew."""
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        died = veteran_deceased(ROOM, APRIL, person_id=person_id)
        await told(notifications_engine, died, death_record_revoked(died), died)
        owed = await given_owed(notifications_engine, person_id)
        await given_sender(notifications_engine, gateway).send_due()
        assert (await state_of(notifications_engine, owed), gateway.given) == (("suppressed", "deceased"), [])
        [(name, _, event)] = await published_events(notifications_engine)
        assert (name, event["reason"]) == ("notification-suppressed", "deceased")

    async def test_to_somebody_whose_death_was_recorded_wrongly_is_sent(
        self, notifications_engine: AsyncEngine
    ) -> None:
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        died = veteran_deceased(ROOM, APRIL, person_id=person_id)
        await told(notifications_engine, died, death_record_revoked(died))
        await given_owed(notifications_engine, person_id)
        assert await given_sender(notifications_engine, gateway).send_due() == 1
        assert len(gateway.given) == 1

    async def test_to_somebody_who_is_deregistered_is_suppressed_until_that_is_revoked(
        self, notifications_engine: AsyncEngine
    ) -> None:
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        void = veteran_deregistered(ROOM, APRIL, person_id=person_id)
        await told(notifications_engine, void, deregistration_revoked(void), void)
        owed = await given_owed(notifications_engine, person_id)
        await given_sender(notifications_engine, gateway).send_due()
        assert (await state_of(notifications_engine, owed), gateway.given) == (("suppressed", "deregistered"), [])
        await told(notifications_engine, deregistration_revoked(void))
        await given_owed(notifications_engine, person_id)
        assert await given_sender(notifications_engine, gateway).send_due() == 1
