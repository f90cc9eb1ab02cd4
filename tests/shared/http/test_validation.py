"""A request that is not valid is answered with what is wrong with each field, in words for people."""

import json
from typing import Any

import httpx2
import pytest
from pydantic import TypeAdapter, ValidationError

from shared.http.validation import MOST_FAULTS, Reason
from tests.given import CENTRE

CANARY = "999123199001010012"
ENGLISH = {"Accept-Language": "en"}
REASON: TypeAdapter[str] = TypeAdapter(Reason)


UNFIT = {
    "NUL": "\x00",
    "half of a surrogate pair": "\ud800",
    "a space without width": "\u200b",
    "a mark of byte order": "\ufeff",
    "a turn of direction": "\u202e",
    "an isolate": "\u2066",
    "a letter without a shape": "\u3164",
    "an escape": "\x1b",
    "a tag": "\U000e0041",
}


class TestAText:
    @pytest.mark.parametrize("character", UNFIT.values(), ids=UNFIT)
    async def test_with_a_character_nobody_can_see_or_keep_is_refused_by_its_field(
        self, client: httpx2.AsyncClient, character: str
    ) -> None:
        body = {"org_path": CENTRE, "fails": f"张{character}伟", "tags": ["a", character]}
        answer = await client.post("/things", content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert answer.status_code == 422
        faults = {(fault["field"], fault["code"]) for fault in answer.json()["fields"]}
        assert faults == {("fails", "unfit-character"), ("tags", "unfit-character")}

    async def test_may_hold_whatever_people_write(self, client: httpx2.AsyncClient) -> None:
        for written in ("𠮷㐂", "阿卜杜拉·买买提", "邊\U000e0101", "一行\n二行\t完", "ئۇيغۇر", "ᠮᠣᠩᠭᠣᠯ", "བོད"):
            assert (await client.post("/things", json={"org_path": CENTRE, "fails": written})).status_code == 201

    async def test_of_an_address_is_refused_by_its_parameter(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/things/made?colour=re%00d&on=2026-05-01")
        assert (answer.status_code, [f["field"] for f in answer.json()["fields"]]) == (422, ["colour"])
        answer = await client.get("/things/place/a%E2%80%AEb")
        assert (answer.status_code, [f["field"] for f in answer.json()["fields"]]) == (422, ["path"])


class TestAParameter:
    async def test_that_there_is_not_is_refused_by_its_name(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/things?limit=5&made_by=2026-05-01&made_by=2026-05-02")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
        assert answer.json()["fields"] == [
            {"field": "made_by", "code": "unknown-parameter", "message": "没有这个查询参数。"}
        ]

    async def test_that_is_given_twice_is_refused(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/things?limit=5&limit=6")
        assert [(fault["field"], fault["code"]) for fault in answer.json()["fields"]] == [("limit", "given-twice")]

    async def test_is_refused_where_none_is_taken(self, client: httpx2.AsyncClient) -> None:
        assert (await client.post("/things?dry_run=true", json={"org_path": CENTRE})).status_code == 422
        assert (await client.get("/things?limit=200")).json()["items"] == []

    async def test_that_may_be_personal_data_is_not_given_back(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/things?999123199001010012")
        assert [fault["field"] for fault in answer.json()["fields"]] == ["?"]
        assert "999123199001010012" not in answer.text


class TestAReason:
    @pytest.mark.parametrize(
        "text",
        [
            "电话13800138000",
            "999329195902260012",
            "卡号 6222020000000000000 已换",
            "１３８００１３８０００",
            "见 138001380 处",
            "",
            "字" * 201,
        ],
    )
    def test_takes_no_number_as_long_as_a_phone_and_no_endless_text(self, text: str) -> None:
        with pytest.raises(ValidationError):
            REASON.validate_python(text)

    @pytest.mark.parametrize(
        "text", ["新退役军人〔2019〕12号", "20190430 会议决定", "聘期届满", "moved on 2019-04-30, see 3.2"]
    )
    def test_takes_document_numbers_and_dates(self, text: str) -> None:
        assert REASON.validate_python(text) == text

    def test_is_decided_quickly_for_hostile_text(self) -> None:
        hostile = ("1" * 8 + "x") * 20 + "1" * 9
        with pytest.raises(ValidationError):
            REASON.validate_python(hostile[:200])


class TestADay:
    @pytest.mark.parametrize("written", [0, "0", 1.5, "20260501", "2026-05-01T00:00:00", "1", True, "2026-02-30", ""])
    async def test_is_written_as_one(self, client: httpx2.AsyncClient, written: object) -> None:
        for field in ("made_on", "seen_at"):
            answer = await client.post("/things", json={"org_path": CENTRE, field: written})
            [fault] = answer.json()["fields"]
            assert (fault["field"], fault["code"]) in {(field, "wrong-form"), (field, "no-time-zone")}

    @pytest.mark.parametrize("written", ["0001-01-01", "1899-12-31", "2100-01-01", "9999-12-31"])
    async def test_lies_in_years_that_somebody_may_mean(self, client: httpx2.AsyncClient, written: str) -> None:
        body = {"org_path": CENTRE, "made_on": written, "seen_at": f"{written}T12:00:00+08:00"}
        answer = await client.post("/things", json=body)
        assert {(f["field"], f["code"]) for f in answer.json()["fields"]} == {
            ("made_on", "out-of-range"),
            ("seen_at", "out-of-range"),
        }

    async def test_of_a_query_is_no_number_of_seconds(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get("/things/made?on=2026-05-01")).json() == "2026-05-01 "
        answer = await client.get("/things/made?on=0")
        assert (answer.status_code, [f["field"] for f in answer.json()["fields"]]) == (422, ["on"])


class TestAnInvalidRequest:
    async def test_with_very_many_faults_is_answered_with_some(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/things", json={f"unknown_{number}": 1 for number in range(20_000)})
        assert (answer.status_code, len(answer.json()["fields"])) == (422, MOST_FAULTS)

    async def test_names_each_field_in_both_languages(self, client: httpx2.AsyncClient) -> None:
        body = {"org_path": "x", "amount": 9, "id_number": "", "fails": "monday", "more": 1}
        english = (await client.post("/things", json=body, headers=ENGLISH)).json()
        assert english["code"] == "invalid-request"
        assert {(fault["field"], fault["code"], fault["message"]) for fault in english["fields"]} == {
            ("org_path", "wrong-form", "Not in the form of this field."),
            ("amount", "too-large", "Must be 5 or less."),
            ("id_number", "too-short", "At least 1 characters."),
            ("fails", "no-mondays", "Not on Mondays."),
            ("more", "unknown-field", "There is no such field."),
        }
        chinese = (await client.post("/things", json=body)).json()
        assert "周一不行。" in {fault["message"] for fault in chinese["fields"]}

    @pytest.mark.parametrize(
        ("body", "zh", "en"),
        [
            ({"colour": "green"}, "应为以下之一：red、blue。", "Must be one of: red, blue."),
            ({"plate": "abc"}, "应为：三个大写字母。", "Must be: three capital letters."),
            ({"plate": "ABC\n"}, "应为：三个大写字母。", "Must be: three capital letters."),
        ],
    )
    async def test_is_worded_for_people(
        self, client: httpx2.AsyncClient, body: dict[str, str], zh: str, en: str
    ) -> None:
        for headers, sentence in (({}, zh), (ENGLISH, en)):
            answer = await client.post("/things", json={"org_path": CENTRE, **body}, headers=headers)
            assert [fault["message"] for fault in answer.json()["fields"]] == [sentence]

    async def test_that_is_no_json_names_no_field(self, client: httpx2.AsyncClient) -> None:
        headers = {"Content-Type": "application/json"}
        answer = await client.post("/things", content=b'{"org_path": "41", "amount": 1,', headers=headers)
        assert [(fault["field"], fault["code"]) for fault in answer.json()["fields"]] == [("body", "unreadable")]

    @pytest.mark.parametrize(
        ("path", "content_type", "expected"),
        [("/things", "text/plain", "application/json"), ("/things/list", "application/json", "text/csv")],
    )
    async def test_names_the_content_type_it_needs(
        self, client: httpx2.AsyncClient, path: str, content_type: str, expected: str
    ) -> None:
        answer = await client.post(path, content=b"a,b", headers={**ENGLISH, "Content-Type": content_type})
        (fault,) = answer.json()["fields"]
        assert (answer.status_code, fault["code"]) == (415, "wrong-content-type")
        assert fault["message"] == f"Send it as Content-Type: {expected}."

    @pytest.mark.parametrize(
        ("content", "code"),
        [(b"{", "unreadable"), (b"", "missing"), (b"7", "wrong-type"), (b"null", "wrong-type"), (b"\xff", "")],
    )
    async def test_is_a_body_that_cannot_be_read(self, client: httpx2.AsyncClient, content: bytes, code: str) -> None:
        answer = await client.post("/things", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 422}
        assert [fault["code"] for fault in answer.json()["fields"]] == ([code] if code else [])

    @pytest.mark.parametrize(
        "body",
        [
            {"org_path": CANARY + "x y"},
            {"org_path": CENTRE, "amount": CANARY},
            {"org_path": CENTRE, "id_number": [CANARY]},
            {"org_path": CENTRE, "id_number": CANARY + "0"},
            {"org_path": CENTRE, CANARY: 1},
            {"org_path": CENTRE, "张小明": 1},
            {"org_path": {CANARY: CANARY}},
            [CANARY],
            CANARY,
        ],
    )
    async def test_never_gets_its_input_back(self, client: httpx2.AsyncClient, body: Any) -> None:
        answer = await client.post("/things", json=body)
        assert answer.status_code == 422
        assert CANARY not in answer.text
        assert "张小明" not in answer.text

    async def test_may_be_too_large(self, client: httpx2.AsyncClient) -> None:
        large = {"org_path": CENTRE, "fails": "x" * 2_100_000}
        answer = await client.post("/things", json=large)
        assert (answer.status_code, answer.json()["code"]) == (413, "request-too-large")

    async def test_may_be_larger_where_the_route_says_so(self, client: httpx2.AsyncClient) -> None:
        for size, status in ((2_500_000, 403), (3_500_000, 413)):
            answer = await client.post("/things/upload", files={"file": b"x" * size}, data={"note": "-"})
            assert answer.status_code == status
