"""Sessions: how long they last, and which of their renewal secrets is taken (pure).

The secret with the number that comes next is used once; who brings an earlier one has stolen it, or was stolen from,
and the session ends. One exception: an answer may be lost, or two requests of one page may renew at once, so that the
last used secret is answered again, with the same successor, for a few seconds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.refusal import NotFound, Unauthenticated

REPEATABLE_FOR = timedelta(seconds=10)
KEPT_FOR = timedelta(days=30)


class SignInRefused(Unauthenticated):
    """Unknown user, wrong password, and an account that is disabled, not activated or without a grant in force answer
    alike, so that nobody learns who has an account."""

    code = "sign-in-refused"
    zh = "用户名或密码不正确，或该账号目前不能登录。连续输错后，须等待一段时间才能重试。"
    en = "The user name or the password is wrong, or this account cannot sign in at present."


class SignInCodeUsed(SignInRefused):
    """The password is right, and so was the code: once. Told only to who knows the password."""

    code = "sign-in-code-used"
    zh = "该验证码已使用过，请等待身份验证器显示下一个验证码后再试。"
    en = "This code was used already; wait for the next one of your authenticator."


class ExternalSignInRefused(Unauthenticated):
    """Whom the issuer has named is bound to no account, or to one that cannot sign in: answered alike."""

    code = "external-sign-in-refused"
    zh = "没有可以登录的账号绑定了该统一认证用户。请用用户名和密码登录，在“我的账号”中绑定，或联系系统管理员。"
    en = (
        "No account that can sign in is bound to this user of the issuer."
        " Sign in with user name and password and bind it under your account, or ask your administrator."
    )


class SessionEnded(Unauthenticated):
    """The renewal secret is none, was used before, or its session is over. Sign in again."""

    code = "session-ended"
    zh = "登录已失效，请重新登录。"
    en = "The session is over; sign in again."


class RenewalReused(SessionEnded):
    """Somebody has used this renewal secret before; the session ends for both."""

    code = "renewal-reused"


class SessionNotFound(NotFound):
    """The caller has no session with this id that goes on."""

    code = "session-not-found"
    zh = "没有这次登录，或已经结束。"
    en = "There is no such session, or it is over."


class EndCause(StrEnum):
    """Why a single session ends; that all of an account's end is the account's business."""

    SIGNED_OUT = "signed-out"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class Session:
    """One session as it is kept; `renewal` is the number of the secret that renews it next, `second_factor` whether a
    code was given with the password."""

    session_id: UUID
    account_id: UUID
    epoch: int
    second_factor: bool
    renewal: int
    started_at: datetime
    renewed_at: datetime
    ended_at: datetime | None

    def ends_at(self, idle: timedelta, longest: timedelta) -> datetime:
        """Unless it is renewed."""
        return min(self.renewed_at + idle, self.started_at + longest)


@dataclass(frozen=True, slots=True)
class Unenrolled:
    """Whose password is right, and who has to enrol a second factor before a session of his can begin."""

    account_id: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a renewal secret says."""

    session_id: UUID
    number: int


def check_renewal(session: Session, number: int, *, epoch: int, ends_at: datetime, now: datetime) -> int:
    """The number of the secret that comes next. `epoch` is the account's. Raises `SessionEnded`, `RenewalReused`."""
    if session.ended_at is not None or session.epoch != epoch or now >= ends_at:
        raise SessionEnded
    if number == session.renewal:
        return number + 1
    # The clock may have been set back since, and a request that waited may have been asked before.
    if number == session.renewal - 1 and abs(now - session.renewed_at) <= REPEATABLE_FOR:
        return session.renewal
    raise RenewalReused
