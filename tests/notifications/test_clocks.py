"""A clock that is ahead, of a producer or the sender's own before it was set back, keeps no message waiting."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.deliveries.driver import GatewayUnavailable
from services.notifications.deliveries.queries import find_outstanding
from tests.given import NOW
from tests.notifications.drivers import Gateway, answer_with
from tests.notifications.given import RECORDED, given_owed, given_reachable, given_sender, state_of


class TestAClockThatIsAhead:
    async def test_of_a_producer_keeps_no_message_waiting(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        behind, gateway = RECORDED - timedelta(hours=1), Gateway()
        async with notifications_engine.connect() as connection:
            assert (await find_outstanding(connection, now=behind)).due
        await given_sender(notifications_engine, gateway, now=behind).send_due()
        assert await state_of(notifications_engine, owed) == ("sent", None)

    async def test_and_is_set_back_lets_the_next_try_be_now(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        away = Gateway(answer_with(GatewayUnavailable("no route")))
        await given_sender(notifications_engine, away, now=NOW + timedelta(hours=1)).send_due()
        assert await given_sender(notifications_engine, away, now=NOW).send_due() == 1
        assert await given_sender(notifications_engine, away, now=NOW).send_due() == 0
        assert await state_of(notifications_engine, owed) == ("pending", "gateway-unavailable")
