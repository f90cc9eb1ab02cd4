"""What a browser keeps while its user signs in elsewhere (pure).

Nothing of it is kept here: it is sealed (`commands/sealing.py`), and one secret in it yields what goes by the address
(`state`), comes back in the signed answer (`nonce`) and goes with the code (`verifier`, RFC 7636). So an answer is of
use in the browser that asked for it, to a question that was asked, and nowhere else.
"""

import base64
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from shared.refusal import NotFound, Unauthenticated, Unavailable

LIFETIME = timedelta(minutes=10)
CODE_LIFETIME = timedelta(minutes=5)


class IssuerNotFound(NotFound):
    """No issuer of this name is configured."""

    code = "issuer-not-found"
    zh = "本系统没有接入这个统一认证系统。"
    en = "No such issuer signs people in here."


class IssuerUnavailable(Unavailable):
    """It does not answer, or its keys cannot be had. Passwords are as good as ever."""

    code = "issuer-unavailable"
    zh = "统一认证系统暂时没有应答，请稍后重试，或使用用户名和密码登录。"
    en = "The issuer does not answer at the moment; try again shortly, or sign in with user name and password."


class NotBegunHere(Unauthenticated):
    """The answer is to no question of this browser, to an old one, or to one that was answered before."""

    code = "sign-in-not-begun-here"
    zh = "这次登录不是从本浏览器发起的，或已超时、已使用。请重新登录。"
    en = "This sign-in was not begun in this browser, took too long, or was used before; begin it again."


class IssuerDeclined(Unauthenticated):
    """The issuer says that nobody was signed in: given up, or not allowed there."""

    code = "issuer-declined"
    zh = "统一认证系统没有完成登录。请重试，或使用用户名和密码登录。"
    en = "The issuer did not complete the sign-in; try again, or use user name and password."


class AnswerInvalid(Unauthenticated):
    """What the issuer answered does not hold; the log says why."""

    code = "issuer-answer-invalid"
    zh = "统一认证系统返回的结果未通过核验，不能登录。请重试；仍不能登录的，请告知系统管理员。"
    en = "What the issuer answered does not hold; try again, and if it fails again tell your administrator."


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """Somebody is sent to `issuer`, to come back to the page `to`. `account_id`, `epoch`: whose account the subject is
    to be bound to, and when; None for a sign-in."""

    issuer: str
    secret: str = field(repr=False)
    to: str
    begun_at: datetime
    account_id: UUID | None = None
    epoch: int = 0

    @property
    def state(self) -> str:
        return self._yields("state")

    @property
    def nonce(self) -> str:
        return self._yields("nonce")

    @property
    def verifier(self) -> str:
        return self._yields("verifier")

    @property
    def challenge(self) -> str:
        """Of the verifier, method S256."""
        return _written(sha256(self.verifier.encode()).digest())

    def _yields(self, what: str) -> str:
        return _written(sha256(f"{what} {self.secret}".encode()).digest())


@dataclass(frozen=True, slots=True)
class Identified:
    """Whom an issuer has named, by the binding of its subject. `multi_factor`: with a second factor, as far as the
    issuer is believed about that. `state` of what was asked: good for one sign-in."""

    binding_id: UUID
    account_id: UUID
    multi_factor: bool
    state: str
    to: str
    at: datetime


def new_request(
    issuer: str, *, to: str, now: datetime, account_id: UUID | None = None, epoch: int = 0
) -> AuthorizationRequest:
    """With a secret of 256 bits."""
    return AuthorizationRequest(issuer, token_urlsafe(32), to, now, account_id, epoch)


def check_state(asked: AuthorizationRequest | None, *, issuer: str, state: str, now: datetime) -> AuthorizationRequest:
    """What an answer with this state answers. Raises `NotBegunHere`."""
    is_this = (
        asked is not None
        and asked.issuer == issuer
        and hmac.compare_digest(asked.state.encode(), state.encode())
        and now - asked.begun_at <= LIFETIME
    )
    if asked is None or not is_this:
        raise NotBegunHere
    return asked


def check_identified(identified: Identified | None, *, now: datetime) -> Identified:
    """For who types his code next. Raises `NotBegunHere`."""
    if identified is None or now - identified.at > CODE_LIFETIME:
        raise NotBegunHere
    return identified


def _written(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
