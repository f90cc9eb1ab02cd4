"""The job that prepares a broker waits for one that has much to do, and says what it could not wait for."""

from collections.abc import Callable

import pytest
from confluent_kafka import KafkaError, KafkaException

from deploy.kafka.client import patiently
from deploy.trouble import Trouble

BUSY, REFUSED = KafkaError._TIMED_OUT, KafkaError.TOPIC_AUTHORIZATION_FAILED


def failing(*codes: int) -> Callable[[], str]:
    """Ends in each of these ways, one after the other, then well."""
    left = list(codes)

    def work() -> str:
        if left:
            raise KafkaException(KafkaError(left.pop(0)))
        return "done"

    return work


class TestABroker:
    def test_that_does_not_answer_in_time_is_asked_again(self) -> None:
        assert patiently(failing(BUSY, BUSY), pause=0) == "done"

    def test_that_never_does_is_given_up_in_words(self) -> None:
        with pytest.raises(Trouble, match="did not do it") as given_up:
            patiently(failing(BUSY), seconds=-1)
        assert given_up.value.zh.startswith("Kafka 没有完成")

    def test_that_refuses_is_not_asked_again(self) -> None:
        with pytest.raises(Trouble):
            patiently(failing(REFUSED), pause=0)
