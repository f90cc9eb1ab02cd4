"""What a system of others may be given to read: types, each with all that its topic holds, until a day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.registry.subscribers.parameters import LONGEST, OFFERED, TYPES
from shared.approval.proposal import Proposal
from shared.refusal import Conflict, FieldFault, Invalid, NotFound


class SubscriptionInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "subscription-invalid"
    zh = "不能订阅，原因见各字段。"
    en = "It cannot be subscribed to; the fields tell why."


class SubscriberNotFound(NotFound):
    """Nobody of this name was ever confirmed."""

    code = "subscriber-not-found"
    zh = "没有名为 {subscriber} 的订阅系统。"
    en = "No subscriber is named {subscriber}."


class SubscriberIsOver(Conflict):
    """It was revoked, or its last day has passed."""

    code = "subscriber-is-over"
    zh = "{subscriber} 的订阅已收回或到期，须重新提出并由另一人确认。"
    en = "What {subscriber} could read is revoked or over; it must be proposed and confirmed anew."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed for a system; `until_on` is the last day."""

    subscriber: str
    types: tuple[str, ...]
    until_on: date
    purpose: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class SubscriptionProposal(Proposal):
    """It replaces what the system may read now."""

    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What a system may read; `version` counts the events published about it."""

    subscriber: str
    types: tuple[str, ...]
    until_on: date
    revoked_at: datetime | None
    version: int

    def must_hold(self, *, today: date) -> None:
        """Raises `SubscriberIsOver`."""
        if self.revoked_at is not None or self.until_on < today:
            raise SubscriberIsOver(subscriber=self.subscriber)


def must_be_offered(wanted: Wanted, *, today: date) -> None:
    """Raises `SubscriptionInvalid`: every fault."""
    found = [fault for place, name in enumerate(wanted.types) for fault in _faults(f"types.{place}", name)]
    if not today <= wanted.until_on <= today + timedelta(days=LONGEST.number):
        found.append(_UNTIL)
    if found:
        raise SubscriptionInvalid(fields=found)


def topics_of(types: Sequence[str]) -> tuple[str, ...]:
    """The topics that hold these types, each once."""
    return tuple(dict.fromkeys(TYPES[name].topic for name in types))


def read_besides(types: Sequence[str]) -> tuple[str, ...]:
    """What else these topics hold: who may read a topic reads all of it."""
    held = (each.name for topic in topics_of(types) for each in OFFERED[topic].types)
    return tuple(name for name in held if name not in types)


def _faults(path: str, name: str) -> list[FieldFault]:
    if name not in TYPES:
        zh, en = "没有这个事件类型（见 docs/events.md）。", "No event type is named so (docs/events.md)."
        return [FieldFault(path, "unknown-type", zh, en)]
    if TYPES[name].topic not in OFFERED:
        zh = "该类型不对外提供：属于系统内部权限，或者事由敏感而没有列明的外部读者。"
        en = "This type is not offered: it says who may do what here, or is sensitive and names no reader outside."
        return [FieldFault(path, "not-offered", zh, en)]
    return []


_UNTIL = FieldFault(
    "until_on",
    "not-within",
    f"截止日期应为今天或以后，最长 {LONGEST.number} 天。",
    f"The last day is today or later, {LONGEST.number} days from now at most.",
)
