"""Accounts: when what was signed in with one stops being valid."""

from typing import Annotated

from msgspec import Meta

from shared.events.codes import SESSION_END_CAUSE
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import AccountId, Instant

TOPIC = "registry.accounts"


class SessionsEnded(Event, frozen=True, kw_only=True):
    """All sessions of an account were ended: its password was changed or reset, it was disabled, or enabled again, or
    its holder signed out everywhere. While the account is disabled the cause is `disabled`, whatever ends them. `epoch`
    counts these times, from 1; it is also the event's place in the account's sequence.

    Benefits, reporting and notifications refuse tokens that were issued in an earlier epoch, within seconds. Reporting
    names nobody to score whose account is disabled.

    账号的全部登录被终止：修改或重置密码、停用或重新启用账号，或本人退出全部设备。账号停用期间，无论因何终止，原因均为
    停用账号。各服务数秒内拒绝此前签发的访问令牌；统计服务不接受已停用的账号作评分人。
    """

    account_id: AccountId
    epoch: Annotated[
        int,
        Meta(ge=1, le=2**31 - 2, description="tokens of an earlier epoch are refused · 登录世代，早于此的令牌一律无效"),
    ]
    ended_at: Annotated[Instant, Meta(description="instant, UTC · 终止时刻")]
    cause: Annotated[str, SESSION_END_CAUSE.field("why · 终止原因")]


PUBLISHED: tuple[Published, ...] = (
    Published(SessionsEnded, TOPIC, "account_id", PiiClass.P1, ("benefits", "reporting", "notifications")),
)
