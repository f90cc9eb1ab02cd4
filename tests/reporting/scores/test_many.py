"""Scores in a workbook: what goes out, and what becomes of each row that comes back."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.scores.queries import list_points, list_scores
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.given import given_grant
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, UNIT, WAIZI, code_of
from tests.reporting.schemes.given import told
from tests.reporting.scores.given import INSPECTED, given_round, scored
from tests.workbooks import filled, hand_in, watching_uploads
from tests.workbooks import told as told_of

SEEN = "四月二十五日现场查看"


def rows_of(template: bytes) -> list[dict[str, str]]:
    """What the template says, by its headers."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(template)).get_sheet_by_index(0)
    head, *rows = [[str(cell) for cell in row] for row in sheet.to_python()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def of(rows: list[dict[str, str]], path: str, indicator: str, **said: Any) -> dict[str, Any]:
    """The row of a station and indicator, filled in."""
    [row] = [each for each in rows if (each["服务站代码"], each["考评指标"]) == (code_of(path), indicator)]
    return {**row, **said}


def outcomes(batch: dict[str, Any]) -> list[tuple[str, str | None, list[str]]]:
    return [each[1:] for each in told_of(batch)]


async def test_a_round_is_scored_by_a_workbook_row_by_row(client_for: ClientFor, reporting_engine: AsyncEngine) -> None:
    """Every row is judged as a single form is; what others scored meanwhile is not written over."""
    round_id = await given_round(reporting_engine)
    await scored(reporting_engine, round_id, WAIZI, "A1", "8")
    at = f"/assessment-rounds/{round_id}/scores"
    centre, station = await client_for(), await client_for(Role.STATION_STAFF, SHIAN)
    nowhere = f"/assessment-rounds/{new_id()}/scores/template.xlsx"
    assert (await station.get(f"{at}/template.xlsx")).status_code == 403
    assert (await centre.get(nowhere)).status_code == 404
    assert (await hand_in(station, f"{at}/workbooks", b"", dry_run=True)).status_code == 403
    template = (await centre.get(f"{at}/template.xlsx")).content
    rows = rows_of(template)
    assert len(rows) == 3 * len(INSPECTED)
    assert of(rows, WAIZI, "组织领导") == {
        "服务站代码": code_of(WAIZI), "服务站": "411329105服务机构", "考评指标": "组织领导", "满分": "10",
        "现有得分": "8", "现有版次": "1", "得分": "", "佐证": "", "更正原因": "",
    }  # fmt: skip
    assert of(rows, SHIAN, "信息采集")["现有版次"] == "0"
    some = rows_of((await centre.get(f"{at}/template.xlsx", params={"indicator": "A3"})).content)
    assert {row["考评指标"] for row in some} == {"信息采集"}
    assert (await centre.get(f"{at}/template.xlsx", params={"indicator": "B1"})).status_code == 404
    of_reports = (await centre.get(f"{at}/template.xlsx", params={"indicator": "A5"})).json()
    assert [(each["field"], each["code"]) for each in of_reports["fields"]] == [("indicator", "not-by-inspectors")]

    await scored(reporting_engine, round_id, UNIT, "A1", "9.5")
    sent = filled(template, [
        of(rows, SHIAN, "组织领导", 得分=8.25, 佐证=SEEN),
        of(rows, SHIAN, "信息采集"),
        of(rows, WAIZI, "组织领导", 得分="9", 佐证=SEEN, 更正原因="核对记录"),
        of(rows, WAIZI, "信息采集", 得分="15.5", 佐证=SEEN),
        of(rows, WAIZI, "组织生活", 得分="7"),
        of(rows, UNIT, "组织领导", 得分="7", 佐证=SEEN, 更正原因="核对记录"),
        of(rows, UNIT, "信息采集", 得分="7", 佐证="电话 13800000000"),
        {**of(rows, UNIT, "组织生活", 得分="1", 佐证=SEEN), "考评指标": "一票否决（1 为否决）", "得分": "0.5"},
        {**of(rows, UNIT, "四跟进", 得分="1", 佐证=SEEN), "考评指标": "报告纪律"},
        {**of(rows, UNIT, "四跟进", 得分="1", 佐证=SEEN), "服务站代码": "411329199"},
    ])  # fmt: skip
    expected: list[tuple[str, str | None, list[str]]] = [
        ("", None, []),
        ("", None, []),
        ("refused", "score-invalid", ["points"]),
        ("refused", "row-invalid", ["evidence"]),
        ("refused", "score-changed", []),
        ("refused", "row-invalid", ["evidence"]),
        ("refused", "score-invalid", ["points"]),
        ("refused", "row-invalid", ["indicator"]),
        ("refused", "assessed-station-not-found", []),
    ]
    before = await told(reporting_engine, str(round_id))
    for dry_run, good in ((True, "acceptable"), (False, "recorded"), (False, "present")):
        answer = await hand_in(centre, f"{at}/workbooks", sent, dry_run=dry_run)
        assert answer.status_code == 200, answer.text
        assert outcomes(answer.json()) == [(outcome or good, code, fields) for outcome, code, fields in expected]
        assert [row["number"] for row in answer.json()["rows"]] == [2, 4, 5, 6, 7, 8, 9, 10, 11]
        after = await told(reporting_engine, str(round_id))
        assert [name for name, _ in after[len(before):]] == (
            [] if dry_run else ["score-recorded", "score-corrected"]
        )  # fmt: skip
    await _kept(reporting_engine, round_id)


async def _kept(engine: AsyncEngine, round_id: UUID) -> None:
    async with engine.connect() as connection:
        points = await list_points(connection, round_id)
        corrected = (await list_scores(connection, round_id, code_of(WAIZI)))["A1"]
    assert [str(points[code_of(path)]["A1"]) for path in (SHIAN, WAIZI, UNIT)] == ["8.25", "9.00", "9.50"]
    assert [(row.edition, row.evidence, row.reason) for row in corrected] == [(2, SEEN, "核对记录"), (1, SEEN, None)]


async def test_no_connection_is_held_while_a_workbook_is_received(
    client_for: ClientFor, reporting_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = await given_round(reporting_engine)
    centre, held = await client_for(), watching_uploads(monkeypatch, "services.reporting.scores.schemas.many")
    at = f"/assessment-rounds/{round_id}/scores"
    template = (await centre.get(f"{at}/template.xlsx")).content
    await hand_in(centre, f"{at}/workbooks", template, dry_run=True)
    assert held == [0]


async def test_a_workbook_in_a_browser_is_never_of_one_s_own_station(
    browser_for: ClientFor, reporting_engine: AsyncEngine
) -> None:
    round_id = await given_round(reporting_engine)
    at = f"/reporting/scores/{round_id}"
    centre = await browser_for()
    assert f"{at}/many" in links_of(await centre.get(at))
    form = await centre.get(f"{at}/many")
    assert {f"{at}/many/template.xlsx", f"{at}/many/template.xlsx?indicator=A3"} <= set(links_of(form))
    template = (await centre.get(f"{at}/many/template.xlsx?indicator=A3")).content
    rows = rows_of(template)
    first, both = (
        filled(template, [of(rows, path, "信息采集", 得分="12", 佐证=SEEN) for path in paths])
        for paths in ((WAIZI,), (SHIAN, WAIZI))
    )
    assert "校验结果：2 行可以登记，0 行有误。" in words_of(await hand_in(centre, f"{at}/many", both, dry_run=True))
    assert "已登记 1 行，0 行未登记。" in words_of(await hand_in(centre, f"{at}/many", first, dry_run=False))
    async with reporting_engine.connect() as connection:
        [score] = (await list_scores(connection, round_id, code_of(WAIZI)))["A3"]
    await given_grant(reporting_engine, score.recorded_by, Role.STATION_STAFF, SHIAN)
    handed = words_of(await hand_in(centre, f"{at}/many", both, dry_run=False))
    recused = "您或者您代理的人在该服务站或者其服务室任职"
    for words in ("已登记 0 行，已有 1 行，1 行未登记。", recused, "已有，不变", "信息采集"):
        assert words in handed
    assert (await centre.post(f"{at}/many", data={"dry_run": "true"})).status_code == 422
