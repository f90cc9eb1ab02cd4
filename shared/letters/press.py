"""A letter as PDF. Typst sets it, from one template; what stands in the letter is handed over as data.

The same letter gives the same bytes: its day is the day of the file.
"""

import re
from collections.abc import Iterator, Sequence, Set
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from shared.characters import REPLACEMENT, replace_unfit
from shared.charts import Chart, svg_of
from shared.letters.letter import Letter, LetterTable
from shared.refusal import TooLarge, Unavailable

if TYPE_CHECKING:
    from typst import Compiler

TEMPLATE = Path(__file__).parent / "letter.typ"
MOST_CHARACTERS = 10_000
NO_PACKAGES = TEMPLATE.parent / "no-packages"
"""Nothing is there: the template imports nothing, and nothing is fetched."""
# What a county may have a licence for, best first; then what comes with us.
TITLES = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "Noto Serif SC")
BODIES = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02S", "Noto Serif SC")
PLAIN = ("Noto Sans SC",)
# GB/T 9704: the issuing unit as large as fits.
HEAD_WIDTH_POINTS, HEAD_MOST_POINTS, HEAD_LEAST_POINTS = 156 / 25.4 * 72, 36, 12
_TRACKING = 1.12
_UNBROKEN = re.compile(r"[!-~\u00a1-\u024f]{24}")
_MAY_BREAK = "\u200b"
_BOX = "□"  # what the fonts have of U+FFFD
SEAL = "（加盖公章）"


class LetterTooLong(TooLarge):
    """So much was never written by hand."""

    code = "letter-too-long"
    zh = "不能打印，因为内容超过{limit}字。"
    en = "It cannot be printed: it has more than {limit} characters."


class LetterFontsMissing(Unavailable):
    """An official paper is not set in other letters without anybody noticing."""

    code = "letter-fonts-missing"
    zh = "暂时不能打印，因为没有找到本县的文书字体，请联系系统管理员。"
    en = "It cannot be printed now: the county's fonts are not where they should be. Tell the administrator."


def pdf_of(letter: Letter, fonts: Path | None = None) -> bytes:
    """CPU work, some hundredths of a second: for a thread. `fonts` is a folder with the county's own.

    Raises `LetterTooLong`, `LetterFontsMissing`.
    """
    return _set(letter, fonts, "pdf")[0]


def pictures_of(letter: Letter, fonts: Path | None = None) -> Sequence[bytes]:
    """Its pages as PNG, to be looked at."""
    return _set(letter, fonts, "png")


def _set(letter: Letter, fonts: Path | None, form: Literal["pdf", "png"]) -> Sequence[bytes]:
    content = msgspec.json.encode(_content(letter)).decode()
    if len(content) > MOST_CHARACTERS:
        raise LetterTooLong(limit=MOST_CHARACTERS)
    compiler, families = _compiler(fonts)
    drawings = [[_drawing(chart, families["plain"]) for chart in table.charts] for table in letter.tables]
    noon = datetime.combine(letter.issued_on, time(12), UTC)
    made = compiler.compile(
        format=form,
        sys_inputs={
            "letter": content,
            "fonts": msgspec.json.encode(families).decode(),
            "drawings": msgspec.json.encode(drawings).decode(),
        },
        timestamp=noon,
        ppi=72 if form == "png" else None,
    )
    return made if isinstance(made, list) else [made] if made else []


@cache
def _compiler(fonts: Path | None) -> "tuple[Compiler, dict[str, list[str]]]":
    """Reads what stands beside the template and nothing else, no fonts of the machine, no packages."""
    import pylopdf_fonts_zh_cn as ours  # 20 MB of fonts, read once a letter is printed
    import typst

    if fonts and not fonts.is_dir():
        raise LetterFontsMissing
    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[path for path in (fonts, ours.serif_path().parent) if path],
    )
    compiler = typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=found, package_path=NO_PACKAGES, package_cache_path=NO_PACKAGES
    )
    return compiler, families_among(set(found.families()))


def families_among(known: Set[str]) -> dict[str, list[str]]:
    """What each part of a letter is set in, best first."""
    wanted = {"title": TITLES, "body": BODIES, "plain": PLAIN}
    return {use: [each for each in named if each in known] for use, named in wanted.items()}


def _content(letter: Letter) -> dict[str, Any]:
    return {
        "title": _printable(letter.title.zh),
        "addressee": _printable(letter.addressee.zh),
        "paragraphs": [each for paragraph in letter.body for each in _lines(paragraph.zh)],
        "tables": [_table(each) for each in letter.tables],
        "number": _printable(letter.numbered),
        "issued_by": _printable(letter.issued_by),
        "issued_on": letter.dated,
        "head": _printable(letter.headed),
        "head_points": _head_points(letter.headed),
        "about": f"事项编号　{letter.about}",
        "seal": SEAL,
    }


def _table(table: LetterTable) -> dict[str, Any]:
    return {
        "title": _printable(table.title.zh),
        "shares": list(table.shares),
        "heads": [_printable(head.zh) for head in table.heads],
        "rows": [[_printable(cell) for cell in row] for row in table.rows],
    }


def _drawing(chart: Chart, fonts: Sequence[str]) -> dict[str, str]:
    """What a chart says stands in its table, whose characters are counted."""
    return {"title": _printable(chart.title.zh), "svg": svg_of(chart, "zh-CN", fonts[0])}


def _lines(text: str) -> Iterator[str]:
    return (_printable(line) for line in text.splitlines() if line.strip())


def _printable(text: str) -> str:
    """What nobody can see is seen, and what has no place to break gets one."""
    return _UNBROKEN.sub(
        lambda run: run[0] + _MAY_BREAK, replace_unfit(text.replace("\t", " ")).replace(REPLACEMENT, _BOX)
    )


def _head_points(unit: str) -> float:
    fits = HEAD_WIDTH_POINTS / (max(1, len(unit)) * _TRACKING)
    return max(HEAD_LEAST_POINTS, min(HEAD_MOST_POINTS, fits))
