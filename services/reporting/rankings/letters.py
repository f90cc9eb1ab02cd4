"""A ranking as an official paper: put up while stations may appeal, told once it is published."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.reporting.dependencies import RankingReading
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.queries import get_form_on
from services.reporting.rankings.queries import get_ranking, list_places
from services.reporting.schemes.domain import NOTHING, worded
from services.reporting.scores.domain import Round
from services.reporting.scores.parameters import BONUS, DEDUCTION, LISTS, VETO
from services.reporting.scores.queries import get_round
from services.reporting.scores.rules import total_of
from services.reporting.units.queries import get_centre, list_units_kept
from shared.charts import Chart, Point
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, LetterTable, day_in_words, same

HEADS = (
    Text("名次", "rank"),
    Text("服务站", "station"),
    Text("加分", "bonus"),
    Text("扣分", "deductions"),
    Text("总分", "total"),
)
SHARES = (2, 8, 2, 2, 3)
NO_PLACE = "不排名"
STATES: Mapping[str, Text] = {
    "provisional": Text("考评排名公示", "provisional ranking"),
    "confirmed": Text("考评排名", "ranking"),
    "published": Text("考评排名通报", "ranking"),
}


async def letter_of_ranking(round_id: UUID, reading: RankingReading) -> Letter:
    """The ranking that holds. Raises `RoundNotFound`, `LetterNotFound` while the month is scored."""
    found = await get_round(reading.connection, round_id)
    if found.state == "open":
        raise LetterNotFound
    ranking = await get_ranking(reading.connection, round_id, found.edition)
    rows = await list_places(reading.connection, round_id, found.edition)
    centre = await get_centre(reading.connection, found.period.last)
    units = await list_units_kept(reading.connection, found.period.last, {row.org_path for row in rows})
    names = {row.org_code: units[row.org_path].called for row in rows}
    at: datetime = ranking.published_at or ranking.confirmed_at or ranking.made_at
    day = local_date(at)
    form = await get_form_on(reading.connection, "ranking", day)
    return ranking_letter(found, rows, names, form, issued_by=centre.called, issued_on=day)


def ranking_letter(
    found: Round,
    rows: Sequence[Row[Any]],
    names: Mapping[str, str],
    form: PaperForm,
    *,
    issued_by: str,
    issued_on: date,
) -> Letter:
    """`names`: what stations are called, by their codes."""
    said = form.of(
        unit=issued_by,
        month=Text(found.period.zh, found.month),
        state=STATES[found.state],
        scheme=str(found.scheme_number),
        edition=str(found.edition),
    )
    return Letter(
        title=said.title,
        paragraphs=[*said.opening, *_vetoed(found, rows, names), *_appealing(found), *said.closing],
        issued_by=said.issuer,
        issued_on=issued_on,
        about=found.round_id,
        number=said.number_of(issued_on.year),
        addressee=said.addressee,
        tables=list(_tables(rows, names)),
        head=said.head,
    )


def _vetoed(found: Round, rows: Sequence[Row[Any]], names: Mapping[str, str]) -> Iterator[Text]:
    most = worded(found.terms.veto)
    for row in rows:
        if row.place is None:
            points = {code: Decimal(said) for code, said in row.points.items()}
            whole = worded(total_of({**points, VETO: NOTHING}, found.terms))
            yield Text(
                f"{names[row.org_code]}被一票否决，不排名；其各项得分加加分、减扣分为{whole}分，总分最高为{most}分。",
                f"{names[row.org_code]} was vetoed and has no rank: scores with bonus and without deductions "
                f"are {whole}, its total is {most} at most.",
            )


def _appealing(found: Round) -> Iterator[Text]:
    until = found.appeals_until
    if found.state == "provisional" and until is not None:
        yield Text(
            f"对本站得分有异议的，请于{day_in_words(until)}前（含当日）提出申诉，由未参加评分的人决定。",
            f"Stations may appeal until {until}, that day included; somebody decides who did not score.",
        )


def _tables(rows: Sequence[Row[Any]], names: Mapping[str, str]) -> Iterator[LetterTable]:
    for code, words in LISTS.items():
        listed = [row for row in rows if row.listed == code]
        if listed:
            points = [Point(same(names[row.org_code]), row.total, worded(row.total)) for row in listed]
            chart = Chart(Text(f"总分（{words.zh}）", f"Totals: {words.en}"), "bars", points)
            lines = [_line(row, names) for row in listed]
            yield LetterTable(Text(words.zh, words.en), HEADS, lines, SHARES, [chart])


def _line(row: Row[Any], names: Mapping[str, str]) -> tuple[str, ...]:
    extras = (row.points.get(each, "0") for each in (BONUS, DEDUCTION))
    place = NO_PLACE if row.place is None else str(row.place)
    return (place, names[row.org_code], *extras, worded(row.total))
