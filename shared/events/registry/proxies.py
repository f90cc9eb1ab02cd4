"""Proxies: who may act for a veteran, in what, and until when."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.codes import CORRECTION_EVIDENCE, IDENTITY_KIND
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.person_codes import PROXY_REVOCATION, PROXY_SCOPE

ProxyId = Annotated[UUID, Meta(description="one authority of one proxy, UUIDv7 · 一项代办授权的编号")]
ProxyPersonId = Annotated[UUID, Meta(description="the proxy, a person too, UUIDv7 · 代办人的人员编号")]
Scope = Annotated[str, PROXY_SCOPE.field("what the proxy may act in · 代办事项")]


class ProxyAuthorised(Event, frozen=True, kw_only=True):
    """Somebody may act for a veteran, from `since` through `until`. Once per authority.

    No service applies it yet; benefits and notifications will know by it who may apply for a veteran and be told. Why
    there is a proxy stays in registry. With the death of either it holds no longer: `veteran-deceased` tells of it.

    已登记退役军人的代办人，期间含首尾两日，每项授权一次。尚无服务处理，优待和通知将据此知晓何人可代为办理和接收告知。
    代办原因只留在登记服务。任何一方死亡即失效，见 `veteran-deceased`。
    """

    proxy_id: ProxyId
    person_id: PersonId
    proxy_person_id: ProxyPersonId
    org_path: OrgPath
    scope: Scope
    since: CalendarDate
    until: Annotated[CalendarDate, Meta(description="the last day · 有效期的最后一天")]


class ProxyCorrected(Event, frozen=True, kw_only=True):
    """What was recorded of an authority was wrong: this is how it has been all along.

    No service applies it yet. Everything that was told of the authority before is replaced; what the proxy did stays
    done.

    代办授权的登记有误，已更正，以此为准；此前所述全部由此替代。尚无服务处理。此前代办的事项仍然有效。
    """

    proxy_id: ProxyId
    person_id: PersonId
    proxy_person_id: ProxyPersonId
    org_path: OrgPath
    scope: Scope
    since: CalendarDate
    until: Annotated[CalendarDate, Meta(description="the last day · 有效期的最后一天")]


class ProxyRevoked(Event, frozen=True, kw_only=True):
    """From `revoked_on` on the proxy acts for the veteran no longer; on the first day of all, it never held.

    No service applies it yet. What the proxy did before stays done.

    自 `revoked_on` 起代办授权不再有效；该日为授权首日的，视为从未授权。尚无服务处理。此前代办的事项仍然有效。
    """

    proxy_id: ProxyId
    person_id: PersonId
    proxy_person_id: ProxyPersonId
    org_path: OrgPath
    scope: Scope
    revoked_on: CalendarDate
    reason: Annotated[str, PROXY_REVOCATION.field("why · 撤销原因")]


class ProxyIdentityCorrected(Event, frozen=True, kw_only=True):
    """A proxy's identity number or name had been typed wrong and was corrected, on evidence and by two persons.

    The authority and both persons are the same. Neither the old value nor the new one is told. No service applies it
    yet. With a file of his own, a proxy has `identity-corrected` instead.

    代办人的身份证号或姓名登记有误，已凭证明材料、经两人核对更正；授权和双方不变，新旧内容均不在事件中。尚无服务处理。
    代办人本人有档案的，见 `identity-corrected`。
    """

    proxy_id: ProxyId
    person_id: PersonId
    proxy_person_id: ProxyPersonId
    org_path: OrgPath
    scope: Scope
    kind: Annotated[str, IDENTITY_KIND.field("what was corrected: number or name · 更正的项目：身份证号或姓名")]
    evidence: Annotated[str, CORRECTION_EVIDENCE.field("what it rests on · 依据的证明材料")]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.proxies", "proxy_id", PiiClass.P2, ())
    for contract in (ProxyAuthorised, ProxyCorrected, ProxyRevoked, ProxyIdentityCorrected)
)
