"""One message of another system, read within bounds. Pure.

A message is JSON under the header `ce_type`, in one of the forms of `shared/events/inbound.py`; `ce_id` is the sender's
own name for it.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from shared.events.inbound import FORMS, MOST_BYTES, MOST_ID, ExternalDeathNotice, ExternalHouseholdMove, Sender
from shared.privacy.identity_number import IdentityNumber, read_identity_number
from shared.privacy.personal import IdNumber, PersonName

FIRST_DAY = date(1900, 1, 1)
MOST_HEADER = 4 * (MOST_ID + 1)  # bytes of so many characters and one more, which shows that there are


@dataclass(frozen=True, slots=True)
class Received:
    """A record as it came, whatever it holds. `fault`: why nothing of it could be read at all."""

    value: bytes
    headers: Mapping[str, bytes]
    fault: str | None = None

    @classmethod
    def of(cls, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> "Received":
        """Of a header that comes twice, the last; of everything, no more than is ever read."""
        return cls((value or b"")[: MOST_BYTES + 1], {name: (of or b"")[:MOST_HEADER] for name, of in headers})

    @classmethod
    def said(cls, kind: str, message_id: str, content: Mapping[str, object]) -> "Received":
        """What came by another door than Kafka, as it would have come by that."""
        value = msgspec.json.encode(dict(sorted(content.items())))
        return cls.of(value, [("ce_type", kind.encode()), ("ce_id", message_id.encode())])

    @classmethod
    def broken(cls, offset: int) -> "Received":
        """A record that nothing can be read of, known by where it stands."""
        return cls(str(offset).encode(), {}, "record-unreadable")

    def digest(self, topic: str) -> bytes:
        """The same message again has the same, wherever it stands in the topic."""
        parts = [topic.encode(), self.headers.get("ce_type", b""), self.headers.get("ce_id", b""), self.value]
        return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


@dataclass(frozen=True, slots=True)
class Message:
    """What was said. `message_id`: None where number or name stand in it. `to_division`: of a move."""

    kind: str
    message_id: str | None
    number: IdentityNumber
    name: PersonName
    happened_on: date
    document: str
    to_division: str | None = None


class Unreadable(Exception):
    """`code` says why; never what was in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_message(received: Received, sender: Sender, *, today: date, synthetic_allowed: bool) -> Message:
    """Raises `Unreadable`."""
    if received.fault is not None:
        raise Unreadable(received.fault)
    kind, message_id = _text(received.headers.get("ce_type"), "type"), _text(received.headers.get("ce_id"), "id")
    if kind not in sender.kinds:
        raise Unreadable("type-not-the-senders")
    said = _decoded(kind, received.value)
    number = read_identity_number(said.id_number, today=today, synthetic_allowed=synthetic_allowed)
    if isinstance(number, str):
        raise Unreadable(f"id-number-{number}")
    happened_on, to_division = _what_happened(said)
    if not FIRST_DAY <= happened_on <= today:
        raise Unreadable("day-impossible")
    if not all(map(_printable, (message_id, said.name, said.document))):
        raise Unreadable("control-characters")
    # It stays in clear, and longer than what the notice says.
    personal = (said.id_number, number.number.reveal(), said.name)
    named = None if any(_bare(each) in _bare(message_id) for each in personal) else message_id
    return Message(kind, named, number, PersonName(said.name), happened_on, said.document, to_division)


def _decoded(kind: str, value: bytes) -> ExternalDeathNotice | ExternalHouseholdMove:
    if len(value) > MOST_BYTES:
        raise Unreadable("too-large")
    try:
        return msgspec.json.decode(value, type=FORMS[kind])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Its words may quote what is in the message.
        raise Unreadable("not-of-the-form") from None


def _what_happened(said: ExternalDeathNotice | ExternalHouseholdMove) -> tuple[date, str | None]:
    """The day, and whereto of a move."""
    if isinstance(said, ExternalHouseholdMove):
        return said.moved_on, said.to_division
    return said.died_on, None


def sealed_of(message: Message) -> str:
    """For keeping, sealed."""
    return msgspec.json.encode([message.number.number.reveal(), message.name.reveal(), message.document]).decode()


def opened_from(clear: str) -> tuple[IdNumber, PersonName, str]:
    """Number, name and document of `sealed_of`."""
    number, name, document = msgspec.json.decode(clear, type=tuple[str, str, str])
    return IdNumber(number), PersonName(name), document


def _text(header: bytes | None, what: str) -> str:
    try:
        text = (header or b"").decode()
    except UnicodeDecodeError:
        raise Unreadable(f"{what}-unreadable") from None
    if not 0 < len(text) <= MOST_ID:
        raise Unreadable(f"{what}-missing-or-long")
    return text


def _bare(text: str) -> str:
    """Letters and digits alone: a number is the same however it is parted."""
    return "".join(filter(str.isalnum, text)).upper()


def _printable(text: str) -> bool:
    return not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in text)
