"""Keeps the broker's subscribers as registry publishes them: a thread of the embedded stack, and in a container of its
own `python -m deploy.kafka.keeper <file>`; the file is touched each time, which its health check looks at.

Who is revoked, or over by the clock, loses access within seconds.
"""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from confluent_kafka import KafkaException

from deploy.kafka import subscribers
from deploy.kafka.__main__ import operator
from deploy.kafka.client import let_in
from deploy.trouble import Trouble, worded
from shared.clock import local_date, machine_now
from shared.kafka.broker import Broker

TURN_SECONDS = 5

log = logging.getLogger(__name__)


def keep(broker_now: Callable[[], Broker], ended: threading.Event, compared: Callable[[], object]) -> None:
    """Until it is ended. `broker_now` is asked anew each time: the operator's password may have been replaced. What
    does not succeed is said once and tried again."""
    failed = ""
    while not ended.is_set():
        try:
            turn(broker_now())
            failed = ""
            compared()
        except (Trouble, KafkaException) as error:
            if str(error) != failed:
                log.warning(worded(f"未能核对订阅系统：{error}", f"subscribers were not compared: {error}"))
            failed = str(error)
        ended.wait(TURN_SECONDS)


def turn(broker: Broker) -> subscribers.Applied:
    """Compare once. Raises Trouble, KafkaException."""
    done = subscribers.apply(broker, subscribers.published(broker), today=local_date(machine_now()))
    if done.given or done.taken or done.ended:
        ended = ", ".join(done.ended)
        zh = f"订阅系统：给出权限 {done.given} 项，收回 {done.taken} 项，停用口令：{ended or '无'}"
        en = f"subscribers: {done.given} rights given, {done.taken} taken, passwords ended: {ended or 'none'}"
        log.info(worded(zh, en))
    return done


def main(compared: Path) -> int:
    """Runs until the container is stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stdout)
    keep(lambda: let_in(operator()), threading.Event(), compared.touch)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
