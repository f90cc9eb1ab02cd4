"""What a paper reads like by the form that is in force, and what may stand in one (pure)."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import msgspec
import pytest

from services.reporting.bulletins.letters import bulletin_letter
from services.reporting.paper_forms.domain.forms import (
    PaperForm,
    PaperFormInvalid,
    first_day,
    must_be_possible,
    numbered,
)
from services.reporting.paper_forms.letters import form_letter
from services.reporting.paper_forms.parameters import BULLETIN, FIELDS, KINDS, RANKING, PaperKind, Section, Wording
from services.reporting.report_lines.domain import Lists
from shared.language import Text
from shared.letters.office import docx_of
from shared.letters.press import pdf_of
from tests.papers import words_on
from tests.reporting.bulletins.sample import DRAFT, issued

TODAY, TOMORROW = date(2019, 5, 5), date(2019, 5, 6)
OWN = msgspec.structs.replace(
    BULLETIN.zh_words,
    head="新野县退役军人事务局文件",
    issuer="新野县退役军人事务局",
    word="新退役军人",
    title="关于{period}工作情况的通报",
    closing="特此通报。",
    sections=(
        Section("text", "下步工作。"),
        *(each for each in BULLETIN.zh_words.sections if each.code != "text"),
    ),
)


def faults(kind: PaperKind = BULLETIN, valid_from: date = TOMORROW, **said: Any) -> list[tuple[str, str]]:
    with pytest.raises(PaperFormInvalid) as refused:
        must_be_possible(kind, msgspec.structs.replace(kind.zh_words, **said), valid_from, today=TODAY)
    assert all(each.zh and each.en for each in refused.value.fields)
    return [(each.field, each.code) for each in refused.value.fields]


class TestAForm:
    @pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
    def test_that_a_county_begins_with_has_nothing_wrong_in_either_language(self, kind: PaperKind) -> None:
        for words in (kind.zh_words, kind.en_words):
            must_be_possible(kind, words, TOMORROW, today=TODAY)
        assert [each.code for each in kind.zh_words.sections] == [each.code for each in kind.en_words.sections]
        said = PaperForm.first(kind.code).of(**{name: Text("字", "word") for name in kind.placeholders})
        assert "{" not in said.title.zh + said.title.en + said.head
        assert [number.zh[:2] for _, number in said.sections] == [
            f"{each}、" for each in "一二三四五六七"[: len(kind.zh_words.sections)]
        ]

    def test_names_what_is_wrong_by_its_place(self) -> None:
        sections = list(BULLETIN.zh_words.sections)
        sections[1] = Section("work", "本旬{perod}：")
        assert faults(title="{period}{x}", sections=tuple(sections)) == [
            ("title", "placeholder-unknown"), ("sections.1.heading", "placeholder-unknown"),
        ]  # fmt: skip
        with pytest.raises(PaperFormInvalid) as refused:
            must_be_possible(RANKING, msgspec.structs.replace(RANKING.zh_words, title="{mouth}"), TOMORROW, today=TODAY)
        [fault] = refused.value.fields
        assert "{mouth}" in fault.zh
        assert "{month}、" in fault.zh
        assert "{mouth} is no placeholder" in fault.en

    @pytest.mark.parametrize(
        ("title", "code"),
        [
            ("{period", "braces-unmatched"),
            ("period}", "braces-unmatched"),
            ("{}", "placeholder-unknown"),
            ("{period.year}", "placeholder-unknown"),
            ("{period[0]}", "placeholder-unknown"),
            ("{period!r}", "placeholder-unknown"),
            ("{period:>99}", "placeholder-unknown"),
        ],
    )
    def test_has_names_in_braces_and_nothing_else(self, title: str, code: str) -> None:
        assert faults(title=title) == [("title", code)]

    def test_may_have_braces_that_are_doubled(self) -> None:
        must_be_possible(BULLETIN, msgspec.structs.replace(OWN, title="{{{period}}}"), TOMORROW, today=TODAY)
        form = PaperForm(BULLETIN, msgspec.structs.replace(OWN, title="{{{period}}}"))
        assert form.of(period="四月", unit="局").title.zh == "{四月}"

    def test_has_no_name_in_the_word_of_numbers(self) -> None:
        assert faults(word="{unit}") == [("word", "placeholder-unknown")]
        assert faults(word="{{甲}}") == [("word", "braces-not-here")]

    def test_has_each_section_once(self) -> None:
        sections = BULLETIN.zh_words.sections
        assert faults(sections=sections[1:]) == [("sections", "sections-incomplete")]
        assert faults(sections=(*sections, sections[0])) == [("sections", "sections-incomplete")]
        assert faults(sections=(*sections[1:], Section("other", "其他。"))) == [("sections", "sections-incomplete")]
        assert faults(RANKING, sections=(Section("text", "其他。"),)) == [("sections", "sections-incomplete")]

    def test_holds_from_tomorrow_at_the_earliest(self) -> None:
        assert faults(valid_from=TODAY) == [("valid_from", "day-not-to-come")]
        assert (first_day(None, TODAY), first_day(TODAY, TODAY)) == (TOMORROW, TODAY)


class TestAPaper:
    def test_reads_as_the_county_wants_it(self) -> None:
        form = PaperForm(BULLETIN, OWN, UUID(int=5), TOMORROW)
        letter = bulletin_letter(replace(issued(), word=OWN.word), "新野县退役军人服务中心", form, Lists())
        words = words_on(pdf_of(letter))
        assert words.startswith(
            "新野县退役军人事务局文件新退役军人〔2019〕12号关于2019年4月下旬工作情况的通报各服务站："
        )
        said = [each.zh for each in letter.body]
        assert said[1:3] == ["一、下步工作。", "补报漏报的日报告。"]
        assert said[3].startswith("二、主要数据。截至2019年4月30日：登记退役军人18,636人")
        assert said[-3] == "特此通报。"
        assert (letter.issued_by, letter.title.en) == ("新野县退役军人事务局", "Bulletin of 2019-04-C")
        assert "新野县退役军人事务局文件" in docx_text(docx_of(letter))
        assert DRAFT.word == "旬通报"

    def test_without_a_number_has_the_word_and_room_for_one(self) -> None:
        said = PaperForm(RANKING, msgspec.structs.replace(RANKING.zh_words, word="新退役考")).of()
        assert said.number_of(2019) == "新退役考〔2019〕　　　号"
        assert PaperForm.first("ranking").of().number_of(2019) is None
        assert (numbered("文", 2019, 3), numbered("文", None, None)) == ("文〔2019〕3号", None)

    def test_has_no_empty_paragraph(self) -> None:
        said = PaperForm.first("bulletin").of(**dict.fromkeys(BULLETIN.placeholders, "一"))
        assert (len(said.opening), said.closing) == (1, [])

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_is_shown_with_examples(self, kind: str) -> None:
        letter = form_letter(PaperForm.first(kind), UUID(int=3), TOMORROW)
        words = words_on(pdf_of(letter))
        assert "某县退役军人服务中心" in words
        assert "{" not in words
        assert "2019年5月6日" in words


def docx_text(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as file:
        return file.read("word/document.xml").decode()


def test_wordings_are_stored_and_read_as_they_are() -> None:
    assert msgspec.convert(msgspec.to_builtins(OWN), Wording) == OWN
    assert set(FIELDS) | {"sections"} == set(Wording.__struct_fields__)
