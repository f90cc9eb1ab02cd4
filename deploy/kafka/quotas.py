"""How much of the broker one user may take. No client of ours has these requests, so their wire format stands here
(Kafka's protocol, AlterClientQuotas and DescribeClientQuotas, version 0)."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Float64, Int8, Int16, Int32, Schema, String

from deploy.trouble import Trouble
from shared.kafka.broker import Broker

USER = "user"
EXACTLY = 0
SECONDS = 30
# A county's log of years is some hundred MB: one that begins anew has read it in a minute, and nobody notices.
SUBSCRIBERS: Mapping[str, float] = MappingProxyType({"consumer_byte_rate": 5_000_000, "request_percentage": 25})

_TEXT = String("utf-8")
_ENTITY = ("entity", Array(("entity_type", _TEXT), ("entity_name", _TEXT)))


class _Altered(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 49, 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32), ("entries", Array(("error_code", Int16), ("error_message", _TEXT), _ENTITY))
    )


class _AlterStruct(RequestStruct):  # type: ignore[misc]
    API_KEY, API_VERSION, RESPONSE_TYPE = 49, 0, _Altered
    SCHEMA = Schema(
        ("entries", Array(_ENTITY, ("ops", Array(("key", _TEXT), ("value", Float64), ("remove", Boolean))))),
        ("validate_only", Boolean),
    )


class _Alter(Request[_AlterStruct]):  # type: ignore[misc]
    API_KEY = 49

    def __init__(self, user: str, quotas: Mapping[str, float]) -> None:
        self._entry = ([(USER, user)], [(key, value, False) for key, value in quotas.items()])

    def build(self, request_struct_class: type[_AlterStruct]) -> _AlterStruct:
        return request_struct_class([self._entry], False)


class _Described(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 48, 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("error_code", Int16),
        ("error_message", _TEXT),
        ("entries", Array(_ENTITY, ("values", Array(("key", _TEXT), ("value", Float64))))),
    )


class _DescribeStruct(RequestStruct):  # type: ignore[misc]
    API_KEY, API_VERSION, RESPONSE_TYPE = 48, 0, _Described
    SCHEMA = Schema(
        ("components", Array(("entity_type", _TEXT), ("match_type", Int8), ("match", _TEXT))), ("strict", Boolean)
    )


class _Describe(Request[_DescribeStruct]):  # type: ignore[misc]
    API_KEY = 48

    def __init__(self, user: str) -> None:
        self._component = (USER, EXACTLY, user)

    def build(self, request_struct_class: type[_DescribeStruct]) -> _DescribeStruct:
        return request_struct_class([self._component], True)


def limit(broker: Broker, user: str, quotas: Mapping[str, float] = SUBSCRIBERS) -> None:
    """Of a user, named as the broker names it. Raises Trouble."""
    [(code, message, _entity)] = asyncio.run(_asked(broker, _Alter(user, quotas))).entries
    if code:
        raise Trouble(f"Kafka 未能限制用户 {user} 的用量：{message}", f"user {user} was not limited: {message}")


def limits(broker: Broker, user: str) -> Mapping[str, float]:
    """What holds for the user."""
    answer = asyncio.run(_asked(broker, _Describe(user)))
    return {key: value for _entity, values in answer.entries or () for key, value in values}


async def _asked(broker: Broker, request: Request[Any]) -> Any:
    client = AIOKafkaClient(**broker.options)
    try:
        async with asyncio.timeout(SECONDS):
            await client.bootstrap()
            [node, *_] = client.cluster.brokers()
            return await client.send(node.nodeId, request)
    finally:
        await client.close()
