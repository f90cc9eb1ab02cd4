"""Topics by which other systems tell us something: one a system, which alone may write to it.

What stands in them is no event of ours and has no version: whoever reads it takes it for hostile until it is checked.
It holds personal data, so it is kept for two weeks only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from shared.events.fields import CalendarDate, DivisionCode
from shared.language import Named

DEATH = "external-death-notice"
MOVE = "external-household-move"
MOST_BYTES = 16_384
MOST_ID = 100

_Number = Annotated[str, Meta(min_length=15, max_length=20, description="identity number, GB 11643 · 公民身份号码")]
_Name = Annotated[str, Meta(min_length=1, max_length=100, description="name · 姓名")]
_Document = Annotated[
    str, Meta(min_length=1, max_length=100, description="title and number of the document it rests on · 依据文书及文号")
]


class ExternalDeathNotice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody has died.

    某人已死亡。
    """

    id_number: _Number
    name: _Name
    died_on: CalendarDate
    document: _Document


class ExternalHouseholdMove(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody's household registration has moved.

    某人户籍已迁移。
    """

    id_number: _Number
    name: _Name
    moved_on: CalendarDate
    to_division: DivisionCode
    document: _Document


FORMS: Mapping[str, type[ExternalDeathNotice] | type[ExternalHouseholdMove]] = {
    DEATH: ExternalDeathNotice,
    MOVE: ExternalHouseholdMove,
}

CONFIG: Mapping[str, str | int] = {
    "cleanup.policy": "delete",
    "retention.ms": 14 * 86_400_000,
    "message.timestamp.type": "LogAppendTime",
    "max.message.bytes": 65_536,
    # The broker unpacks what a sender packed, and refuses what it cannot.
    "compression.type": "uncompressed",
}
PARTITIONS = 1


@dataclass(frozen=True, slots=True)
class Sender:
    """A system. Kafka's access list says that it alone writes to its topic, and so the topic names it."""

    topic: str
    called: Named
    kinds: frozenset[str]


SENDERS: tuple[Sender, ...] = (
    Sender("inbound.civil-affairs", Named("civil-affairs", "民政部门", "civil affairs"), frozenset({DEATH})),
    Sender(
        "inbound.public-security", Named("public-security", "公安机关", "public security"), frozenset({DEATH, MOVE})
    ),
)
