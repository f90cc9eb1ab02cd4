"""Reads events: `pip install confluent-kafka`, then `python read.py subscriber.json`. 读取事件。

A second word is how many to read before it ends; without one it goes on. What is kept in `last` here, keep in your own
database, in the transaction that applies the event. 此处的 last 应与业务数据在同一事务内保存。
"""

import json
import sys
from pathlib import Path

from confluent_kafka import Consumer, KafkaError

told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
left = int(sys.argv[2]) if len(sys.argv) > 2 else -1
ended = []  # the password is worth nothing any more, or it is not the one that was handed over last
consumer = Consumer(
    {
        "bootstrap.servers": told["servers"],
        "security.protocol": "SASL_SSL",
        "ssl.ca.pem": told["authority"],
        "sasl.mechanism": told["mechanism"],
        "sasl.username": told["user"],
        "sasl.password": told["password"],
        "group.id": told["group"],
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "error_cb": lambda error: ended.append(error) if error.code() == KafkaError._AUTHENTICATION else None,
    }
)
consumer.subscribe(told["topics"])
last = {}  # by topic and key (of a feed, by type and key): the last sequence, and its event's id
history = None  # of a feed: as its first event said
while left:
    message = consumer.poll(1)
    if ended:
        sys.exit(f"{ended[0]}")
    if message is None:
        continue
    if message.error():
        sys.exit(f"{message.error()}")
    head = {name: value.decode() for name, value in message.headers()}
    stream, sequence, event_id = (message.topic(), message.key()), int(head["ce_sequence"]), head["ce_id"]
    if told["feed"]:
        stream = (head["ce_type"], message.key())
        history = head.get("ce_history", "") if history is None else history
    before, before_id = last.get(stream, (0, ""))
    if (sequence == before and event_id != before_id) or (told["feed"] and head.get("ce_history", "") != history):
        sys.exit(f"another history, read the topic from the beginning · 历史更替，须从头重读: {stream}")
    if sequence > before + 1 and not told["feed"]:  # in a feed gaps are what is not for you
        sys.exit(f"a gap, ask the county · 缺号，请联系本县: {stream} {before} {sequence}")
    if sequence > before and head["ce_type"].split(".")[-2] in told["types"]:  # else a repeat, or not for you
        print(head["ce_type"], message.key().decode(), message.value().decode(), flush=True)
        left -= 1
    last[stream] = max(last.get(stream, (0, "")), (sequence, event_id))
    consumer.commit(message, asynchronous=False)
consumer.close()
