"""A bulletin as an official paper."""

from collections.abc import Iterator
from uuid import UUID

from services.reporting.bulletins.domain.bulletin import SENTENCES, Bulletin
from services.reporting.bulletins.domain.content import Adjustment, Check, MonthRanked, Value, period_of
from services.reporting.bulletins.queries import get_bulletin
from services.reporting.daily_reports.parameters import BY_LINE, LINES, STATES
from services.reporting.dependencies import BulletinReading
from services.reporting.figures.domain import BY_CODE
from services.reporting.scores.parameters import LISTS
from services.reporting.units.queries import get_unit
from shared.calendar.periods import TenDays
from shared.language import Text
from shared.letters import Letter, LetterTable, day_in_words, same

HEADS = (Text("名次", "rank"), Text("服务站", "station"), Text("总分", "total"))
SHARES = (2, 9, 3)
NO_PLACE = "不排名"
ADDRESSEE = Text("各服务站：", "To all service stations:")


async def letter_of_bulletin(bulletin_id: UUID, reading: BulletinReading) -> Letter:
    """Raises `BulletinNotFound`."""
    bulletin = await get_bulletin(reading, bulletin_id)
    unit = await get_unit(reading.connection, bulletin.org_code, bulletin.last_on)
    return bulletin_letter(bulletin, unit.name or unit.code)


def bulletin_letter(bulletin: Bulletin, unit: str) -> Letter:
    """Without a number while it is a draft."""
    period = period_of(bulletin.period)
    title = Text(f"{period.zh}退役军人服务保障工作通报", f"Bulletin of {period.code}")
    return Letter(
        title=title,
        paragraphs=list(_paragraphs(bulletin, period)),
        issued_by=unit,
        issued_on=bulletin.issued_on or bulletin.last_on,
        about=bulletin.bulletin_id,
        number=bulletin.document_number,
        addressee=ADDRESSEE,
        tables=[table for ranked in bulletin.content.rankings for table in _ranked(ranked)],
    )


def _paragraphs(bulletin: Bulletin, period: TenDays) -> Iterator[Text]:
    content, until = bulletin.content, day_in_words(period.last)
    yield Text(
        f"现将{period.zh}（{day_in_words(period.first)}至{until}，共{period.days}天）工作情况通报如下。",
        f"Work from {period.first} to {period.last}, {period.days} days.",
    )
    figures = [each for each in content.figures if (each.value or each.change) and each.code in BY_CODE]
    yield _joined(
        f"一、主要数据。截至{until}：", f"1. Figures as of {period.last}: ", [_figure(each) for each in figures]
    )
    work = [_line(line.code, content.work.get(line.code, 0)) for line in LINES]
    yield _joined("二、本旬工作。各站日报告合计：", "2. Work, by the daily reports: ", work)
    states = [
        Text(f"{STATES[code].zh}{number}份", f"{STATES[code].en} {number}")
        for code, number in sorted(content.states.items())
    ]
    yield _joined(f"三、日报告报送。应报{sum(content.states.values())}份：", "3. Daily reports: ", states)
    yield _joined(
        "四、以前各期更正。", "4. Adjustments of earlier bulletins: ", [_adjusted(each) for each in content.adjustments]
    )
    yield _joined("五、数据核对。", "5. Checks: ", [_checked(each) for each in content.checks if not each.holds])
    months = [
        Text(f"{_month_zh(each.month)}（第{each.edition}次排名，见后表）", each.month) for each in content.rankings
    ]
    yield _joined("六、本旬公布的考评排名。", "6. Rankings that were published: ", months)
    yield Text("七、工作要求。", "7. What is to be done.")
    for line in bulletin.text.splitlines():
        if line.strip():
            yield same(line.strip())
    groups = " ".join(content.digest[at : at + 8] for at in range(0, len(content.digest), 8))
    yield Text(f"数字摘要：{groups}", f"Digest of the figures: {groups}")


def _ranked(ranked: MonthRanked) -> Iterator[LetterTable]:
    """List by list."""
    for code, words in LISTS.items():
        rows = [
            (str(each.place) if each.place else NO_PLACE, each.name, each.total)
            for each in ranked.places
            if each.listed == code
        ]
        if rows:
            title = Text(f"{_month_zh(ranked.month)}考评排名（{words.zh}）", f"Ranking of {ranked.month}: {words.en}")
            yield LetterTable(title, HEADS, rows, SHARES)


def _month_zh(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def _joined(zh: str, en: str, parts: list[Text]) -> Text:
    said = parts or [Text("无", "none")]
    return Text(f"{zh}{'；'.join(each.zh for each in said)}。", f"{en}{'; '.join(each.en for each in said)}.")


def _figure(each: Value) -> Text:
    figure = BY_CODE[each.code]
    worded, unit = figure.worded(each.value), figure.unit_of_measure
    zh, en = f"{figure.name.zh}{worded.zh}{unit.zh}", f"{figure.name.en} {worded.en} {unit.en}"
    if not each.change:
        return Text(zh, en)
    way, number = ("增加" if each.change > 0 else "减少"), figure.number(abs(each.change))
    sign = "+" if each.change > 0 else "−"
    return Text(f"{zh}（较上期末{way}{number}）", f"{en} ({sign}{number})")


def _line(code: str, total: int) -> Text:
    line = BY_LINE[code]
    return Text(f"{line.zh}{total:,}", f"{line.en} {total:,}")


def _adjusted(each: Adjustment) -> Text:
    period = period_of(each.period)
    name: Text | None = None
    if each.kind == "figure" and each.code in BY_CODE:
        name = BY_CODE[each.code].name
    elif each.kind == "work" and each.code in BY_LINE:
        name = Text(BY_LINE[each.code].zh, BY_LINE[each.code].en)
    called = name or same(each.code)
    sign = "+" if each.difference > 0 else "−"
    told, now, more = (_number(each, value) for value in (each.told, each.now, abs(each.difference)))
    return Text(
        f"{period.zh}{called.zh}由{told}更正为{now}（{sign}{more}）",
        f"{period.code} {called.en}: {told} is {now} ({sign}{more})",
    )


def _number(each: Adjustment, value: int) -> str:
    """Of a figure in its unit of measure: of money in yuan."""
    figure = BY_CODE.get(each.code) if each.kind == "figure" else None
    return figure.number(value) if figure else f"{value:,}"


def _checked(each: Check) -> Text:
    says = SENTENCES[each.rule]
    found = f"（{each.value}，应为{each.expected}）" if each.value else ""
    en = f" ({each.value}, expected {each.expected})" if each.value else ""
    return Text(f"{each.rule}{says.zh.rstrip('。')}{found}", f"{each.rule} {says.en.rstrip('.')}{en}")
