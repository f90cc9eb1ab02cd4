"""What a subscription names, where an event stood, and what an event looks like outside of Kafka. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.events.catalogue import find_type
from shared.events.contract import TYPE_PREFIX, Published
from shared.events.envelope import BrokenData, BrokenEnvelope, Headers, decode_data, decode_headers
from shared.events.offered import LISTS_OF_UNITS, PLACE, TYPES
from shared.refusal import Conflict, Forbidden

FEEDS = "feed."
HISTORY = "ce_history"
_TYPE = re.compile(rf"{re.escape(TYPE_PREFIX)}\.(?P<owner>[a-z]+)\.(?P<name>[a-z][a-z0-9-]{{0,63}})\.v[0-9]+")
_PATH = re.compile(r"[0-9A-Z]{6,24}(\.[0-9A-Z]{6,24}){0,7}")


class NotSubscribed(Forbidden):
    """No subscription of today is read by this account over HTTP."""

    code = "not-subscribed"
    zh = "该系统账号今天没有经接口读取的订阅：未经确认、已收回或者已到期。"
    en = "This account may read nothing over HTTP today: not confirmed, revoked, or over."


class CursorOutdated(Conflict):
    """The cursor is of another feed, or a database was brought back since, and another history follows upon it."""

    code = "cursor-outdated"
    zh = "读取位置已失效（订阅范围已变更，或者数据曾经恢复），请从头读取；重复的事件编号（id）不变。"
    en = (
        "The cursor holds no longer: what you may read has changed, or data was restored. Begin anew; events that come "
    )
    en += "again have the same id."


@dataclass(frozen=True, slots=True)
class Granted:
    """What a system of others may read through `until_on`: events of these types, of these units and all below them, or
    of the whole county where none is named. `feed` is the topic that is written for it alone, `history` since
    when what it gives is another history: a topic of its types was made anew, and who has read of it begins anew."""

    subscriber: str
    types: Sequence[str]
    divisions: Sequence[str]
    over: str
    account_id: UUID | None
    feed: str | None
    until_on: date
    address: str | None = None
    history: datetime | None = None

    @property
    def topic(self) -> str:
        """That it is written on, for who reads from Kafka."""
        return self.feed or ""

    def holds(self, today: date) -> bool:
        """Whether it may read on this day."""
        return today <= self.until_on


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on: behind the last event that its reader was given, which says nothing of what others are."""

    event_id: UUID
    kept_at: datetime
    feed: str | None
    history: datetime | None


@dataclass(frozen=True, slots=True)
class HandedEvent:
    """An event as it is handed on, and where it stands among those that are kept."""

    position: int
    event_id: UUID
    type: str
    key: str
    headers: Headers
    data: bytes
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class HandedOn:
    """How far a feed is handed on by us, and of which history."""

    position: int
    history: datetime | None


def position_of(granted: Granted, there: Mapping[str, HandedOn]) -> int:
    """How far its feed is handed on; of another history nothing is."""
    handed = there.get(granted.topic)
    return handed.position if handed and handed.history == granted.history else 0


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event as it stands on its topic. `places` from the centre down, with commas; empty: the whole county's."""

    event_id: UUID
    type: str
    topic: str
    key: str
    places: str
    headers: Sequence[tuple[str, bytes]]
    data: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """How far a partition of the county's topics is kept: the offset to read next, and the id of the event before."""

    topic: str
    partition: int
    next: int
    last_id: str


class NotAnEvent(Exception):
    """What is not handed on, and why: the owner of the topic would not have published it."""


def kept_of(topic: str, key: bytes | None, headers: Headers, value: bytes | None) -> KeptEvent:
    """A record as it is kept. Raises `NotAnEvent`."""
    try:
        envelope = decode_headers(headers)
    except BrokenEnvelope as fault:
        raise NotAnEvent(fault.cause) from fault
    named = _TYPE.fullmatch(envelope.type)
    if named is None or f"/{named['owner']}" != envelope.source or named["owner"] != topic.partition(".")[0]:
        raise NotAnEvent("not of the owner of this topic")
    if key is None or key != envelope.partitionkey.encode() or b"\0" in key:
        raise NotAnEvent("ce_partitionkey is not the record's key")
    published = find_type(envelope.type)
    if published is not None and published.topic != topic:
        raise NotAnEvent("does not belong on this topic")
    data = _data(published, value)
    written = [(name, content or b"") for name, content in headers]
    places = ",".join(places_of(data))
    return KeptEvent(envelope.id, named["name"], topic, envelope.partitionkey, places, written, value or b"")


def _data(published: Published | None, value: bytes | None) -> Mapping[str, Any]:
    """A type of a later version is not known, and handed on all the same."""
    try:
        if published is not None:
            decode_data(published, value or b"")
        return msgspec.json.decode(value or b"", type=dict[str, Any])
    except (BrokenData, msgspec.DecodeError) as fault:
        raise NotAnEvent("the data breaks its contract") from fault


def places_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The units that an event stood at, from the centre down; none: it is the whole county's."""
    found = data.get(PLACE)
    return tuple(found.split(".")) if isinstance(found, str) and _PATH.fullmatch(found) else ()


def history_of(types: Collection[str], begun: Mapping[str, datetime]) -> datetime | None:
    """Since when events of these types are another history: `begun` of topics that were made anew."""
    topics = {TYPES[name].topic for name in types if name in TYPES}
    return max((begun[topic] for topic in topics & begun.keys()), default=None)


def marked(headers: Headers, history: datetime | None) -> Headers:
    """With the history in the envelope; as they stand on their topic where it never was another."""
    return [*headers, (HISTORY, history.isoformat().encode())] if history else headers


def narrowed(name: str, data: bytes, divisions: Collection[str]) -> bytes:
    """Without units outside of what is granted, where the type names units one by one; otherwise as it is."""
    if not divisions or name not in LISTS_OF_UNITS:
        return data
    said = msgspec.json.decode(data)
    for field in said.keys() & LISTS_OF_UNITS[name]:
        said[field] = [each for each in said[field] if not set(divisions).isdisjoint(each[PLACE].split("."))]
    return msgspec.json.encode(said)


def feeds_to_end(granted: Collection[Granted], there: Collection[str], known: Collection[str]) -> frozenset[str]:
    """Of the feeds that are `there`, those of subscribers that are `known` and have another one, or none, today."""
    wanted = {each.feed for each in granted}
    return frozenset(feed for feed in there if feed not in wanted and subscriber_of(feed) in known)


def is_feed(topic: str) -> bool:
    """Whether a topic is one that is written for a subscriber alone."""
    return topic.startswith(FEEDS)


def subscriber_of(feed: str) -> str:
    """Whom a feed is written for: `feed.<name>-<proposal>`."""
    return feed.removeprefix(FEEDS).rpartition("-")[0]


def cloud_event(headers: Headers, data: bytes) -> dict[str, Any]:
    """A record as CloudEvents in JSON: its attributes, and its data."""
    said = {name.removeprefix("ce_"): value or b"" for name, value in headers if name.startswith("ce_")}
    attributes = {name: value.decode() for name, value in said.items()}
    return {**attributes, "datacontenttype": "application/json", "data": msgspec.json.decode(data)}
