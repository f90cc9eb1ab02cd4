"""`docs/asyncapi.json`: the same catalogue as an AsyncAPI 3.0 document, for tools of integrators."""

import json
import tomllib
from pathlib import Path
from typing import Any

from deploy.catalogue.facts import paragraphs
from deploy.catalogue.headers import HEADERS, example_headers
from shared.events.catalogue import CATALOGUE, PARTITIONS, SERVICES, Topic, consumed_by, topics
from shared.events.contract import MEANING, Published
from shared.events.schema import Schema, example, schema_of

BINDING_VERSION = "0.5.0"
PARKED_RECORD = "parked-record"


def asyncapi_file(root: Path) -> str:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return json.dumps(document(version=project["version"]), ensure_ascii=False, indent=2) + "\n"


def document(version: str) -> dict[str, Any]:
    """AsyncAPI 3.0. `version` is that of the system; each type has its own major version besides."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:veterans:events",
        "info": {
            "title": "Veterans events · 退役军人事务事件目录",
            "version": version,
            "description": "A county's veterans-affairs work, one topic per subject; see docs/events.md."
            " · 县级退役军人事务的全部事件，按主题分列，说明见 docs/events.md。",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"county": _server()},
        "channels": {topic.name: _channel(topic) for topic in topics()},
        "operations": _operations(),
        "components": {
            "messages": {_id(entry): _message(entry) for entry in CATALOGUE} | {PARKED_RECORD: _parked_record()},
            "schemas": {_id(entry): _payload(entry) for entry in CATALOGUE},
            "messageTraits": {"envelope": _envelope()},
        },
    }


def _id(entry: Published) -> str:
    return f"{entry.name}.v{entry.version}"


def _server() -> dict[str, Any]:
    return {
        "host": "{broker}",
        "protocol": "kafka",
        "description": "the broker of an installation; the default is the embedded one · 本地部署的消息中间件",
        "variables": {"broker": {"default": "127.0.0.1:29092", "description": "host and port · 主机与端口"}},
    }


def _channel(topic: Topic) -> dict[str, Any]:
    names = [_id(entry) for entry in topic.types] or [PARKED_RECORD]
    config = {**topic.config, "cleanup.policy": [topic.config["cleanup.policy"]]}
    return {
        "address": topic.name,
        "description": f"key: {topic.key}; personal data: {topic.pii}, {' · '.join(MEANING[topic.pii])}",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": PARTITIONS,
                "topicConfiguration": config,
                "bindingVersion": BINDING_VERSION,
            }
        },
    }


def _operations() -> dict[str, Any]:
    sent = {f"{topic.owner}.sends.{topic.name}": _operation("send", topic, topic.types) for topic in topics()}
    received = {
        f"{service}.receives.{topic.name}": _operation("receive", topic, types)
        for service in SERVICES
        for topic in topics()
        if (types := tuple(entry for entry in consumed_by(service) if entry.topic == topic.name))
    }
    return sent | received


def _operation(action: str, topic: Topic, types: tuple[Published, ...]) -> dict[str, Any]:
    names = [_id(entry) for entry in types] or [PARKED_RECORD]
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/{name}"} for name in names],
    }


def _message(entry: Published) -> dict[str, Any]:
    en, zh = paragraphs(entry.contract)
    key = schema_of(entry)["properties"][entry.key]
    return {
        "name": entry.type,
        "title": entry.name,
        "summary": f"{en[0]} · {zh[0]}",
        "description": "\n\n".join(en + zh),
        "traits": [{"$ref": "#/components/messageTraits/envelope"}],
        "payload": {"$ref": f"#/components/schemas/{_id(entry)}"},
        "bindings": {"kafka": {"key": key, "bindingVersion": BINDING_VERSION}},
        "examples": [{"headers": example_headers(entry), "payload": example(entry)}],
        "x-pii-class": entry.pii.value,
        "x-consumers": list(entry.consumers),
        "x-outside-readers": list(entry.outside),
        "x-dataschema": entry.dataschema,
    }


def _payload(entry: Published) -> Schema:
    """The frozen schema without its own identity: inside this document a reference finds it."""
    return {name: part for name, part in schema_of(entry).items() if not name.startswith("$")}


def _envelope() -> dict[str, Any]:
    properties = {header.name: {**header.schema, "description": f"{header.en} · {header.zh}"} for header in HEADERS}
    required = [header.name for header in HEADERS if header.required]
    return {
        "contentType": "application/json",
        "headers": {"type": "object", "properties": properties, "required": required},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
    }


# shared.inbox.parking writes them.
DEAD_LETTER_HEADERS = {
    "dl_id": "the letter's own id · 死信编号",
    "dl_cause": "broken-envelope, broken-data, gap, fork, handler or timeout · 原因",
    "dl_detail": "what was wrong · 说明",
    "dl_group": "the service that could not apply it · 处理失败的服务",
    "dl_topic": "where it stood · 原主题",
    "dl_partition": "where it stood · 原分区",
    "dl_offset": "where it stood · 原位移",
    "dl_parked_key": "the id under /parked of that service · 搁置编号",
    "dl_headers": "whole; omitted (too large to travel again) · 原消息头是否完整",
    "dl_value": "whole; null (there was none); omitted (too large to travel again) · 内容是否完整",
}


def _parked_record() -> dict[str, Any]:
    return {
        "name": PARKED_RECORD,
        "title": PARKED_RECORD,
        "summary": "A record that a service could not apply, as it came · 服务无法处理的原始记录",
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "description": "the headers as they came, and these · 原有消息头，另加以下各项",
            "properties": {
                name: {"type": "string", "description": meaning} for name, meaning in DEAD_LETTER_HEADERS.items()
            },
        },
        "payload": {"description": "the value as it came, which may be anything · 原始内容，格式不限"},
    }
