"""A bulletin as an official paper."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from services.reporting.bulletins.domain.bulletin import SENTENCES, Bulletin
from services.reporting.bulletins.domain.content import (
    Adjustment,
    Check,
    Content,
    Discount,
    MonthRanked,
    Trend,
    Value,
    period_of,
)
from services.reporting.bulletins.queries import get_bulletin
from services.reporting.consistency.schemas import in_words
from services.reporting.daily_reports.parameters import STATES
from services.reporting.dependencies import BulletinReading
from services.reporting.figures.domain import BY_CODE
from services.reporting.figures.parameters.trends import called, trend_chart
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.queries import get_form_on
from services.reporting.report_lines.domain import Lists
from services.reporting.report_lines.parameters import Line
from services.reporting.report_lines.queries import find_lists
from services.reporting.scores.domain import month_of
from services.reporting.scores.parameters import LISTS
from services.reporting.snapshots.letters import digest_in_words
from services.reporting.units.queries import get_unit
from shared.charts import Chart, Point
from shared.clock import SHANGHAI, local_date
from shared.events.merchant_codes import DISCOUNT_BASE, DISCOUNT_SUBJECT, MERCHANT_INDUSTRY
from shared.language import Text
from shared.letters import Letter, LetterTable, day_in_words, paragraphs_of, same
from shared.web.formats import percent

HEADS = (Text("名次", "rank"), Text("服务站", "station"), Text("总分", "total"))
SHARES = (2, 9, 3)
NO_PLACE = "不排名"
BEFORE = Text("较上期末", "")


async def letter_of_bulletin(bulletin_id: UUID, reading: BulletinReading) -> Letter:
    """By the form that held when it was issued, for a draft by that of today. Raises `BulletinNotFound`."""
    bulletin = await get_bulletin(reading, bulletin_id)
    unit = await get_unit(reading.connection, bulletin.org_code, bulletin.last_on)
    form = await get_form_on(reading.connection, "bulletin", bulletin.issued_on or local_date(reading.now))
    return bulletin_letter(bulletin, unit.called, form, await find_lists(reading.connection))


def bulletin_letter(bulletin: Bulletin, unit: str, form: PaperForm, lists: Lists) -> Letter:
    """Without a number while it is a draft."""
    period, content = period_of(bulletin.period), bulletin.content
    said = form.of(
        unit=unit,
        period=Text(period.zh, period.code),
        first=Text(day_in_words(period.first), str(period.first)),
        last=Text(day_in_words(period.last), str(period.last)),
        days=str(period.days),
        reports=str(sum(content.states.values())),
    )
    day = bulletin.issued_on or bulletin.last_on
    return Letter(
        title=said.title,
        paragraphs=[
            *said.opening,
            *(each for code, heading in said.sections for each in _section(code, heading, bulletin, lists)),
            *said.closing,
            *_counted(content),
            digest_in_words(content.digest),
        ],
        issued_by=said.issuer,
        issued_on=day,
        about=bulletin.bulletin_id,
        number=bulletin.document_number or said.number_of(day.year),
        addressee=said.addressee,
        tables=[
            *trend_tables(content.trends),
            *(table for ranked in content.rankings for table in ranking_tables(ranked)),
        ],
        head=said.head,
    )


def _counted(content: Content) -> Iterator[Text]:
    """When, since what comes in after that is in the next one."""
    if content.counted_at:
        at = content.counted_at.astimezone(SHANGHAI)
        yield Text(f"统计时间：{day_in_words(at.date())}{at:%H:%M}", f"Counted at: {at:%Y-%m-%d %H:%M}")


def _section(code: str, heading: Text, bulletin: Bulletin, lists: Lists) -> Iterator[Text]:
    if code == "text":
        yield heading
        yield from paragraphs_of(bulletin.text)
    else:
        yield listed(heading, list(_ITEMS[code](bulletin.content, lists)))


def _figures(content: Content, _: Lists) -> Iterator[Text]:
    for each in content.figures:
        if (each.value or each.change) and each.code in BY_CODE:
            yield figure_in_words(each, BEFORE)
    yield from map(discount_in_words, content.discounts)


def discount_in_words(each: Discount) -> Text:
    """What merchants take off; of a code that is not known any more, the code."""
    industry, subject, base = (
        codes.by_code().get(code, same(code))
        for codes, code in (
            (MERCHANT_INDUSTRY, each.industry),
            (DISCOUNT_SUBJECT, each.subject),
            (DISCOUNT_BASE, each.base),
        )
    )
    rate = percent(each.rate_bp)
    zh = f"{industry.zh}商家{each.merchants}家对{subject.zh}在{base.zh}基础上优惠{rate}"
    return Text(zh, f"{each.merchants} merchants ({industry.en}) take {rate} off the {base.en}, for {subject.en}")


def _states(content: Content, _: Lists) -> Iterator[Text]:
    for state, number in sorted(content.states.items()):
        yield Text(f"{STATES[state].zh}{number}份", f"{STATES[state].en} {number}")


def _work(content: Content, lists: Lists) -> Iterator[Text]:
    """Every line that the reports of the period have."""
    period = period_of(content.period)
    return (_line(line, content.work.get(line.code, 0)) for line in lists.over(period.first, period.last))


def _months(content: Content, _: Lists) -> Iterator[Text]:
    for ranked in content.rankings:
        yield Text(f"{month_of(ranked.month).zh}（第{ranked.edition}次排名，见后表）", ranked.month)


# What each section lists after its heading.
_ITEMS: Mapping[str, Callable[[Content, Lists], Iterable[Text]]] = {
    "figures": _figures,
    "work": _work,
    "reports": _states,
    "adjustments": lambda content, lists: (_adjusted(each, lists) for each in content.adjustments),
    "checks": lambda content, _: (_checked(each) for each in content.checks if not each.holds),
    "rankings": _months,
}


def trend_tables(trends: Sequence[Trend]) -> Iterator[LetterTable]:
    """One, with a line for each figure and a chart of it, where there is any."""
    known = [each for each in trends if each.code in BY_CODE]
    if not known:
        return
    periods = [period_of(code) for code, _ in known[0].ends]
    figures = [BY_CODE[each.code] for each in known]
    charts = [
        trend_chart(figure, zip(periods, (value for _, value in each.ends), strict=True))
        for figure, each in zip(figures, known, strict=True)
    ]
    rows = [
        (figure.name.zh, *(figure.number(value) for _, value in each.ends))
        for figure, each in zip(figures, known, strict=True)
    ]
    heads = (Text("指标", "figure"), *(called(period) for period in periods))
    title = Text("主要数据近期走势（各旬末）", "Key figures at the end of each period")
    yield LetterTable(title, heads, rows, (4, *(3 for _ in periods)), charts)


def ranking_tables(ranked: MonthRanked) -> Iterator[LetterTable]:
    """List by list, each drawn as bars as well."""
    for code, words in LISTS.items():
        places = [each for each in ranked.places if each.listed == code]
        rows = [(str(each.place) if each.place else NO_PLACE, each.name, each.total) for each in places]
        if rows:
            title = Text(f"{month_of(ranked.month).zh}考评排名（{words.zh}）", f"Ranking of {ranked.month}: {words.en}")
            points = [Point(same(name), Decimal(total), total) for _, name, total in rows]
            chart = Chart(Text(f"总分（{words.zh}）", f"Totals: {words.en}"), "bars", points)
            yield LetterTable(title, HEADS, rows, SHARES, [chart])


def listed(heading: Text, parts: list[Text]) -> Text:
    """One paragraph."""
    said = parts or [Text("无", "none")]
    return Text(
        f"{heading.zh}{'；'.join(each.zh for each in said)}。", f"{heading.en}{'; '.join(each.en for each in said)}."
    )


def figure_in_words(each: Value, since: Text) -> Text:
    """With what it changed by."""
    figure = BY_CODE[each.code]
    worded, unit = figure.worded(each.value), figure.unit_of_measure
    zh, en = f"{figure.name.zh}{worded.zh.replace('≥ ', '不少于')}{unit.zh}", f"{figure.name.en} {worded.en} {unit.en}"
    if not each.change:
        return Text(zh, en)
    way, number = ("增加" if each.change > 0 else "减少"), figure.number(abs(each.change))
    sign = "+" if each.change > 0 else "−"
    return Text(f"{zh}（{since.zh}{way}{number}）", f"{en} ({since.en}{sign}{number})")


def _line(line: Line, total: int) -> Text:
    return Text(f"{line.zh}{total:,}", f"{line.en} {total:,}")


def _adjusted(each: Adjustment, lists: Lists) -> Text:
    period = period_of(each.period)
    lines = {line.code: Text(line.zh, line.en) for line in lists.over(period.first, period.last)}
    name: Text | None = None
    if each.kind == "figure" and each.code in BY_CODE:
        name = BY_CODE[each.code].name
    elif each.kind == "work":
        name = lines.get(each.code)
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
    says = SENTENCES[each.rule, each.severity]
    value, expected = in_words(each.value), in_words(each.expected)
    found = f"（{value.zh}，应为：{expected.zh}）" if each.value else ""
    en = f" ({value.en}, expected: {expected.en})" if each.value else ""
    return Text(f"{each.rule}{says.zh.rstrip('。')}{found}", f"{each.rule} {says.en.rstrip('.')}{en}")
