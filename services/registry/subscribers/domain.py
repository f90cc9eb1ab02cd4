"""What a system of others may be given to read, until a day. Pure.

From Kafka and of the whole county it reads the topics of its types, each with all that it holds; else a feed that
notifications writes for it alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.registry.subscribers.parameters import HTTP, KAFKA, LONGEST, WEBHOOK
from shared.approval.proposal import Proposal
from shared.events.offered import OFFERED, TYPES, has_place
from shared.refusal import Conflict, FieldFault, Invalid, NotFound

WHOLE_COUNTY = "*"


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


class ReadsOverHttp(Conflict):
    """It identifies itself by its account's key, or is sent what it gets; a password is for who reads from Kafka."""

    code = "reads-over-http"
    zh = "{subscriber} 不从 Kafka 读取，不用口令。"
    en = "{subscriber} does not read from Kafka; it has no password."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed for a system; `until_on` is the last day, no `divisions` the whole county. `account_id`: the
    machine that reads over HTTP; `address`: where events are posted to."""

    subscriber: str
    types: tuple[str, ...]
    until_on: date
    purpose: str
    legal_basis: str
    divisions: tuple[str, ...] = ()
    over: str = KAFKA
    account_id: UUID | None = None
    address: str | None = None

    @property
    def has_feed(self) -> bool:
        """Whether it reads what is written for it alone."""
        return bool(self.divisions) or self.over != KAFKA

    @property
    def said(self) -> str:
        """For the audit: what for, by which door, until when, where and what. Nine digits in a row would be struck out
        there as a person's; what is longer than the audit keeps stands in the proposal."""
        units = " ".join(f"{code[:6]}-{code[6:]}" for code in self.divisions) or WHOLE_COUNTY
        scope = (self.over, f"{self.until_on}", units, " ".join(self.types))
        return " · ".join((self.purpose, self.legal_basis, *scope))


@dataclass(frozen=True, slots=True)
class SubscriptionProposal(Proposal):
    """It replaces what the system may read now."""

    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What a system may read; `version` counts the events published about it."""

    subscriber: str
    types: tuple[str, ...]
    divisions: tuple[str, ...]
    over: str
    until_on: date
    feed: str | None
    revoked_at: datetime | None
    version: int

    def holds(self, today: date) -> bool:
        """Whether it may read on this day."""
        return self.revoked_at is None and today <= self.until_on

    def must_read_from_kafka(self) -> None:
        """Raises `ReadsOverHttp`."""
        if self.over != KAFKA:
            raise ReadsOverHttp(subscriber=self.subscriber)

    def must_hold(self, *, today: date) -> None:
        """Raises `SubscriberIsOver`."""
        if not self.holds(today):
            raise SubscriberIsOver(subscriber=self.subscriber)


def must_be_offered(wanted: Wanted, paths: Mapping[str, str], *, today: date, other: str | None = None) -> None:
    """`paths` of the units that there are among `divisions`; `other` that the same account reads. Raises
    `SubscriptionInvalid`: every fault."""
    scoped = bool(wanted.divisions)
    found = [fault for at, name in enumerate(wanted.types) for fault in _faults(f"types.{at}", name, scoped=scoped)]
    found += [fault for at, code in enumerate(wanted.divisions) for fault in _misplaced(f"divisions.{at}", code, paths)]
    if (wanted.over == HTTP) != (wanted.account_id is not None):
        found.append(_ACCOUNT)
    if other is not None:
        found.append(_taken(other))
    if (wanted.over == WEBHOOK) != (wanted.address is not None):
        found.append(_ADDRESS)
    if not today <= wanted.until_on <= today + timedelta(days=LONGEST.number):
        found.append(_UNTIL)
    if found:
        raise SubscriptionInvalid(fields=found)


def feed_of(wanted: Wanted, before: Subscriber | None, *, number: str, today: date) -> str | None:
    """The topic that is written for it alone; None: it reads the topics of its types.

    What is prolonged goes on in its feed. Another scope, and whatever follows upon an end, is another feed: what it
    holds from its first event on is what the subscription names, no more and no less. `number` never comes again, also
    where this database was restored: else what was granted before would still lie in the feed.
    """
    if not wanted.has_feed:
        return None
    if before is not None and before.holds(today) and _scope(before) == _scope(wanted):
        return before.feed
    return f"feed.{wanted.subscriber}-{number}"


def _scope(one: Subscriber | Wanted) -> tuple[frozenset[str], frozenset[str], str]:
    return frozenset(one.types), frozenset(one.divisions), one.over


def topics_of(types: Sequence[str]) -> tuple[str, ...]:
    """The topics that hold these types, each once."""
    return tuple(dict.fromkeys(TYPES[name].topic for name in types))


def read_besides(types: Sequence[str]) -> tuple[str, ...]:
    """What else these topics hold: who may read a topic reads all of it."""
    held = (each.name for topic in topics_of(types) for each in OFFERED[topic].types)
    return tuple(name for name in held if name not in types)


def _faults(path: str, name: str, *, scoped: bool) -> list[FieldFault]:
    if name not in TYPES:
        zh, en = f"没有事件类型 {name}（见 docs/events.md）。", f"No event type is named {name} (docs/events.md)."
        return [FieldFault(path, "unknown-type", zh, en)]
    if TYPES[name].topic not in OFFERED:
        zh = f"{name} 不对外提供：属于系统内部权限，或者事由敏感而没有列明的外部读者。"
        en = f"{name} is not offered: it says who may do what here, or is sensitive and names no reader outside."
        return [FieldFault(path, "not-offered", zh, en)]
    if scoped and not has_place(TYPES[name]):
        zh = f"{name} 的事件不属于任何机构，只能订阅全县。"
        en = f"Events of {name} stand at no unit; they are subscribed to for the whole county alone."
        return [FieldFault(path, "no-division", zh, en)]
    return []


def _misplaced(path: str, code: str, paths: Mapping[str, str]) -> list[FieldFault]:
    if code not in paths:
        zh, en = f"没有代码为 {code} 的服务机构。", f"There is no unit with the code {code}."
        return [FieldFault(path, "unknown-unit", zh, en)]
    if paths[code] == code:
        zh, en = "服务中心即全县，请不填范围。", "The centre is the whole county: name no division."
        return [FieldFault(path, "whole-county", zh, en)]
    return []


def _taken(other: str) -> FieldFault:
    zh = f"该系统账号已用于读取“{other}”；一个账号只读一项订阅，请另开账号，或者扩大原订阅的范围。"
    en = f"This account reads {other} already; an account reads one subscription: open another, or widen the first."
    return FieldFault("account", "account-taken", zh, en)


_UNTIL = FieldFault(
    "until_on",
    "not-within",
    f"截止日期应为今天或以后，最长 {LONGEST.number} 天。",
    f"The last day is today or later, {LONGEST.number} days from now at most.",
)
_ACCOUNT = FieldFault(
    "account",
    "machine-account",
    "经接口读取的须写明其系统账号（用户名），本系统服务的账号除外；其他方式不填。",
    "Who reads over HTTP has a machine's account (its user name), none of our own services; by another door, none.",
)
_ADDRESS = FieldFault(
    "address",
    "webhook-address",
    "由本系统推送的须写明接收的网址；其他方式不填。",
    "Who is sent events has an address that they are posted to; by another door, none.",
)
