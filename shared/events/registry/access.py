"""Who may do what, and who looked at sensitive fields."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from shared.events.codes import DISCLOSURE_PURPOSE
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import AccountId, FieldName, GrantId, Instant, OrgPath, PersonId

# Closed: a grant whose role or ground a service does not know may open nothing, and is parked.
RoleCode = Literal[
    "system-administrator",
    "security-administrator",
    "bureau-leader",
    "centre-staff",
    "station-staff",
    "room-staff",
    "mediator",
    "merchant-clerk",
    "veteran",
    "auditor",
    "subscriber",
    "denied",
]
GroundCode = Literal["appointment", "delegation", "emergency", "setup", "console", "own-affairs", "denial"]


class GrantGiven(Event, frozen=True, kw_only=True):
    """An account was given a role over a part of the service network, or, with the role `denied`, is denied all there.
    Once per grant.

    Benefits, reporting and notifications decide locally what the account may do, once registry itself has named the
    grant to them.

    账号获得某一机构范围内的角色，或被禁止在该范围内办理一切事项（角色 denied），每项授权一次。
    各服务经登记服务核实后在本地判断权限。
    """

    grant_id: GrantId
    account_id: AccountId
    role: Annotated[RoleCode, Meta(description="what the account may act as · 角色")]
    org_path: Annotated[
        OrgPath, Meta(description="the grant holds for this organisation and all below · 授权机构路径（含下级）")
    ]
    valid_from: Annotated[Instant, Meta(description="holds from this instant on, UTC · 生效时刻")]
    valid_until: Annotated[
        Instant | None, Meta(description="holds until just before this instant, UTC; null = open · 失效时刻，空为长期")
    ] = None
    ground: Annotated[GroundCode, Meta(description="what it rests on · 授权依据")] = "appointment"
    on_behalf_of: Annotated[
        UUID | None, Meta(description="the account that delegated it; null = nobody · 委托人账号，空为非委托")
    ] = None


class GrantRevoked(Event, frozen=True, kw_only=True):
    """A grant was taken back before its end; from `revoked_at` on it allows nothing.

    Benefits, reporting and notifications refuse the account within seconds.

    授权提前收回，自收回时刻起无效。各服务数秒内拒绝该账号。
    """

    grant_id: GrantId
    account_id: AccountId
    revoked_at: Annotated[Instant, Meta(description="instant of revocation, UTC · 收回时刻")]


class BreakGlassOpened(Event, frozen=True, kw_only=True):
    """Somebody was given a role for a day at most in an emergency, at his own asking, confirmed by a second person.

    No service applies it; auditors read it from a topic of its own. The grant itself is told by grant-given.

    有人因紧急情况自行申请并经另一人确认，取得至多一天的应急授权。各服务不处理，由审计人员从独立主题读取。
    """

    grant_id: GrantId
    account_id: AccountId
    role: Annotated[RoleCode, Meta(description="what the account may act as · 角色")]
    org_path: Annotated[
        OrgPath, Meta(description="the grant holds for this organisation and all below · 授权机构路径（含下级）")
    ]
    confirmed_by: Annotated[UUID, Meta(description="the account of the second person · 确认人账号")]
    opened_at: Annotated[Instant, Meta(description="instant of the confirmation, UTC · 确认时刻")]


class SensitiveRecordViewed(Event, frozen=True, kw_only=True):
    """Someone was shown sensitive fields of a veteran in clear. Once per viewing, also when nothing was changed.

    No service applies it; auditors read it from a topic of its own.

    有人查看了退役军人敏感字段的明文，每次查看一条。各服务不处理，由审计人员从独立主题读取。
    """

    view_id: Annotated[UUID, Meta(description="one viewing, UUIDv7 · 一次查看的编号")]
    account_id: AccountId
    person_id: PersonId
    purpose: Annotated[str, DISCLOSURE_PURPOSE.field("the purpose stated by the viewer · 查看用途")]
    fields: Annotated[
        tuple[FieldName, ...], Meta(min_length=1, description="names of the fields shown · 所查看的字段名")
    ]
    viewed_at: Annotated[Instant, Meta(description="instant of viewing, UTC · 查看时刻")]


GRANT_CONSUMERS = ("benefits", "reporting", "notifications")

PUBLISHED: tuple[Published, ...] = (
    Published(GrantGiven, "registry.grants", "grant_id", PiiClass.P1, GRANT_CONSUMERS),
    Published(GrantRevoked, "registry.grants", "grant_id", PiiClass.P1, GRANT_CONSUMERS),
    Published(BreakGlassOpened, "registry.break-glass", "grant_id", PiiClass.P1, (), outside=("audit",)),
    Published(SensitiveRecordViewed, "registry.access-log", "view_id", PiiClass.P1, (), outside=("audit",)),
)
