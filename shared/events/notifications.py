"""What notifications publishes: what became of every message that was owed to a person, and of
what waits at an organisation that is to be closed."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.clearing import Asked, OpenMatters
from shared.events.codes import MESSAGE_CHANNEL, MESSAGE_FAILURE, MESSAGE_SUPPRESSION
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import Code, Instant, OrgCode, PersonId

NotificationId = Annotated[UUID, Meta(description="the message to one person, UUIDv7 · 一条通知的编号")]
Template = Annotated[Code, Meta(description="code of the template; the text stays inside · 模板代码")]
Channel = Annotated[str, MESSAGE_CHANNEL.field("the way it went · 发送渠道")]
CauseEventId = Annotated[UUID, Meta(description="id of the event that made the message due · 触发事件编号")]
At = Annotated[Instant, Meta(description="instant it happened, UTC · 发生时刻")]


class NotificationSent(Event, frozen=True, kw_only=True):
    """A message to a person was handed to its channel. Once per (cause, template, person).

    No service applies it; it is the proof that a promise to a person was kept.

    通知已交付渠道发送，同一事由、模板、对象仅一次。用作已告知当事人的凭据。
    """

    notification_id: NotificationId
    person_id: PersonId
    template: Template
    channel: Channel
    cause_event_id: CauseEventId
    at: At


class NotificationFailed(Event, frozen=True, kw_only=True):
    """A message could not be handed over, and no further try will be made.

    No service applies it; staff see whom to reach by other means, and why.

    通知发送失败且不再重试。工作人员据此另行联系，并可知原因。
    """

    notification_id: NotificationId
    person_id: PersonId
    template: Template
    channel: Annotated[
        Channel | None, Meta(description="the way that failed; null if none was chosen · 失败的渠道，未选定为空")
    ] = None
    cause_event_id: CauseEventId
    reason: Annotated[str, MESSAGE_FAILURE.field("why · 失败原因")]
    at: At


class NotificationSuppressed(Event, frozen=True, kw_only=True):
    """A message was due but rightly not sent: no contact point, opted out, unknown person.

    No service applies it; nothing that is owed to a person ends without a recorded reason. Staff may have it sent again
    once the person can be reached: then its stream goes on, and the last of its events is what holds.

    应发而依规未发的通知：无联系方式、已退订、查无此人等。凡应告知而未告知的均有据可查。
    当事人可联系后，工作人员可重新发送：同一通知再有后续事件，以最后一条为准。
    """

    notification_id: NotificationId
    person_id: PersonId
    template: Template
    channel: Annotated[
        Channel | None, Meta(description="the way it would have gone; null if none · 原定渠道，无则为空")
    ] = None
    cause_event_id: CauseEventId
    reason: Annotated[str, MESSAGE_SUPPRESSION.field("why · 未发送原因")]
    at: At


class OrgUnitCleared(Event, frozen=True, kw_only=True):
    """Nothing is open in notifications at a service organisation that is to be closed. An answer to
    `org-unit-closing`; the last answer holds.

    Registry closes the organisation when every service has answered so.

    拟撤销的服务机构在通知服务已无未结事项；答复拟撤销事件，以最后一次为准。各服务均如此答复后，登记服务方可撤销该机构。
    """

    org_code: OrgCode
    asked: Asked


class OrgUnitNotCleared(Event, frozen=True, kw_only=True):
    """Something is still open in notifications at a service organisation that is to be closed: messages. An answer to
    `org-unit-closing`, and again whenever the counts change; the last answer holds. Messages are sent by themselves.

    Registry shows the counts, and does not close the organisation.

    拟撤销的服务机构在通知服务尚有未结事项（通知）；答复拟撤销事件，数量变化时再次答复，以最后一次为准。通知随后自动发送。
    登记服务显示数量，此时不能撤销该机构。
    """

    org_code: OrgCode
    asked: Asked
    matters: OpenMatters


DELIVERIES = "notifications.deliveries"

PUBLISHED: tuple[Published, ...] = (
    Published(NotificationSent, DELIVERIES, "notification_id", PiiClass.P1, ()),
    Published(NotificationFailed, DELIVERIES, "notification_id", PiiClass.P1, ()),
    Published(NotificationSuppressed, DELIVERIES, "notification_id", PiiClass.P1, ()),
    Published(OrgUnitCleared, "notifications.org-units", "org_code", PiiClass.P0, ("registry",)),
    Published(OrgUnitNotCleared, "notifications.org-units", "org_code", PiiClass.P0, ("registry",)),
)
