"""Topics by which other systems tell us something: one a system, which alone may write to it.

What stands in them is no event of ours and follows no contract of the catalogue: whoever reads it takes it for hostile
until it is checked. It holds personal data, so it is kept for two weeks only.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.language import Named

DEATH = "external-death-notice"
MOVE = "external-household-move"

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
