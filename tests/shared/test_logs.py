"""Logs: JSON, traceable, without personal data whoever wrote the line."""

import json
import logging
from io import FileIO, TextIOWrapper
from typing import Any

import pytest
import structlog
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import trace
from shared.ids import new_id
from shared.privacy.personal import IdNumber, PersonName

CANARY = "999123199001010012"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Any:
    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return read


log = structlog.get_logger("shared.tests")


class TestALine:
    def test_is_one_json_object_with_what_one_looks_for(self, lines: Any) -> None:
        with trace.using(trace.new_trace()) as present:
            log.info("case_opened", case_id=new_id(), amount_fen=1_234_567_890)
        (line,) = lines()
        assert (line["event"], line["level"], line["logger"]) == ("case_opened", "info", "shared.tests")
        assert (line["service"], line["correlation_id"]) == ("tests", present.correlation_id)
        assert line["traceparent"] == present.traceparent
        assert line["amount_fen"] == 1_234_567_890
        assert line["timestamp"].endswith("Z")

    def test_shows_personal_values_masked(self, lines: Any) -> None:
        log.info("found", name=PersonName("张小明"), both=[IdNumber(CANARY)], more={"a": PersonName("李四")})
        (line,) = lines()
        assert (line["name"], line["both"], line["more"]) == ("张*明", ["9****2"], {"a": "李*"})

    @pytest.mark.parametrize("number", [CANARY, CANARY[:-1] + "X", "13812341234", "6222020200001234567", "66212345"])
    def test_blots_out_long_digit_runs_in_texts(self, lines: Any, number: str) -> None:
        log.info("said", spoken=f"it is {number}!")
        logging.getLogger("another.library").warning("it is %s!", number)
        assert [line.get("spoken", line["event"]) for line in lines()] == ["it is ***!", "it is ***!"]

    def test_leaves_ids_whole(self, lines: Any) -> None:
        case = "01900000-0000-7000-8000-000000000001"
        log.info("said", about=f"case {case}")
        assert lines()[0]["about"] == f"case {case}"

    @pytest.mark.parametrize("digest", ["12345678901234567890" + "a" * 44, "9" * 20 + "b" + "8" * 19, "f" + "7" * 31])
    def test_leaves_digests_whole(self, lines: Any, digest: str) -> None:
        said = f"摘要{digest}，见 12:{digest}"
        log.info("audit_chained", digest=digest, about=said)
        (line,) = lines()
        assert (line["digest"], line["about"]) == (digest, said)

    @pytest.mark.parametrize("number", [CANARY, "110101900101001", "13812341234"])
    @pytest.mark.parametrize("around", ["张三{}号", "id{}", "{}abc", "a-{}-b", "_{}_", "{}" + "0" * 20, "deadbeef{}"])
    def test_blots_out_a_number_of_a_person_wherever_it_stands(self, lines: Any, number: str, around: str) -> None:
        log.info("said", spoken=around.format(number), key=number, digest=number)
        (line,) = lines()
        assert number not in line["spoken"]
        assert (line["key"], line["digest"]) == ("***", "***")

    def test_leaves_the_code_of_a_unit_where_it_is_the_key(self, lines: Any) -> None:
        log.error("event_parked", key="330106001001", detail="057188886666")
        log.error("event_parked", key="411329001", detail="57188886666")
        log.error("event_parked", key="057188886666", detail="330106001001")
        said = [(line["key"], line["detail"]) for line in lines()]
        assert said == [("330106001001", "***"), ("411329001", "***"), ("***", "***")]

    def test_shows_of_an_unknown_object_only_its_type(self, lines: Any) -> None:
        class Holder:
            def __repr__(self) -> str:
                return CANARY

        log.info("found", thing=Holder())
        assert lines()[0]["thing"] == "<Holder>"

    def test_of_another_library_looks_the_same(self, lines: Any) -> None:
        logging.getLogger("another.library").warning("it %s", "happened")
        (line,) = lines()
        assert (line["event"], line["level"], line["logger"]) == ("it happened", "warning", "another.library")
        assert line["service"] == "tests"

    def test_is_left_out_below_the_level(self, lines: Any) -> None:
        log.debug("detail")
        logging.getLogger("aiokafka").info("chatter")
        assert lines() == []


class TestAFullDisk:
    def test_ends_no_work_and_lines_lost_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = REGISTRY.get_sample_value("log_lines_lost_total") or 0
        with FileIO("/dev/full", "w") as full, TextIOWrapper(full, write_through=True) as output:
            monkeypatch.setattr("sys.stdout", output)
            log.info("case_opened")
            logging.getLogger("some.library").warning("said")
        assert REGISTRY.get_sample_value("log_lines_lost_total") == before + 2


class TestALoggedError:
    def test_says_type_message_and_place(self, lines: Any) -> None:
        try:
            raise ValueError(f"no {CANARY}")
        except ValueError:
            log.exception("failed")
        (line,) = lines()
        assert line["fault"].startswith("ValueError: no *** [test_says_type_message_and_place (test_logs.py:")

    async def test_of_the_database_gives_only_code_and_constraint(self, lines: Any, kernel_engine: AsyncEngine) -> None:
        statement = text("INSERT INTO idempotency VALUES (:id, :key, 'a', '', NULL, now())")
        async with kernel_engine.connect() as connection:
            values = {"id": new_id(), "key": CANARY}
            await connection.execute(statement, values)
            try:
                await connection.execute(statement, values)
            except DBAPIError:
                log.exception("failed")
        (line,) = [line for line in lines() if line["event"] == "failed"]
        assert "23505 pk_idempotency" in line["fault"]
        assert CANARY not in str(line)
        assert "DETAIL" not in str(line)

    async def test_of_a_connection_is_printed_by_no_one_else(self, lines: Any) -> None:
        logging.getLogger("another.library").error("failed", exc_info=ValueError(CANARY))
        (line,) = lines()
        assert line["fault"].startswith("ValueError: ***")
