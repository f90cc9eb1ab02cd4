"""`docs/asyncapi.json`: the same catalogue as an AsyncAPI 3.0 document, for tools of integrators."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from deploy.catalogue.headers import HEADERS, example_headers
from shared.events import inbound
from shared.events.catalogue import CATALOGUE, PARTITIONS, SERVICES, Topic, consumed_by, topics
from shared.events.contract import MEANING, Published, paragraphs
from shared.events.schema import Schema, bare_schema, example, schema_of

BINDING_VERSION = "0.5.0"
PARKED_RECORD = "parked-record"
SUBSCRIBER = "subscriber"


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
            "description": "A county's veterans-affairs work, one topic per subject; see docs/events.md. Who is granted"
            " some units reads the same messages from `feed.<name>` instead; who does not read Kafka fetches them over"
            " HTTP, or is posted them: see docs/subscribers."
            " · 县级退役军人事务的全部事件，按主题分列，说明见 docs/events.md。只获准部分机构的，从 `feed.<名称>` "
            "读取同样的消息；不读 Kafka 的，经 HTTP 取走或者由本系统推送，见 docs/subscribers。",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"county": _server()},
        "channels": {topic.name: _channel(topic) for topic in topics()}
        | {sender.topic: _inbound_channel(sender) for sender in inbound.SENDERS},
        "operations": _operations(),
        "components": {
            "messages": {_id(entry): _message(entry) for entry in CATALOGUE}
            | {PARKED_RECORD: _parked_record()}
            | {kind: _inbound_message(kind) for kind in inbound.FORMS},
            "schemas": {_id(entry): _payload(entry) for entry in CATALOGUE}
            | {kind: bare_schema(form) for kind, form in inbound.FORMS.items()},
            "messageTraits": {"envelope": _envelope()},
            "securitySchemes": {SUBSCRIBER: _security()},
        },
    }


_CALLED = Counter(entry.name for entry in CATALOGUE)


def _id(entry: Published) -> str:
    """With its owner where several call something so."""
    owner = "" if _CALLED[entry.name] == 1 else f"{entry.owner}."
    return f"{owner}{entry.name}.v{entry.version}"


def _server() -> dict[str, Any]:
    """As systems of others reach it: what `veterans subscriber rotate` hands over names both."""
    return {
        "host": "{host}:{port}",
        "protocol": "kafka-secure",
        "description": "the county's broker, as a subscriber was told it · 本县提供给订阅系统的地址",
        "variables": {
            "host": {"description": "KAFKA_EXTERNAL_HOST of the county · 本县所设的主机名"},
            "port": {"default": "9094", "description": "KAFKA_EXTERNAL_PORT · 端口"},
        },
        "security": [{"$ref": f"#/components/securitySchemes/{SUBSCRIBER}"}],
    }


def _security() -> dict[str, Any]:
    return {
        "type": "scramSha512",
        "description": "the name of the system and the password that it was handed, over TLS with the county's own"
        " authority · 系统名称和所领口令；TLS 证书由本县自己的机构签发",
    }


def _channel(topic: Topic) -> dict[str, Any]:
    names = [_id(entry) for entry in topic.types] or [PARKED_RECORD]
    described = f"key: {topic.key}; personal data: {topic.pii}, {' · '.join(MEANING[topic.pii])}"
    return _address(topic.name, described, names, PARTITIONS, topic.config)


def _inbound_channel(sender: inbound.Sender) -> dict[str, Any]:
    described = (
        f"written by {sender.called.en} alone, personal data in clear, kept for two weeks · {sender.called.zh}写入"
    )
    return _address(sender.topic, described, sorted(sender.kinds), inbound.PARTITIONS, inbound.CONFIG)


def _address(
    name: str, described: str, messages: Iterable[str], partitions: int, config: Mapping[str, str | int]
) -> dict[str, Any]:
    return {
        "address": name,
        "description": described,
        "messages": {message: {"$ref": f"#/components/messages/{message}"} for message in messages},
        "bindings": {
            "kafka": {
                "topic": name,
                "partitions": partitions,
                "topicConfiguration": {**config, "cleanup.policy": [config["cleanup.policy"]]},
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
    told = {
        f"registry.receives.{sender.topic}": _about("receive", sender.topic, sorted(sender.kinds))
        for sender in inbound.SENDERS
    }
    return sent | received | told


def _operation(action: str, topic: Topic, types: tuple[Published, ...]) -> dict[str, Any]:
    return _about(action, topic.name, [_id(entry) for entry in types] or [PARKED_RECORD])


def _about(action: str, topic: str, messages: Iterable[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{message}"} for message in messages],
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


def _inbound_message(kind: str) -> dict[str, Any]:
    en, zh = paragraphs(inbound.FORMS[kind])
    header = {"type": "string", "minLength": 1, "maxLength": inbound.MOST_ID}
    return {
        "name": kind,
        "title": kind,
        "summary": f"{en[0]} · {zh[0]}",
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "properties": {
                "ce_type": {"const": kind},
                "ce_id": {**header, "description": "the sender's own number of the message · 发送方的消息编号"},
            },
            "required": ["ce_type", "ce_id"],
        },
        "payload": {"$ref": f"#/components/schemas/{kind}"},
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
