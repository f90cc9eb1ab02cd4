"""Time-based one-time passwords (RFC 6238: SHA-1, six digits, thirty seconds, as all authenticator apps know them), and
the recovery codes for a lost phone (pure)."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pyotp

from shared.auth.caller import Grant
from shared.auth.permissions import ROLES
from shared.refusal import Conflict, Forbidden, Invalid, TooMany, Unauthenticated

STEP_SECONDS = 30
# A phone's clock may be a step ahead or behind; who types takes a while.
NEIGHBOURS = (0, -1, 1)


class SecondFactorNeeded(Unauthenticated):
    """The password is right; this account needs its code as well."""

    code = "second-factor-needed"
    zh = "请输入身份验证器上的动态验证码，或一个恢复码。"
    en = "Enter the code of your authenticator, or a recovery code."


class SecondFactorEnrolled(Conflict):
    """The account has one already."""

    code = "second-factor-enrolled"
    zh = "该账号已启用动态验证码；如需更换，请先停用。"
    en = "The account has a second factor already; remove it first to have another."


class SecondFactorNotBegun(Conflict):
    """There is nothing to confirm, or nothing to remove."""

    code = "second-factor-not-enrolled"
    zh = "该账号未启用动态验证码，请先登记身份验证器。"
    en = "The account has no second factor; begin its enrolment first."


class OwnFactor(Forbidden):
    """Whoever frees others of theirs gives a code for his own, or asks a colleague."""

    code = "own-second-factor"
    zh = "不能以管理员身份停用自己的动态验证码；请凭验证码或恢复码停用，或请另一名安全管理员办理。"
    en = "Nobody frees himself of his second factor without a code; give one, or ask another security administrator."


class CodeWrong(Invalid):
    """The code is not the one of this moment, or was used before."""

    code = "code-wrong"
    zh = "验证码不正确或已使用，请输入身份验证器当前显示的验证码。"
    en = "The code is wrong or was used; enter the one that your authenticator shows now."


class CodeUsed(CodeWrong):
    """The right one, a second time."""

    code = "code-used"
    zh = "该验证码已使用过，请等待身份验证器显示下一个验证码后再试。"
    en = "This code was used already; wait for the next one of your authenticator."


class TooManyCodes(TooMany):
    """Somebody at a computer that was left signed in must not try them all."""

    code = "too-many-codes"
    zh = "每小时最多尝试{most}次，请{retry_after_seconds}秒后再试。"
    en = "At most {most} attempts an hour; try again in {retry_after_seconds} seconds."


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor as it is kept. `last_step` is that of the last code taken: each is taken once."""

    secret: str = field(repr=False)
    is_confirmed: bool
    last_step: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the holder's authenticator app is given; shown once."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def new_enrolment(username: str, *, issuer: str) -> Enrolment:
    """160 bits, and the `otpauth:` address of them that apps read from a picture."""
    secret = pyotp.random_base32()
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer))


def matching_step(factor: Factor, code: str, *, at: datetime) -> int | None:
    """The step whose code it is; None for a wrong code, and for one not later than the last one taken. `at` is an
    instant of the machine's clock, as phones have it."""
    return next((step for step in _steps(factor, code, at=at) if step > factor.last_step), None)


def was_taken(factor: Factor, code: str, *, at: datetime) -> bool:
    """Whether it is a code of the moment, and the last one taken or older than that."""
    return any(step <= factor.last_step for step in _steps(factor, code, at=at))


def is_required(grants: Iterable[Grant]) -> bool:
    return any(ROLES[grant.role].second_factor for grant in grants)


def _steps(factor: Factor, code: str, *, at: datetime) -> Iterator[int]:
    """Those of the moment whose code it is."""
    totp, now = pyotp.TOTP(factor.secret), int(at.timestamp()) // STEP_SECONDS
    return (now + distance for distance in NEIGHBOURS if _is_code(totp, now + distance, code))


def _is_code(totp: pyotp.TOTP, step: int, code: str) -> bool:
    return hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), code.replace(" ", "").encode())
