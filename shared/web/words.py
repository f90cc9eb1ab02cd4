"""Words in two languages. The Chinese of a template is the key; `english.toml` of its room has the English.

    {{ _('人员档案') }}    {{ _('共 %(count)s 人', count=page.count) }}    {{ said(text) }}

What data brings along in both languages (`Text`, `Named`) is shown by `said`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from shared.refusal import Language

WEB = Path(__file__).parent


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


class InLanguage(NodeTransformer):
    """Makes a template one of a language, once, when it is read: what it says stands in it, and of texts that data
    brings along it takes the wording in that language. Looked up each time they were a third of a list of fifty rows.

    A test finds English that is missing; a reader would still get the Chinese.
    """

    def __init__(self, language: Language, english: Mapping[str, str]) -> None:
        self._english = english if language == "en" else {}
        self._wording = "en" if language == "en" else "zh"

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802  so the library calls it
        self.generic_visit(node)
        own = {"lineno": node.lineno, "environment": node.environment}
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=chinese)], kwargs=values):
                words = nodes.Const(self._english.get(chinese, chinese), **own)
                given = [nodes.Pair(nodes.Const(each.key, **own), each.value, **own) for each in values]
                return nodes.Mod(words, nodes.Dict(given, **own), **own) if given else words
            case nodes.Call(node=nodes.Name(name="said"), args=[text]):
                return nodes.Getattr(text, self._wording, "load", **own)
        return node
