"""Charts of a few numbers, as SVG: the same drawing on a page and on paper.

A chart stands beside the table of its numbers, which is its text alternative. Every number is written at its place, so
that nothing has to be read off an axis. There is neither style nor script in it, and what somebody wrote is text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise
from typing import Literal, NamedTuple

from shared.characters import REPLACEMENT, replace_unfit
from shared.language import Text
from shared.refusal import Language

# `line`: one number after the other in time; `bars`: numbers beside each other, none of them below 0.
Form = Literal["line", "bars"]
WIDTH, NARROW = 640, 340  # on paper and on a desk; on a phone, where lines are not to be drawn sideways
TYPE = 14
INK, AXIS, BRAND = "#1c2430", "#7c8694", "#23513c"
LINE_HEIGHT, ABOVE, BELOW, BESIDE = 90, 34, 30, 48
BAR, BAR_ROW, GAP = 16, 26, 10
MOST_LABEL = 18
_BOX = "□"
_CUT = "…"


class Point(NamedTuple):
    """`worded`: what is written at it."""

    label: Text
    value: int | Decimal
    worded: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers in the order in which they are drawn."""

    title: Text
    form: Form
    points: Sequence[Point]


def svg_of(chart: Chart, language: Language, font: str | None = None, *, width: int = WIDTH) -> str:
    """The same chart gives the same drawing. `font`: on paper; a page has its own. Bars are as wide as they are."""
    width = WIDTH if chart.form == "bars" else width
    parts = list(_bars(chart, language) if chart.form == "bars" else _line(chart, language, width))
    height = _height(chart)
    family = f' font-family="{_safe(font)}"' if font else ""
    title = _safe(_in(chart.title, language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-label="{title}" font-size="{TYPE}" fill="{INK}"{family}>'
        f"{''.join(parts)}</svg>"
    )


def _height(chart: Chart) -> int:
    return ABOVE + LINE_HEIGHT + BELOW if chart.form == "line" else BAR_ROW * max(1, len(chart.points)) + GAP


def _line(chart: Chart, language: Language, width: int) -> Iterator[str]:
    """From the least to the greatest; labels stand apart where there is no room for all, the last one always there."""
    base = ABOVE + LINE_HEIGHT
    yield _stroke((BESIDE, base + 6), (width - BESIDE, base + 6), AXIS, 1)
    places = _places([point.value for point in chart.points], width)
    for one, next_one in pairwise(places):
        yield _stroke(one, next_one, BRAND, 2)
    step = _step(chart.points, language, width)
    last = len(places) - 1
    for index, (point, (x, y)) in enumerate(zip(chart.points, places, strict=True)):
        yield f'<circle cx="{_at(x)}" cy="{_at(y)}" r="3.5" fill="{BRAND}"/>'
        if (last - index) % step == 0:
            yield _words(point.worded, x, y - 10, "middle")
            yield _words(_in(point.label, language), x, base + 6 + TYPE + 6, "middle")


def _places(values: Sequence[int | Decimal], width: int) -> list[tuple[float, float]]:
    if not values:
        return []
    least, span = min(values), max(values) - min(values)
    across = (width - 2 * BESIDE) / max(1, len(values) - 1)
    start = BESIDE if len(values) > 1 else width / 2
    share = [float((value - least) / span) if span else 0.5 for value in values]
    return [(start + across * index, ABOVE + LINE_HEIGHT * (1 - up)) for index, up in enumerate(share)]


def _step(points: Sequence[Point], language: Language, width: int) -> int:
    """Every which one has its words."""
    widest = max((max(_width(_in(each.label, language)), _width(each.worded)) for each in points), default=0)
    room = (width - 2 * BESIDE) / max(1, len(points) - 1)
    return max(1, -int(-(widest + GAP) // room))


def _bars(chart: Chart, language: Language) -> Iterator[str]:
    labels = [_cut(_in(point.label, language)) for point in chart.points]
    start = max(map(_width, labels), default=0) + GAP
    ends = max((_width(point.worded) for point in chart.points), default=0) + GAP
    most = max((point.value for point in chart.points), default=0)
    for index, (point, label) in enumerate(zip(chart.points, labels, strict=True)):
        middle = BAR_ROW * index + BAR_ROW / 2 + GAP / 2
        long = float(point.value / most) * (WIDTH - start - ends) if most > 0 and point.value > 0 else 0.0
        yield _words(label, start - GAP, middle + TYPE / 3, "end")
        yield (
            f'<rect x="{_at(start)}" y="{_at(middle - BAR / 2)}" width="{_at(long)}" height="{BAR}" fill="{BRAND}"/>'
        )
        yield _words(point.worded, start + long + 6, middle + TYPE / 3, "start")
    yield _stroke((start, GAP / 2), (start, BAR_ROW * max(1, len(labels)) + GAP / 2), AXIS, 1)


def _stroke(one: tuple[float, float], other: tuple[float, float], colour: str, width: int) -> str:
    x1, y1, x2, y2 = map(_at, (*one, *other))
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width}"/>'


def _words(text: str, x: float, y: float, anchor: str) -> str:
    return f'<text x="{_at(x)}" y="{_at(y)}" text-anchor="{anchor}">{_safe(text)}</text>'


def _at(number: float) -> str:
    return f"{number:.1f}"


def _width(text: str) -> float:
    """About: a Chinese character is as wide as it is high, and so are three dots, which stand for what was cut."""
    return TYPE * sum(1.0 if each == _CUT or ord(each) > 0x2E7F else 0.6 for each in text)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LABEL else text[: MOST_LABEL - 1] + _CUT


def _in(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.zh


def _safe(text: str) -> str:
    return escape(replace_unfit(text).replace(REPLACEMENT, _BOX))
