"""What another system writes is read within bounds, or named by a code that quotes nothing of it."""

from datetime import date
from typing import Any

import msgspec
import pytest

from services.registry.notices.domain.message import (
    Received,
    Unreadable,
    opened_from,
    read_message,
    sealed_of,
)
from shared.events.inbound import MOST_BYTES, MOST_ID, SENDERS
from tests.registry.persons import ZHANG_WEI

CIVIL_AFFAIRS, PUBLIC_SECURITY = SENDERS
TODAY = date(2019, 5, 1)
DEATH: dict[str, Any] = {"id_number": ZHANG_WEI, "name": "张伟", "died_on": "2019-04-01", "document": "死亡证第12号"}
MOVE: dict[str, Any] = {
    "id_number": ZHANG_WEI, "name": "张伟", "moved_on": "2019-04-01", "to_division": "411302",
    "document": "迁移证第3号",
}  # fmt: skip


def _parted(number: str, sign: str) -> str:
    return sign.join((number[:6], number[6:14], number[14:]))


def received(value: bytes, kind: str = "external-death-notice", message_id: str = "m-1") -> Received:
    return Received.of(value, [("ce_type", kind.encode()), ("ce_id", message_id.encode())])


def code_of(value: bytes, kind: str = "external-death-notice", message_id: str = "m-1") -> str:
    with pytest.raises(Unreadable) as why:
        read_message(received(value, kind, message_id), PUBLIC_SECURITY, today=TODAY, synthetic_allowed=True)
    assert "张" not in repr(why.value)
    return why.value.code


def said(**changes: Any) -> bytes:
    return msgspec.json.encode({**DEATH, **changes})


class TestAMessage:
    def test_is_read_whole(self) -> None:
        read = read_message(received(said()), CIVIL_AFFAIRS, today=TODAY, synthetic_allowed=True)
        assert (read.happened_on, read.to_division, read.document) == (date(2019, 4, 1), None, "死亡证第12号")
        assert opened_from(sealed_of(read)) == (read.number.number, read.name, read.document)
        moved = read_message(
            received(msgspec.json.encode(MOVE), "external-household-move"),
            PUBLIC_SECURITY, today=TODAY, synthetic_allowed=True,
        )  # fmt: skip
        assert (moved.happened_on, moved.to_division) == (date(2019, 4, 1), "411302")

    def test_prints_nothing_of_the_person(self) -> None:
        read = read_message(received(said()), CIVIL_AFFAIRS, today=TODAY, synthetic_allowed=True)
        assert ZHANG_WEI not in repr(read)
        assert "张伟" not in repr(read)

    @pytest.mark.parametrize("message_id", ["民" * MOST_ID, "𠀀" * MOST_ID], ids=["three bytes", "four bytes"])
    def test_is_called_by_so_many_characters_of_whatever_script(self, message_id: str) -> None:
        read = read_message(received(said(), message_id=message_id), CIVIL_AFFAIRS, today=TODAY, synthetic_allowed=True)
        assert read.message_id == message_id
        assert code_of(said(), message_id=f"{message_id}一") == "id-missing-or-long"

    @pytest.mark.parametrize(
        "message_id",
        [
            f"death/{ZHANG_WEI}",
            "death/999329590226001",
            "张伟-1",
            _parted(ZHANG_WEI, "-"),
            _parted(ZHANG_WEI, " "),
            "张.伟",
        ],
    )
    def test_is_not_called_by_what_it_says_of_the_person(self, message_id: str) -> None:
        """The sender's name for it is kept in clear."""
        number = "999329590226001" if "590226001" in message_id else ZHANG_WEI
        value = received(said(id_number=number), message_id=message_id)
        assert read_message(value, CIVIL_AFFAIRS, today=TODAY, synthetic_allowed=True).message_id is None

    def test_is_refused_to_a_sender_who_has_no_say_in_it(self) -> None:
        with pytest.raises(Unreadable, match="type-not-the-senders"):
            read_message(
                received(msgspec.json.encode(MOVE), "external-household-move"),
                CIVIL_AFFAIRS, today=TODAY, synthetic_allowed=True,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (b"", "not-of-the-form"),
            (b"\xff\xfe", "not-of-the-form"),
            (b"[" * 10_000, "not-of-the-form"),
            (b"null", "not-of-the-form"),
            (b'"' + b"x" * MOST_BYTES + b'"', "too-large"),
            (said(extra="x"), "not-of-the-form"),
            (said(name=""), "not-of-the-form"),
            (said(name=["张伟"]), "not-of-the-form"),
            (said(died_on=20190401), "not-of-the-form"),
            (said(died_on="2019-02-30"), "not-of-the-form"),
            (said(died_on="2019-05-02"), "day-impossible"),
            (said(died_on="1899-12-31"), "day-impossible"),
            (said(id_number=ZHANG_WEI[:-1] + "0"), "id-number-checksum"),
            (said(name="张\u202e伟"), "control-characters"),
            (said(document="证\n12"), "control-characters"),
        ],
    )
    def test_that_is_hostile_is_named_by_a_code(self, value: bytes, code: str) -> None:
        assert code_of(value) == code

    @pytest.mark.parametrize(
        ("kind", "message_id", "code"),
        [
            ("", "m-1", "type-missing-or-long"),
            ("veteran-deceased", "m-1", "type-not-the-senders"),
            ("external-death-notice", "", "id-missing-or-long"),
            ("external-death-notice", "m" * 5_000, "id-missing-or-long"),
        ],
    )
    def test_without_right_headers_is_named_by_a_code(self, kind: str, message_id: str, code: str) -> None:
        assert code_of(said(), kind, message_id) == code

    def test_of_headers_that_are_no_text_is_named_by_a_code(self) -> None:
        odd = Received.of(said(), [("ce_type", b"\xff"), ("ce_id", None)])
        with pytest.raises(Unreadable, match="type-unreadable"):
            read_message(odd, CIVIL_AFFAIRS, today=TODAY, synthetic_allowed=True)


class TestADigest:
    def test_tells_messages_apart_by_what_they_are_and_where_they_stand(self) -> None:
        one = received(said())
        assert one.digest("inbound.a") == received(said()).digest("inbound.a")
        others = [
            received(said(name="张三")),
            received(said(), message_id="m-2"),
            received(b"m-1" + said(), message_id=""),
        ]
        assert len({each.digest("inbound.a") for each in (one, *others)} | {one.digest("inbound.b")}) == 5
