"""What an event type must say about itself before anyone may publish it.

A contract is a frozen `Event` struct; its entry in the owner's `PUBLISHED` table adds the topic, the key, the class of
personal data and who relies on it. Everything else (schemas, documents, topics) is derived from the two.

Inside a major version only optional fields are added. A reader ignores fields it does not know. A value outside a
closed set (`Literal`) is broken data: the reader parks it, so a new value in such a set needs a new major version.
"""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

import msgspec

from shared.language import Text

TYPE_PREFIX = "cn.veterans"
SCHEMA_PREFIX = "urn:veterans:schema"


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact, named in the past tense. Subclasses state `frozen=True, kw_only=True` again. It cannot hold itself, so
    the collector of reference cycles need not look at it."""


class PiiClass(StrEnum):
    """How personal an event is; `MEANING` says it in both languages."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


MEANING: Mapping[PiiClass, tuple[str, str]] = MappingProxyType(
    {
        PiiClass.P0: ("nothing about a person", "不涉及个人"),
        PiiClass.P1: ("pseudonymous: ids and codes only", "假名化：仅含编号和代码"),
        PiiClass.P2: ("masked, or a role a person holds in public", "脱敏，或个人的公开身份"),
        PiiClass.P3: ("sensitive by its subject, on a topic of its own", "事由敏感，单独主题"),
        PiiClass.P4: ("never on the bus: fetched by a logged call", "绝不上总线：须经留痕接口查询"),
    }
)


@dataclass(frozen=True)
class Published:
    """One event type as its owner publishes it.

    `key` names the contract's field that is the Kafka key (the aggregate's id). `consumers` are the services of this
    system that apply it; `outside` the systems of others that may subscribe (subjects of ACLs, not code).
    """

    contract: type[Event]
    topic: str
    key: str
    pii: PiiClass
    consumers: tuple[str, ...]
    version: int = 1
    outside: tuple[str, ...] = ()

    @cached_property
    def name(self) -> str:
        """What people say: `veteran-registered`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", self.contract.__name__).lower()

    @cached_property
    def summary(self) -> Text:
        """What happened, in a sentence of each language: how the docstring of the contract begins."""
        (en, *_), (zh, *_) = paragraphs(self.contract)
        return Text(re.split(r"[。；]", zh)[0], re.split(r"[.;]\s", en + " ")[0].rstrip("."))

    @cached_property
    def owner(self) -> str:
        return self.topic.partition(".")[0]

    @cached_property
    def type(self) -> str:
        """The CloudEvents `type`: `cn.veterans.registry.veteran-registered.v1`."""
        return f"{TYPE_PREFIX}.{self.owner}.{self.name}.v{self.version}"

    @cached_property
    def source(self) -> str:
        """The CloudEvents `source`: `/registry`."""
        return f"/{self.owner}"

    @cached_property
    def dataschema(self) -> str:
        """The CloudEvents `dataschema`, equal to `$id` of the frozen schema."""
        return f"{SCHEMA_PREFIX}:{self.owner}:{self.name}:v{self.version}"

    def key_of(self, event: Event) -> str:
        """The Kafka key of one event, as text."""
        return str(getattr(event, self.key))


def paragraphs(contract: type[msgspec.Struct]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The docstring of a contract, English and Chinese apart; lines of a paragraph are joined."""
    parts = (inspect.getdoc(contract) or "").split("\n\n")
    english = tuple(part.replace("\n", " ") for part in parts if not _is_chinese(part))
    chinese = tuple(part.replace("\n", "") for part in parts if _is_chinese(part))
    return english, chinese


def _is_chinese(part: str) -> bool:
    return part[:1] > "\u2e80"
