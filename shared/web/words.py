"""Words in two languages. The Chinese of a template is the key; `english.toml` of its room has the English.

    {{ _('人员档案') }}    {{ _('共 %(count)s 人', count=page.count) }}    {{ said(text) }}

What data brings along in both languages (`Text`, `Named`) is shown by `said`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

from jinja2 import pass_context
from jinja2.runtime import Context

WEB = Path(__file__).parent


class InBoth(Protocol):
    """Anything with a wording for each language."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def folder_of(package: str) -> Path:
    """Where a room lies."""
    return Path(str(import_module(package).__file__)).parent


def english_in(folder: Path) -> dict[str, str]:
    """The table of one folder; empty where there is none."""
    file = folder / "english.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


@cache
def english_of(package: str) -> Mapping[str, str]:
    """What templates of this room may say: its own table, and the one all have in common."""
    return {**english_in(WEB), **english_in(folder_of(package))}


@pass_context
def translate(context: Context, chinese: str, **values: object) -> str:
    """The Chinese itself, or its English, with values in their places. A test finds what is missing; a reader would
    still get the Chinese."""
    english: Mapping[str, str] = context["english"]
    words = english.get(chinese, chinese) if context["language"] == "en" else chinese
    return words % values if values else words


@pass_context
def said(context: Context, text: InBoth) -> str:
    """The wording of a text in the reader's language."""
    return text.en if context["language"] == "en" else text.zh
