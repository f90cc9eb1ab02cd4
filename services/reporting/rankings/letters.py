"""A ranking as an official paper: put up while stations may appeal, told once it is published."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.reporting.dependencies import RankingReading
from services.reporting.rankings.queries import get_ranking, list_places
from services.reporting.schemes.domain import worded
from services.reporting.scores.domain import Round
from services.reporting.scores.parameters import BONUS, DEDUCTION, LISTS
from services.reporting.scores.queries import get_round
from services.reporting.units.queries import get_centre, list_units_kept
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, LetterTable, day_in_words

ADDRESSEE = Text("各服务站：", "To all service stations:")
HEADS = (
    Text("名次", "rank"),
    Text("服务站", "station"),
    Text("加分", "bonus"),
    Text("扣分", "deductions"),
    Text("总分", "total"),
)
SHARES = (2, 8, 2, 2, 3)
NO_PLACE = "不排名"
TITLES: Mapping[str, Text] = {
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
    names = {row.org_code: units[row.org_path].name or row.org_code for row in rows}
    at: datetime = ranking.published_at or ranking.confirmed_at or ranking.made_at
    return ranking_letter(found, rows, names, issued_by=centre.name or centre.code, issued_on=local_date(at))


def ranking_letter(
    found: Round, rows: Sequence[Row[Any]], names: Mapping[str, str], *, issued_by: str, issued_on: date
) -> Letter:
    """`names`: what stations are called, by their codes."""
    month = f"{found.period.year}年{found.period.number}月"
    title = TITLES[found.state]
    return Letter(
        title=Text(month + title.zh, f"{found.month}: {title.en}"),
        paragraphs=list(_paragraphs(found, month)),
        issued_by=issued_by,
        issued_on=issued_on,
        about=found.round_id,
        addressee=ADDRESSEE,
        tables=list(_tables(rows, names)),
    )


def _paragraphs(found: Round, month: str) -> Iterator[Text]:
    yield Text(
        f"根据考评办法第{found.scheme_number}版，{month}考评第{found.edition}次排名如下。服务站分乡镇（街道）、县直单位两组，"
        "总分相同的名次相同，一票否决的不排名。",
        f"Ranking {found.edition} of {found.month}, by version {found.scheme_number} of the scheme. Townships and "
        "county-direct units are ranked apart; equals share a rank; who is vetoed has none.",
    )
    until = found.appeals_until
    if found.state == "provisional" and until is not None:
        yield Text(
            f"对本站得分有异议的，请于{day_in_words(until)}前（含当日）提出申诉，由未参加评分的人决定。",
            f"Stations may appeal until {until}, that day included; somebody decides who did not score.",
        )


def _tables(rows: Sequence[Row[Any]], names: Mapping[str, str]) -> Iterator[LetterTable]:
    for code, words in LISTS.items():
        lines = [_line(row, names) for row in rows if row.listed == code]
        if lines:
            yield LetterTable(Text(words.zh, words.en), HEADS, lines, SHARES)


def _line(row: Row[Any], names: Mapping[str, str]) -> tuple[str, ...]:
    extras = (row.points.get(each, "0") for each in (BONUS, DEDUCTION))
    place = NO_PLACE if row.place is None else str(row.place)
    return (place, names[row.org_code], *extras, worded(row.total))
