"""A letter as PDF: what stands in it, and nothing that it asks for."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from shared.charts import Chart, Point
from shared.ids import new_id
from shared.language import Text
from shared.letters import Letter, LetterTable, same
from shared.letters.office import docx_of
from shared.letters.press import LetterFontsMissing, LetterTooLong, families_among, pdf_of, pictures_of
from shared.letters.remedies import AGAINST_A_DECISION
from tests.papers import words_on

UNIT = "新野县退役军人服务中心"
LETTER = Letter(
    title=Text("不予登记决定书", "Refusal of a registration"),
    paragraphs=[Text("您提出的登记申请，决定不予登记。", "Your registration is refused.")],
    issued_by=UNIT,
    issued_on=date(2019, 4, 30),
    about=new_id(),
    reason=Text("不属于退役军人", "no veteran"),
    clause=same("《中华人民共和国退役军人保障法》第二条"),
    note="材料已核对",
    remedy=AGAINST_A_DECISION,
    deadline=Text("十五日内补交", "within fifteen days"),
)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.4": *',
    '#{ while true {} }',
    "$x^2$ @nobody <label> *bold* _it_ `raw` // nothing",
    "\\u{41} \\",
    '"]) #eval("1+1") #panic()',
    "= 标题",
    "{{ title }} {% raw %}",
]  # fmt: skip


def saying(text: str) -> Letter:
    """The letter with this wherever somebody may have written."""
    return replace(LETTER, issued_by=text, note=text, clause=same(text), number=text, addressee=same(text))


def pages_of(content: bytes) -> list[Any]:
    return list(PdfReader(BytesIO(content)).pages)


class TestALetter:
    def test_says_who_decided_what_on_which_clause_and_what_may_be_done_until_when(self) -> None:
        said = words_on(pdf_of(LETTER))
        for words in (
            UNIT, "〔2019〕", "不予登记决定书", "＿同志：", "决定不予登记。", "原因：不属于退役军人。",
            "依据：《中华人民共和国退役军人保障法》第二条。", "说明：材料已核对。", "期限：十五日内补交。",
            "六十日内", "六个月内", "2019年4月30日", "（加盖公章）", str(LETTER.about),
        ):  # fmt: skip
            assert words in said

    @pytest.mark.parametrize("text", HOSTILE)
    def test_has_what_somebody_wrote_as_it_is_and_does_none_of_it(self, text: str) -> None:
        said = words_on(pdf_of(saying(text)))
        assert said.count("".join(text.split())) >= 5

    @pytest.mark.parametrize("character", ["名", "W", "𠮷"])
    def test_keeps_a_thousand_characters_on_its_pages(self, character: str) -> None:
        content = pdf_of(replace(LETTER, addressee=same(character * 1000)))
        left: list[float] = []
        for page in pages_of(content):
            page.extract_text(visitor_text=lambda _text, _cm, tm, _font, size: left.append(tm[4] + size))
        assert 1 < len(pages_of(content)) < 5
        assert max(left) < 210 / 25.4 * 72

    def test_shows_a_character_that_no_font_has(self) -> None:
        """A box, not nothing: whoever hands the letter over writes it by hand."""
        boxed, blank = (pictures_of(replace(LETTER, note=f"张{each}")) for each in ("\U000323af", "\u3000"))
        assert boxed != blank
        assert boxed != pictures_of(replace(LETTER, note="张"))

    def test_shows_that_something_stood_there_that_cannot_be_seen(self) -> None:
        said = words_on(pdf_of(replace(LETTER, note="甲\u202e乙\x00丙\ud800丁")))
        assert "甲□乙□丙□丁" in said

    def test_is_the_same_whenever_it_is_printed(self) -> None:
        assert pdf_of(LETTER) == pdf_of(replace(LETTER))
        assert pdf_of(LETTER) != pdf_of(replace(LETTER, issued_on=date(2019, 5, 1)))

    def test_brings_its_fonts_along(self) -> None:
        fonts = [font for page in pages_of(pdf_of(LETTER)) for font in page["/Resources"]["/Font"].values()]
        carried = [font.get_object()["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
        assert len(carried) >= 2
        assert all("/FontFile3" in each for each in carried)

    def test_is_small(self) -> None:
        assert len(pdf_of(LETTER)) < 100_000

    def test_has_charts_below_their_table_and_its_end_beside_the_last_one(self) -> None:
        """Wherever the page ends: the signature is alone on none."""
        course = Chart(same("走势图"), "line", [Point(same("一月"), 1, "1,001"), Point(same("二月#read"), 2, "1,002")])
        drawn = LetterTable(same("走势表"), [same("月份"), same("人数")], [("一月", "1,001")], (1, 1), [course, course])
        bare = LetterTable(same("名次表"), [same("名次")], [("1",)], (1,))
        for lines in range(12):
            text = [same("内容。")] * lines
            last = pages_of(pdf_of(replace(LETTER, paragraphs=text, tables=(bare, drawn))))[-1].extract_text()
            assert "2019年4月30日" in last
            assert "走势图" in last
        said = words_on(pdf_of(replace(LETTER, tables=(drawn, bare))))
        assert said.count("走势图") == 2
        assert said.index("走势表") < said.index("二月#read") < said.index("名次表")

    def test_has_its_end_beside_the_last_rows_or_words(self) -> None:
        """Wherever the page ends, and each row once; the head of the table on every page with rows."""
        for count in range(1, 60, 2):
            rows = [(f"第{number}站#read", "8.5") for number in range(1, count + 1)]
            made = pages_of(
                pdf_of(replace(LETTER, tables=(LetterTable(same("表"), [same("单位"), same("得分")], rows, (4, 1)),)))
            )
            said = [page.extract_text() for page in made]
            assert "2019年4月30日" in said[-1]
            assert f"第{count}站#read" in said[-1], count
            whole = "".join(said)
            assert [whole.count(f"第{number}站#read") for number in range(1, count + 1)] == [1] * count
            assert ["得分" in each for each in said] == ["站#read" in each for each in said]
        ending = LETTER.body[-1].zh[-6:]
        for lines in range(1, 40):
            last = pages_of(pdf_of(replace(LETTER, paragraphs=[same("内容。")] * lines)))[-1]
            assert ending in last.extract_text().replace("\n", ""), lines

    def test_has_a_table_whose_head_stands_on_every_page(self) -> None:
        rows = [(str(number), f"第{number}站#read", "8.5") for number in range(1, 61)]
        made = replace(
            LETTER, tables=(LetterTable(same("名次表"), [same("名次"), same("单位"), same("得分")], rows, (1, 4, 1)),)
        )
        content = pdf_of(made)
        said = words_on(content)
        assert "60第60站#read8.5" in said
        with_rows = [page for page in pages_of(content) if "站#read" in page.extract_text()]
        assert len(with_rows) > 1
        assert said.count("名次单位得分") == len(with_rows)
        with ZipFile(BytesIO(docx_of(made))) as file:
            document = ElementTree.fromstring(file.read("word/document.xml"))
        cells = ["".join(cell.itertext()) for cell in document.iter(f"{WORD}tc")]
        assert cells[:6] == ["名次", "单位", "得分", "1", "第1站#read", "8.5"]
        assert len(cells) == 3 * 61

    def test_longer_than_anybody_writes_is_refused(self) -> None:
        with pytest.raises(LetterTooLong):
            pdf_of(replace(LETTER, note="字" * 20_000))


class TestTheFonts:
    def test_of_the_county_come_first_and_ours_stand_behind_them(self) -> None:
        ours = {"Noto Serif SC", "Noto Sans SC"}
        assert families_among(ours)["body"] == ["Noto Serif SC"]
        both = families_among({*ours, "FangSong_GB2312", "FZXiaoBiaoSong-B05S", "Comic Sans"})
        assert both["body"] == ["FangSong_GB2312", "Noto Serif SC"]
        assert both["title"] == ["FZXiaoBiaoSong-B05S", "Noto Serif SC"]

    def test_are_read_from_the_folder_of_the_county(self, tmp_path: Path) -> None:
        """An empty one changes nothing."""
        assert pdf_of(LETTER, tmp_path) == pdf_of(LETTER)
        with pytest.raises(LetterFontsMissing):
            pdf_of(LETTER, tmp_path / "not-mounted")
