"""What is owed to a file that was merged goes to the one that goes on."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.queries import find_survivors
from services.notifications.deliveries.commands import send_again
from shared.ids import new_id
from tests.given import given_work
from tests.lives import as_survivors_tell, veteran_deceased, veterans_merged, veterans_unmerged
from tests.notifications.drivers import Gateway
from tests.notifications.given import ROOM, given_owed, given_person, given_reachable, given_sender, state_of
from tests.notifications.test_deaths import told

MARCH = date(2019, 3, 1)
OTHER_MOBILE = "19900005678"


class TestAMessage:
    async def test_to_a_merged_file_goes_to_the_number_of_the_survivor(self, notifications_engine: AsyncEngine) -> None:
        merged_id = await given_reachable(notifications_engine, value=OTHER_MOBILE)
        surviving_id, gateway = await given_reachable(notifications_engine), Gateway()
        merged = veterans_merged(ROOM, MARCH, merged_id=merged_id, surviving_id=surviving_id)
        await told(notifications_engine, merged, as_survivors_tell(merged))
        numbers = []
        for events in ((), (veterans_unmerged(merged),)):
            await told(notifications_engine, *events)
            for person_id in (merged_id, surviving_id):
                await given_owed(notifications_engine, person_id)
                await given_sender(notifications_engine, gateway).send_due()
                numbers.append(gateway.given[-1].to.reveal())
        survivors = numbers[1]
        assert numbers == [survivors, survivors, OTHER_MOBILE, survivors]
        assert survivors != OTHER_MOBILE

    async def test_is_as_dead_and_as_unreached_as_the_survivor_is(self, notifications_engine: AsyncEngine) -> None:
        merged_id, gateway = await given_reachable(notifications_engine), Gateway()
        unreached, dead = await given_person(notifications_engine), await given_reachable(notifications_engine)
        found = []
        for survivor, event in ((unreached, None), (dead, veteran_deceased(ROOM, MARCH, person_id=dead))):
            merged = veterans_merged(ROOM, MARCH, merged_id=merged_id, surviving_id=survivor)
            await told(notifications_engine, *([event] if event else []), merged)
            owed = await given_owed(notifications_engine, merged_id)
            await given_sender(notifications_engine, gateway).send_due()
            found.append((await state_of(notifications_engine, owed))[1])
        assert (found, gateway.given) == (["no-contact-point", "deceased"], [])

    async def test_that_was_not_sent_is_sent_again_to_the_survivor(self, notifications_engine: AsyncEngine) -> None:
        unreached, gateway = await given_person(notifications_engine), Gateway()
        owed = await given_owed(notifications_engine, unreached)
        await given_sender(notifications_engine, gateway).send_due()
        surviving_id = await given_reachable(notifications_engine)
        merged = veterans_merged(ROOM, MARCH, merged_id=unreached, surviving_id=surviving_id)
        await told(notifications_engine, merged)
        await send_again(given_work(notifications_engine), owed)
        assert await given_sender(notifications_engine, gateway).send_due() == 1
        assert len(gateway.given) == 1


class TestSurvivors:
    async def test_are_followed_to_the_end_and_never_for_ever(self, notifications_engine: AsyncEngine) -> None:
        """Two streams that are applied apart may, for a moment, lead to each other."""
        first, second, third = (new_id() for _ in range(3))
        for merged_id, surviving_id in ((first, second), (second, third)):
            await told(
                notifications_engine, veterans_merged(ROOM, MARCH, merged_id=merged_id, surviving_id=surviving_id)
            )
        async with notifications_engine.connect() as connection:
            found = await find_survivors(connection, [first, second, third])
        assert found == dict.fromkeys((first, second, third), third)
        await told(notifications_engine, veterans_merged(ROOM, MARCH, merged_id=third, surviving_id=first))
        async with notifications_engine.connect() as connection:
            assert set(await find_survivors(connection, [first])) == {first}
