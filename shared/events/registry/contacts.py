"""Which ways to reach persons somebody has made sure of."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.codes import CONTACT_VERIFICATION, CONTACT_WITHDRAWAL, MESSAGE_CHANNEL
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId

ContactId = Annotated[UUID, Meta(description="one way to reach one person, UUIDv7 · 某人一种联系方式的编号")]
ContactChannel = Annotated[str, MESSAGE_CHANNEL.field("the way messages go · 通知渠道")]


class ContactPointVerified(Event, frozen=True, kw_only=True):
    """Somebody made sure that the number in a person's file is that person's own: messages may go there.

    Notifications asks registry for the number by a logged call and keeps it sealed. The event says that something
    changed, and never the number. Benefits knows by it that somebody can be reached.

    工作人员已核实档案中的号码为本人所有，可用于通知。通知服务经留痕接口取得号码并加密保存；事件不含号码。优待服务据此知道本人可以联系。
    """

    contact_id: ContactId
    person_id: PersonId
    org_path: OrgPath
    channel: ContactChannel
    verification: Annotated[str, CONTACT_VERIFICATION.field("how somebody made sure · 核实方式")]
    verified_on: CalendarDate


class ContactPointWithdrawn(Event, frozen=True, kw_only=True):
    """What was verified holds no longer: the number was changed, or is not the person's own.

    Notifications sends nothing there from then on, until it is verified anew; to benefits the person can be reached no
    more.

    已核实的联系方式不再有效：号码变更，或并非本人号码。通知服务自此不再向其发送，优待服务视本人为不能联系，直至重新核实。
    """

    contact_id: ContactId
    person_id: PersonId
    org_path: OrgPath
    channel: ContactChannel
    reason: Annotated[str, CONTACT_WITHDRAWAL.field("why · 原因")]
    withdrawn_on: CalendarDate


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.contact-points", "contact_id", PiiClass.P1, ("benefits", "notifications"))
    for contract in (ContactPointVerified, ContactPointWithdrawn)
)
