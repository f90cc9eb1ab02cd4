"""Templates: in whose words they are, and what is left of them."""

import gc
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from shared.auth.roles import Role
from shared.language import Text
from shared.refusal import Language
from shared.web.formats import Drawing
from shared.web.templating import environment_of, rendered

ROOM = "tests.shared.web"
IMPORTED = '{% import "lists.html" as lists with context %}'
WITH_MACROS = (
    IMPORTED
    + """
{% macro own(words) %}<b>{{ words }}</b>{% endmacro %}
{% call lists.table([_('用途')], _('用途')) %}<tr>{{ lists.cell(_('用途'), own(_('新建'))) }}</tr>{% endcall %}
"""
)


def shown(source: str, language: Language = "zh-CN", **facts: Any) -> str:
    return rendered(environment_of(ROOM, language).from_string(source), facts)


def left() -> int:
    """Contexts and macros of templates that are there, reachable or not."""
    return sum(isinstance(each, Context | Macro) for each in gc.get_objects())


@pytest.fixture
def by_count_alone() -> Iterator[None]:
    """Nobody looks for cycles."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class TestWords:
    @pytest.mark.parametrize(("language", "words"), [("zh-CN", "新建"), ("en", "New")])
    def test_are_those_of_the_readers_language(self, language: Language, words: str) -> None:
        assert shown("{{ _('新建') }}", language) == words
        assert shown("{% macro a(b) %}{{ b }}{% endmacro %}{{ a(_('新建')) }}", language) == words

    def test_are_chinese_where_there_is_no_english(self) -> None:
        assert shown("{{ _('没有英文') }}", "en") == "没有英文"

    def test_have_values_in_their_places_and_are_never_taken_for_html(self) -> None:
        found = shown("{{ _('<b> %(one)s %(two)s', one=value, two=1 + 1) }}", value=Markup("<i>"))
        assert found == "&lt;b&gt; &lt;i&gt; 2"

    def test_that_take_no_value_keep_their_per_cent_sign(self) -> None:
        assert shown("{{ _('15%') }}") == "15%"

    @pytest.mark.parametrize(("language", "words"), [("zh-CN", "甲"), ("en", "a")])
    def test_that_data_brings_along_are_said_in_it(self, language: Language, words: str) -> None:
        facts: Mapping[str, Any] = {"texts": [Text("甲", "a")]}
        assert (
            shown("{% for each in texts %}{% set one = each %}{{ said(one) }}{% endfor %}", language, **facts) == words
        )

    def test_of_what_is_not_there_are_an_error(self) -> None:
        with pytest.raises(UndefinedError):
            shown("{{ said(nothing) }}")


class TestAValue:
    @given(st.text("&<>'\"; 甲a") | st.integers())
    def test_stands_as_text_whatever_it_is(self, value: str | int) -> None:
        assert shown("<a title='{{ value }}'>{{ value }}", value=value) == f"<a title='{escape(value)}'>{escape(value)}"

    @pytest.mark.parametrize(
        ("value", "html"),
        [
            (None, "—"),
            (Markup("<i>'"), "<i>'"),
            (Drawing("<svg>"), "<svg>"),
            (Role.BUREAU_LEADER, "bureau-leader"),
            (date(2019, 4, 30), "2019-04-30"),
            (("<", None), "(&#39;&lt;&#39;, None)"),
        ],
    )
    def test_is_taken_for_html_where_it_says_so_alone(self, value: object, html: str) -> None:
        assert shown("{{ value }}", value=value) == html
        assert shown("{% set own %}{{ value }}{% endset %}{{ own }}", value=value) == html

    def test_that_is_not_there_is_an_error(self) -> None:
        with pytest.raises(UndefinedError):
            shown("{{ value }}")


class TestACell:
    """Of a list."""

    @pytest.mark.parametrize(
        ("written", "html"),
        [
            ("{{ lists.cell('甲', 7) }}", '<td data-label="甲">7</td>'),
            ("{{ lists.cell('<甲>', value, 'number') }}", '<td data-label="&lt;甲&gt;" class="number">&lt;i&gt;</td>'),
            ("{% call lists.cell('甲', class='whole') %} <b>{{ value }}</b>{% endcall %}",
             '<td data-label="甲" class="whole"><b>&lt;i&gt;</b></td>'),
            ("{{ lists.cell('甲') }}", '<td data-label="甲">—</td>'),
            ("{{ lists.cell('甲', 0) }}", '<td data-label="甲">0</td>'),
            ("{{ lists.cell('甲', '') }}", '<td data-label="甲"></td>'),
            ("{% call lists.cell('甲') %} {% endcall %}", '<td data-label="甲">—</td>'),
            ("{% call lists.cell('甲') %}乙<br>丙{% endcall %}", '<td data-label="甲"><div>乙<br>丙</div></td>'),
        ],
    )  # fmt: skip
    def test_has_its_label_its_look_and_what_stands_in_it(self, written: str, html: str) -> None:
        assert shown(IMPORTED + written, value="<i>").strip() == html

    def test_tells_html_from_a_text_that_reads_the_same(self) -> None:
        shown_as = "{{ lists.cell(value, value) }}"
        assert shown(IMPORTED + shown_as, value=Markup("&lt;")).strip() == '<td data-label="&lt;">&lt;</td>'
        assert shown(IMPORTED + shown_as, value="&lt;").strip() == '<td data-label="&amp;lt;">&amp;lt;</td>'

    def test_of_what_is_not_there_is_an_error(self) -> None:
        with pytest.raises(UndefinedError):
            shown(IMPORTED + "{{ lists.cell('甲', nothing) }}")


@pytest.mark.usefixtures("by_count_alone")
class TestOfAPage:
    def test_nothing_is_left_once_it_was_shown(self) -> None:
        template = environment_of(ROOM, "zh-CN").from_string(WITH_MACROS)
        before = left()
        assert "<b>新建</b>" in rendered(template, {})
        assert left() == before
