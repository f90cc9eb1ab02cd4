"""Which systems of others may read which topics, and until when."""

from typing import Annotated

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import AccountId, CalendarDate, Instant, OrgCode, OrgPath
from shared.events.privacy_codes import SUBSCRIPTION_DOOR

SubscriberName = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z0-9-]{1,38}[a-z0-9]\Z", description="name of the subscribing system · 订阅系统的名称"),
]
TypeName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,63}\Z", description="name of an event type · 事件类型名称")]
TopicName = Annotated[
    str,
    Meta(pattern=r"^[a-z]+\.[a-z][a-z0-9-]{0,63}\Z", description="a topic, without prefix · 主题名称，不含前缀"),
]

WebAddress = Annotated[
    str,
    Meta(pattern=r"^https://[^\s/?#@\\]+(/[^\s#\\]*)?\Z", max_length=300, description="an address · 网址"),
]


class SubscriptionGranted(Event, frozen=True, kw_only=True):
    """A system of somebody else may read this through `until_on`, in place of what it could read before.

    Where `divisions` or another door than Kafka are named, notifications writes a feed for it alone, and `topics` is
    that feed. What keeps the broker's list of access gives the subscriber these topics and no others, and takes them
    away the day after; by another door than Kafka, none.

    外部系统可以读取所列内容，至 `until_on` 当日为止，取代此前的范围。列有 `divisions` 或者不经 Kafka 读取的，
    由通知服务为其单独写入一个专用主题，即 `topics`。消息中间件的权限据此设置，次日自动收回；不经 Kafka 的不设权限。
    """

    subscriber: SubscriberName
    org_path: Annotated[
        OrgPath, Meta(description="what it is told of: this organisation and all below · 数据范围的机构路径（含下级）")
    ]
    types: Annotated[tuple[TypeName, ...], Meta(min_length=1, description="what was asked for · 所申请的事件类型")]
    topics: Annotated[
        tuple[TopicName, ...], Meta(min_length=1, description="the topics that hold these types · 所在主题")
    ]
    until_on: Annotated[CalendarDate, Meta(description="the last day · 有效期的最后一天")]
    divisions: Annotated[
        tuple[OrgCode, ...],
        Meta(description="units, each with all below it; none: the whole of `org_path` · 服务机构（含下级），空为全部"),
    ] = ()
    over: Annotated[str, SUBSCRIPTION_DOOR.field("how it is read · 读取方式")] = "kafka"
    reader: Annotated[
        AccountId | None, Meta(description="account of the machine that reads over HTTP · 经接口读取的系统账号")
    ] = None
    endpoint: Annotated[WebAddress | None, Meta(description="where events are posted to, by webhook · 推送的地址")] = (
        None
    )


class SubscriptionRevoked(Event, frozen=True, kw_only=True):
    """From `revoked_at` on the system may read nothing, and its password holds no longer.

    Notifications ends its feed; the broker lets it in no more within seconds.

    自 `revoked_at` 起该系统不得再读取，口令作废。通知服务停止其专用主题，消息中间件数秒内不再放行。
    """

    subscriber: SubscriberName
    revoked_at: Annotated[Instant, Meta(description="instant of revocation, UTC · 收回时刻")]


TOPIC = "registry.subscriptions"

PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "subscriber", PiiClass.P0, ("notifications",))
    for contract in (SubscriptionGranted, SubscriptionRevoked)
)
