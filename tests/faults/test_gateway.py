"""The gateway outside the product, and the driver by which the sender reaches it."""

import random
from uuid import UUID

import pytest

from deploy.embedded.ports import free_port
from faults.gateway import Gateway, GatewayDriver
from services.notifications.deliveries.driver import GatewayRefused, GatewayUnavailable, Message
from shared.privacy.personal import PhoneNumber

MESSAGE = Message(UUID(int=7), "sms", PhoneNumber("19900000000"), "您的案件已办结")


class Fortune(random.Random):
    """Always the same."""

    def __init__(self, value: float) -> None:
        super().__init__(1)
        self.value = value

    def random(self) -> float:
        return self.value


class TestTheGateway:
    async def test_counts_each_message_by_its_id(self) -> None:
        async with Gateway(free_port(), Fortune(0.9)) as gateway:
            for _ in range(2):
                await GatewayDriver(gateway.port).send(MESSAGE)
        assert gateway.taken == {str(MESSAGE.notification_id): 2}

    async def test_takes_a_message_and_loses_the_answer(self) -> None:
        async with Gateway(free_port(), Fortune(0.07)) as gateway:
            with pytest.raises(EOFError):
                await GatewayDriver(gateway.port).send(MESSAGE)
        assert gateway.taken == {str(MESSAGE.notification_id): 1}

    async def test_refuses_and_keeps_nothing(self) -> None:
        async with Gateway(free_port(), Fortune(0.01)) as gateway:
            with pytest.raises(GatewayRefused):
                await GatewayDriver(gateway.port).send(MESSAGE)
        assert gateway.taken == {}

    async def test_is_unavailable_when_it_is_not_there(self) -> None:
        with pytest.raises(GatewayUnavailable):
            await GatewayDriver(free_port()).send(MESSAGE)
