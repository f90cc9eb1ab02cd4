"""Records that a consumer cannot apply, each of its own kind, under the key of an invented service organisation."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count

from faults.oracle.facts import Parked, Position
from faults.oracle.folding import Raw
from shared.events.catalogue import PARTITIONS, published
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import OrgUnitRenamed
from shared.ids import new_id
from shared.kafka.partition import partition_for

TOPIC = "registry.org-units"
# Who applies what units are called; and who reads their topic at all, whose envelopes and order count for everybody.
APPLYING = ("benefits", "reporting")
CONSUMERS = (*APPLYING, "notifications")
BUG = "一个处理程序的缺陷"
# Reporting refuses names that hold this: a handler bug, until it is "fixed" by dropping the constraint.
PLANT_BUG = f"ALTER TABLE org_unit_name ADD CONSTRAINT bug CHECK (name NOT LIKE '%{BUG}%') NOT VALID"
FIX_BUG = "ALTER TABLE org_unit_name DROP CONSTRAINT IF EXISTS bug"

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Kind:
    """`spoil` makes poison of a good record. `parked_by`: who cannot apply it, and with which cause.

    `next`: the sequence of the good record that follows under the same key, and must wait.
    """

    name: str
    spoil: Callable[[Raw], Raw]
    parked_by: Mapping[str, str]
    next: int = 2


def renamed(key: str, sequence: int, name: str) -> Raw:
    """A good record: `org-unit-renamed` for a unit that nobody established."""
    event = OrgUnitRenamed(
        org_code=key, org_path=f"411329.{key}", kind="room", name=name, renamed_on=date(2019, 4, sequence)
    )
    entry = published(OrgUnitRenamed)
    envelope = Envelope(
        id=new_id(), source=entry.source, type=entry.type, subject=key, time=datetime.now(UTC),
        dataschema=entry.dataschema, partitionkey=key, sequence=sequence, correlationid=str(new_id()),
        piiclass=entry.pii,
    )  # fmt: skip
    position = Position(TOPIC, partition_for(key, PARTITIONS), -1)
    return Raw(position, key.encode(), encode_data(event), [*encode_headers(envelope)])


def new_key() -> str:
    return f"POISON{next(_numbers):06}"


def _both(cause: str) -> Mapping[str, str]:
    return dict.fromkeys(APPLYING, cause)


def _all(cause: str) -> Mapping[str, str]:
    return dict.fromkeys(CONSUMERS, cause)


def _with(raw: Raw, name: str, value: bytes) -> Raw:
    return replace(raw, headers=[(header, value if header == name else old) for header, old in raw.headers])


def _type(raw: Raw, ending: str) -> Raw:
    return _with(raw, "ce_type", f"cn.veterans.registry.{ending}".encode())


def _wrong_schema(raw: Raw) -> Raw:
    return replace(raw, value=json.dumps({"org_code": 5}).encode())


KINDS = (
    Kind("broken JSON", lambda raw: replace(raw, value=b'{"org_code": '), _both("broken-data")),
    Kind("wrong schema", _wrong_schema, _both("broken-data")),
    Kind("null", lambda raw: replace(raw, value=None), _both("broken-data")),
    Kind("1 MiB", lambda raw: replace(raw, value=b"x" * 1_000_000), _both("broken-data")),
    Kind("no sequence", lambda raw: _with(raw, "ce_sequence", b"first"), _all("broken-envelope"), next=1),
    Kind("another key", lambda raw: _with(raw, "ce_partitionkey", b"411329"), _all("broken-envelope"), next=1),
    Kind("a gap", lambda raw: _with(raw, "ce_sequence", b"0000000007"), _all("gap")),
    Kind("handler bug", lambda raw: raw, {"reporting": "handler"}),
    Kind("unknown type", lambda raw: _type(raw, "org-unit-repainted.v1"), {}),
    Kind("unknown major", lambda raw: _type(raw, "org-unit-renamed.v2"), {}),
)


def poison(kind: Kind, key: str) -> Raw:
    return kind.spoil(renamed(key, 1, BUG if kind.name == "handler bug" else "无"))


def parked_by(kind: Kind, key: str) -> set[Parked]:
    return {Parked(service, TOPIC, key) for service in kind.parked_by}
