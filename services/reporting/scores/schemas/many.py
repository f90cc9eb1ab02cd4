"""Scores as a workbook: a row for each station and indicator that an inspector scores goes out, and comes back filled
in."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.schemes.domain import worded
from services.reporting.schemes.parameters import INDICATORS
from services.reporting.scores.commands.scoring import record_score
from services.reporting.scores.domain import Round, ScoreInvalid
from services.reporting.scores.parameters import EXTRAS
from services.reporting.scores.queries import get_round, list_last_scores, list_stations_of
from services.reporting.scores.schemas.rounds import ScoreForm
from services.reporting.units.queries import list_units_kept
from shared.command import Work
from shared.http.dependencies import Reading, looking
from shared.language import Named, Text
from shared.refusal import FieldFault
from shared.workbooks.columns import Column, Kind, Layout
from shared.workbooks.lines import Answer, Line, each_by_itself
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_ROWS, BatchView, RowView, lines_in, read_form, uploaded

_EDITION = Text("模板已填，不改；没有得分的为 0", "as the template has it, 0 where nothing was scored")
_POINTS = Text("不评的留空；最多两位小数", "empty: not scored now; at most two decimals")
_EVIDENCE = Text(
    "哪一天、什么文件、看到什么；不写姓名、号码", "the day, the document, what was seen; no names or numbers"
)
# What a row is, for who fills in the rest: nothing of these is read.
_SHOWN = {"name", "most", "stands"}
_NOT_INSPECTED = FieldFault(
    "indicator",
    "not-by-inspectors",
    "只有督查评分的指标才有评分表格。",
    "Only an indicator that inspectors score has a workbook.",
)
# A row that has none of these was not filled in.
_FILLED = {"points", "evidence", "reason"}


def inspected(found: Round) -> tuple[Named, ...]:
    """What inspectors score in a round, without bonus, deductions and vetoes."""
    return tuple(each for each in INDICATORS if each.source == "inspector" and each.code in found.codes)


def layout_of(found: Round) -> Layout:
    """The columns of its workbook."""
    named = (*inspected(found), *EXTRAS.values())
    return Layout(
        (
            Column("服务站代码", "org_code", Kind.TEXT, "station", True),
            Column("服务站", "name", Kind.TEXT, "name of the station"),
            Column(
                "考评指标", "indicator", Kind.CODE, "indicator", True, tuple(each.zh for each in named), named=named
            ),
            Column("满分", "most", Kind.TEXT, "full marks"),
            Column("现有得分", "stands", Kind.TEXT, "points that stand"),
            Column("现有版次", "edition", Kind.TEXT, "edition that stands", how=_EDITION),
            Column("得分", "points", Kind.TEXT, "points", True, how=_POINTS),
            Column("佐证", "evidence", Kind.TEXT, "evidence", True, how=_EVIDENCE),
            Column("更正原因", "reason", Kind.TEXT, "why a score is corrected"),
        )
    )


class ScoreRow(ScoreForm):
    """A row. Where it does not say which edition was seen, none was."""

    edition: int = Field(0, ge=0)


class ScoreRowView(RowView):
    """What became of a row; `present`: the score says that already."""

    org_code: str
    indicator: str


class ScoreBatchView(BatchView):
    """What became of each row that was filled in, in their order."""

    rows: Sequence[ScoreRowView]


async def scores_to_fill_in(reading: Reading, round_id: UUID, indicator: str | None = None) -> Response:
    """A row for each station of the caller's units and this indicator, or each that inspectors score where none is
    named. Raises `RoundNotFound`, `RoundNotOpen`, `AssessedIndicatorNotFound`, `ScoreInvalid`."""
    found = await get_round(reading.connection, round_id)
    found.must_be_open()
    own = {each.code: each for each in inspected(found)}
    if indicator is not None and indicator not in own:
        found.most(indicator)
        raise ScoreInvalid(fields=(_NOT_INSPECTED,))
    stations = await list_stations_of(reading, round_id)
    units = await list_units_kept(reading.connection, found.period.last, {station.org_path for station in stations})
    stand = await list_last_scores(reading.connection, round_id)
    rows = []
    for code, named in own.items():
        for station in stations if indicator in {None, code} else ():
            score = stand.get((station.org_code, code))
            known = ("", "0") if score is None else (worded(score.points), str(score.edition))
            name = units[station.org_path].called
            rows.append((station.org_code, name, named.zh, worded(found.most(code)), *known))
    return workbook_answer(layout_of(found), f"scores-{found.month}", rows[:MOST_ROWS])


async def record_scores_workbook(work: Work, request: Request, round_id: UUID) -> ScoreBatchView:
    """Judge each row that was filled in, or record its score. Raises `RoundNotFound`, `RoundNotOpen`, and what reading
    the file does."""
    async with looking(work) as reading:
        found = await get_round(reading.connection, round_id)
    found.must_be_open()
    layout = layout_of(found)

    async def record(work: Work, line: Line) -> int:
        own = {name: text for name, text in line.said.items() if name not in _SHOWN}
        said = read_form(ScoreRow, layout.columns, own)
        given, seen = said.given(), said.edition
        return await record_score(work, round_id, said.org_code, said.indicator, given, edition=seen, once=True)

    async with uploaded(request) as sent:
        lines = [line for line in await lines_in(sent.file, layout) if line.said.keys() & _FILLED]
        dry_run = sent.dry_run
    answers = await each_by_itself(work, lines, record, dry_run=dry_run)
    return ScoreBatchView.of([_row(each, dry_run=dry_run) for each in answers], dry_run=dry_run)


def _row(answer: Answer[int], *, dry_run: bool) -> ScoreRowView:
    said = {name: answer.line.said.get(name, "") for name in ("org_code", "indicator")}
    view = ScoreRowView.of(answer, dry_run=dry_run, **said)
    return view.model_copy(update={"outcome": "present"}) if answer.made == 0 else view
