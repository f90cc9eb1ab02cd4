"""The envelope as a table: every record header, for the pages and for AsyncAPI."""

from dataclasses import dataclass

from shared.events.contract import Published
from shared.events.schema import Schema, example


@dataclass(frozen=True)
class Header:
    """One record header. `schema` is what its text must look like; `example` is text as well."""

    name: str
    required: bool
    schema: Schema
    example: str
    en: str
    zh: str


def _text(**rules: object) -> Schema:
    return {"type": "string", **rules}


HEADERS: tuple[Header, ...] = (
    Header("ce_specversion", True, _text(const="1.0"), "1.0", "version of CloudEvents", "CloudEvents 版本"),
    Header(
        "ce_id", True, _text(format="uuid"), "016a0b2e-2000-7a11-8b22-9c33ad44be55",
        "id of the event, UUIDv7; the same event sent again keeps it", "事件编号，重发不变",
    ),
    Header("ce_source", True, _text(pattern="^/[a-z]+$"), "/{owner}", "the service that owns the fact", "来源服务"),
    Header("ce_type", True, _text(minLength=1), "{type}", "type and major version", "事件类型与主版本"),
    Header("ce_subject", True, _text(minLength=1), "{key}", "id of the aggregate: the key", "聚合编号，即键"),
    Header(
        "ce_time", True, _text(format="date-time"), "2019-04-22T03:15:42.120000Z",
        "when the fact was recorded, RFC 3339, UTC", "记录时刻（协调世界时）",
    ),
    Header("ce_dataschema", True, _text(format="uri"), "{dataschema}", "`$id` of the frozen schema", "数据模式标识"),
    Header("ce_partitionkey", True, _text(minLength=1), "{key}", "the record key again", "与记录键相同"),
    Header(
        "ce_sequence", True, _text(pattern="^[0-9]{10}$"), "0000000001",
        "version of the aggregate on this topic: 1, 2, 3 … without gaps, ten digits",
        "聚合版本号，从 1 起连续，补零至十位",
    ),
    Header(
        "ce_correlationid", True, _text(minLength=1), "016a0b2e-1f00-7c33-8d44-9e55bf66ca77",
        "shared by everything that one request set in motion", "同一请求引起的全部事件共用",
    ),
    Header(
        "ce_causationid", False, _text(minLength=1), "016a0b2e-1f80-7d44-9e55-af66c077db88",
        "id of the event that led to this one", "引起本事件的事件编号",
    ),
    Header(
        "ce_piiclass", True, _text(enum=["P0", "P1", "P2", "P3"]), "{pii}",
        "class of personal data", "个人信息级别",
    ),
    Header(
        "ce_traceparent", False, _text(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "W3C trace context", "链路追踪标识",
    ),
    Header(
        "ce_synthetic", False, _text(enum=["true", "false"]), "true",
        "generated demonstration data; absent means false", "演示数据标志，缺省为否",
    ),
    Header(
        "ce_supersedes", False, _text(format="uuid"), "016a0b2e-0f00-7e55-af66-b077c188ec99",
        "id of the event that this correction replaces", "被更正事件的编号",
    ),
    Header(
        "ce_effectivedate", False, _text(format="date"), "2019-04-20",
        "the day the fact holds from, if not the day of recording", "生效日，与记录日不同时给出",
    ),
    Header("content-type", True, _text(const="application/json"), "application/json", "form of the value", "数据格式"),
)  # fmt: skip


def example_headers(entry: Published) -> dict[str, str]:
    """The required headers of the example of a type."""
    facts = {
        "owner": entry.owner,
        "type": entry.type,
        "key": str(example(entry)[entry.key]),
        "dataschema": entry.dataschema,
        "pii": entry.pii.value,
    }
    return {header.name: header.example.format(**facts) for header in HEADERS if header.required}
