"""`docs/events.md`: the catalogue as people read it."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from deploy.catalogue.facts import Field, Page, fields_of, page_of
from deploy.catalogue.headers import HEADERS, example_headers
from shared.events import inbound
from shared.events.catalogue import CATALOGUE, SERVICES, Topic, topics
from shared.events.codes import LISTS
from shared.events.contract import MEANING, paragraphs
from shared.events.schema import bare_schema, example_path, list_path, schema_path

EVENTS = "../shared/events"
INTRODUCTION = Path(__file__).with_name("introduction.md")
OF_OTHERS = Path(__file__).with_name("inbound.md")


def events_page() -> str:
    return "\n".join([INTRODUCTION.read_text(encoding="utf-8"), *_lines()])


def _lines() -> Iterator[str]:
    yield from _headers()
    yield from _classes()
    yield from _topics()
    yield from _lists()
    for service in SERVICES:
        yield from (f"## {service}", "")
        for topic in topics():
            if topic.owner == service:
                yield from _topic(topic)
    yield from _inbound()


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table; a bar inside a cell is escaped, as GitHub wants it even inside code."""
    yield from ("| " + " | ".join(head) + " |", "|" + "---|" * len(head))
    yield from ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    yield ""


def _headers() -> Iterator[str]:
    yield from ("## Envelope · 信封", "")
    yield "CloudEvents 1.0, binary mode: attributes are record headers, the value is the JSON of the type."
    yield from ("CloudEvents 1.0 二进制模式：属性在记录头中，记录值为事件数据（JSON）。", "")
    rows = ((f"`{header.name}`", "yes 是" if header.required else "no 否", header.en, header.zh) for header in HEADERS)
    yield from table(("header · 头", "always · 必有", "meaning", "含义"), rows)
    yield from ("The headers of one record, those that are always there · 一条记录必有的头：", "", "```")
    yield from (f"{name}: {value}" for name, value in example_headers(CATALOGUE[0]).items())
    yield from ("```", "")


def _classes() -> Iterator[str]:
    yield from ("## Classes of personal data · 个人信息级别", "")
    yield from table(("class · 级别", "meaning", "含义"), ((pii.value, *words) for pii, words in MEANING.items()))


def _topics() -> Iterator[str]:
    yield from ("## Topics · 主题", "")
    rows = (
        (f"`{topic.name}`", topic.key if not topic.types else f"`{topic.key}`", topic.pii.value, _types(topic))
        for topic in topics()
    )
    yield from table(("topic · 主题", "key · 键", "class · 级别", "types · 类型"), rows)


def _lists() -> Iterator[str]:
    yield from ("## Code lists · 代码表", "")
    yield "A list may grow inside a major version, and no word of it goes; keep a word that you do not know."
    yield from ("代码表可在同一主版本内增补，已有代码不删除；读者遇到未知代码应予保留。", "")
    for codes in LISTS:
        yield from (
            f"### {codes.name}",
            "",
            f"{codes.en} · {codes.zh}; [list · 代码表]({EVENTS}/{list_path(codes)})",
            "",
        )
        rows = ((f"`{code.code}`", code.en, code.zh) for code in codes.codes)
        yield from table(("code · 代码", "name", "名称"), rows)


def _types(topic: Topic) -> str:
    links = [f"[{entry.name}](#{entry.name})" for entry in topic.types]
    return ", ".join(links) or "records that the service could not apply · 该服务无法处理的记录"


def _topic(topic: Topic) -> Iterator[str]:
    yield from (f"### {topic.name}", "")
    if not topic.types:
        yield from (f"What {topic.owner} could not apply and parked, as it came. Operators only.", "")
        yield from (f"{topic.owner} 无法处理而搁置的原始记录，仅供运维人员查看。", "")
    for entry in CATALOGUE:
        if entry.topic == topic.name:
            yield from _type(page_of(entry))


def _type(page: Page) -> Iterator[str]:
    entry = page.entry
    yield from (f"#### {entry.name}", "")
    for paragraph in (*page.en, *page.zh):
        yield from (paragraph, "")
    readers = ", ".join((*entry.consumers, *(f"{reader} (outside · 外部)" for reader in entry.outside)))
    yield f"- type · 类型: `{entry.type}`"
    yield f"- key · 键: `{entry.key}`; class · 级别: {entry.pii}"
    yield f"- readers · 读者: {readers or 'none yet · 暂无'}"
    yield f"- [schema · 模式]({EVENTS}/{schema_path(entry)}), [example · 示例]({EVENTS}/{example_path(entry)})"
    yield ""
    yield from _fields(page.fields)
    yield from ("```json", page.example, "```", "")


def _fields(fields: Iterable[Field]) -> Iterator[str]:
    rows = (
        (f"`{field.name}`", f"`{field.form}`", "yes 是" if field.required else "no 否", field.en, field.zh)
        for field in fields
    )
    yield from table(("field · 字段", "form · 形式", "always · 必有", "meaning", "含义"), rows)


def _inbound() -> Iterator[str]:
    yield from (OF_OTHERS.read_text(encoding="utf-8").replace("{bytes}", f"{inbound.MOST_BYTES:,}"),)
    rows = (
        (
            f"`{sender.topic}`",
            sender.called.en,
            sender.called.zh,
            ", ".join(f"[{kind}](#{kind})" for kind in sorted(sender.kinds)),
        )
        for sender in inbound.SENDERS
    )
    yield from table(("topic · 主题", "writer", "写入方", "types · 类型"), rows)
    for name, form in inbound.FORMS.items():
        yield from (f"#### {name}", "")
        for paragraph in chain(*paragraphs(form)):
            yield from (paragraph, "")
        yield from _fields(fields_of(bare_schema(form)))
