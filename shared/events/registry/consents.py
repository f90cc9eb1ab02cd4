"""What persons have agreed to that no statutory duty asks for."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.privacy_codes import CONSENT_END, CONSENT_FORM, CONSENT_PURPOSE

ConsentId = Annotated[UUID, Meta(description="one consent to one purpose, UUIDv7 · 一项同意的编号")]
ConsentPurpose = Annotated[str, CONSENT_PURPOSE.field("what for · 用途")]


class ConsentRecorded(Event, frozen=True, kw_only=True):
    """A person agreed to something that takes consent. Of one purpose at most one consent holds.

    Notifications tells a person of work only while it holds, and will publish about him only then.

    已登记本人的同意；同一用途同时只有一项有效。通知服务据此决定可否推送岗位，将据此决定可否刊播其事迹。
    """

    consent_id: ConsentId
    person_id: PersonId
    org_path: OrgPath
    purpose: ConsentPurpose
    form: Annotated[str, CONSENT_FORM.field("how it was given · 形式")]
    given_on: CalendarDate


class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """A consent holds no longer: the person withdrew it, or it was never given. What was done before stays lawful.

    Notifications tells the person of no work any more, and will withdraw what it published on that ground.

    同意不再有效：本人撤回，或登记有误；撤回前已进行的处理不受影响。通知服务不再推送岗位，将据此撤下所刊播的内容。
    """

    consent_id: ConsentId
    person_id: PersonId
    org_path: OrgPath
    purpose: ConsentPurpose
    reason: Annotated[str, CONSENT_END.field("why · 原因")]
    withdrawn_on: CalendarDate


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.consents", "consent_id", PiiClass.P1, ("notifications",))
    for contract in (ConsentRecorded, ConsentWithdrawn)
)
