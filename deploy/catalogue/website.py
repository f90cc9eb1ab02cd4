"""`docs/events/index.html`: the catalogue in one page that needs no network, no script, no other file."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from deploy.catalogue.facts import Page, page_of
from deploy.catalogue.headers import HEADERS
from shared.events.catalogue import CATALOGUE, topics
from shared.events.code_list import CodeList
from shared.events.codes import LISTS
from shared.events.contract import MEANING

HEAD = """\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>事件目录 · Events</title>
<style>
{style}</style>
</head>
<body>
"""

STYLE = Path(__file__).with_name("website.css")


def website() -> str:
    return HEAD.replace("{style}", STYLE.read_text(encoding="utf-8")) + "\n".join(_body()) + "\n</body>\n</html>\n"


def _body() -> Iterator[str]:
    yield from _navigation()
    yield "<main>"
    yield "<h1>事件目录 · Events</h1>"
    yield (
        "<p>约定见 docs/events.md；供工具读取的同一目录为 docs/asyncapi.json。<br>"
        "What a reader may rely on stands in docs/events.md; docs/asyncapi.json is the same catalogue for tools.</p>"
    )
    yield from _envelope()
    for entry in CATALOGUE:
        yield from _section(page_of(entry))
    for codes in LISTS:
        yield from _list(codes)
    yield "</main>"


def _navigation() -> Iterator[str]:
    yield "<nav>"
    yield '<a href="#envelope">信封 · Envelope</a>'
    for topic in topics():
        links = "".join(f'<li><a href="#{entry.name}">{entry.name}</a></li>' for entry in topic.types)
        yield f"<p><code>{topic.name}</code> {topic.pii}</p><ul>{links}</ul>"
    links = "".join(f'<li><a href="#{codes.name}">{codes.zh} · {codes.name}</a></li>' for codes in LISTS)
    yield f"<p>代码表 · Code lists</p><ul>{links}</ul>"
    yield "</nav>"


def _envelope() -> Iterator[str]:
    yield '<section id="envelope"><h2>信封 · Envelope</h2>'
    rows = ((_code(header.name), _always(header.required), header.zh, header.en) for header in HEADERS)
    yield from _table(("头 · header", "必有 · always", "含义", "meaning"), rows)
    yield "</section>"


def _section(page: Page) -> Iterator[str]:
    entry = page.entry
    yield f'<section id="{entry.name}"><h2>{entry.name}</h2>'
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in (*page.zh, *page.en))
    facts = (
        ("类型 · type", _code(entry.type)),
        ("主题 · topic", _code(entry.topic)),
        ("键 · key", _code(entry.key)),
        ("个人信息 · personal data", f"{entry.pii}: {' · '.join(reversed(MEANING[entry.pii]))}"),
        ("读者 · readers", ", ".join(entry.consumers) or "暂无 · none yet"),
        ("外部读者 · outside readers", ", ".join(entry.outside) or "—"),
        ("模式 · schema", _code(entry.dataschema)),
    )
    yield from _table(("", ""), facts)
    yield "<h3>字段 · Fields</h3>"
    rows = ((_code(each.name), _code(each.form), _always(each.required), each.zh, each.en) for each in page.fields)
    yield from _table(("字段 · field", "形式 · form", "必有 · always", "含义", "meaning"), rows)
    yield f"<h3>示例 · Example</h3><pre>{escape(page.example)}</pre></section>"


def _list(codes: CodeList) -> Iterator[str]:
    yield f'<section id="{codes.name}"><h2>{codes.name}</h2><p>{escape(codes.zh)} · {escape(codes.en)}</p>'
    rows = ((_code(code.code), escape(code.zh), escape(code.en)) for code in codes.codes)
    yield from _table(("代码 · code", "名称", "name"), rows)
    yield "</section>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _always(required: bool) -> str:
    return "是 yes" if required else "否 no"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Cells are HTML already: what comes from a contract goes through `escape` or `_code` first."""
    yield "<table>"
    if any(head):
        yield "<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>"
    yield from ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    yield "</table>"
