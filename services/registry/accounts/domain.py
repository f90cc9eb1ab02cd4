"""Accounts: names, passwords, and the lock after repeated failure."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Unauthenticated

# argon2id, 64 MiB, three passes, four lanes: RFC 9106, second recommended option.
_HASHER = PasswordHasher()
PASSWORD_LENGTH = range(12, 129)


class SignInRefused(Unauthenticated):
    """Unknown user, wrong password and locked account answer alike, so that nobody learns who has an account."""

    code = "sign-in-refused"
    zh = "用户名或密码不正确；连续输错多次后，账号会锁定一段时间。"
    en = "The user name or password is wrong; after several failures in a row an account is locked for a while."


class UsernameTaken(Conflict):
    """Another account has this user name. User names ignore case."""

    code = "username-taken"
    zh = "用户名已被使用。"
    en = "The user name is taken."


class PasswordUnfit(Invalid):
    """The password breaks a rule named in `fields`."""

    code = "password-unfit"
    zh = "密码不符合要求。"
    en = "The password does not meet the rules."


class CurrentPasswordWrong(Invalid):
    """The old password does not match, or the account is locked; it counts as a failed sign-in."""

    code = "current-password-wrong"
    zh = "当前密码不正确；连续输错多次后，账号会锁定一段时间。"
    en = "The current password is wrong; after several failures in a row the account is locked for a while."


class AccountNotFound(NotFound):
    """No account has this id."""

    code = "account-not-found"
    zh = "没有这个账号。"
    en = "There is no such account."


@dataclass(frozen=True)
class SignInLimits:
    """After `tries` failures in a row an account is locked for `lock_seconds`."""

    tries: int
    lock_seconds: int


@dataclass(frozen=True)
class Account:
    """One account. `failed_count` are the failures in a row since the last success or lock."""

    account_id: UUID
    username: str
    display_name: str
    password_hash: str = field(repr=False)
    failed_count: int
    locked_until: datetime | None

    def is_locked(self, at: datetime) -> bool:
        return self.locked_until is not None and at < self.locked_until


def after_failure(account: Account, limits: SignInLimits, *, at: datetime) -> Account:
    """Count one failure; the last try locks. While locked nothing is counted, so that a lock is never prolonged."""
    if account.is_locked(at):
        return account
    failed_count = account.failed_count + 1
    if failed_count < limits.tries:
        return replace(account, failed_count=failed_count, locked_until=None)
    return replace(account, failed_count=0, locked_until=at + timedelta(seconds=limits.lock_seconds))


def after_success(account: Account) -> Account:
    """Forget the failures."""
    return replace(account, failed_count=0, locked_until=None)


@dataclass(frozen=True)
class PasswordRule:
    """One rule about a new password, given the user name."""

    code: str
    zh: str
    en: str
    holds: Callable[[str, str], bool]


PASSWORD_RULES = (
    PasswordRule("password-length", "密码应为 12 至 128 个字符。", "The password has 12 to 128 characters.",
                 lambda password, username: len(password) in PASSWORD_LENGTH),
    PasswordRule("password-is-username", "密码不能与用户名相同。", "The password is not the user name.",
                 lambda password, username: password.casefold() != username.casefold()),
)  # fmt: skip


def check_password(password: str, username: str, *, field_name: str = "password") -> None:
    """Raises `PasswordUnfit` naming every broken rule; the password itself is never repeated."""
    broken = [rule for rule in PASSWORD_RULES if not rule.holds(_normalised(password), username)]
    if broken:
        raise PasswordUnfit(fields=[FieldFault(field_name, rule.code, rule.zh, rule.en) for rule in broken])


def hash_password(password: str) -> str:
    """An argon2id hash with its parameters and salt. More than 50 ms of processor time: call it in a thread."""
    return _HASHER.hash(_normalised(password))


def password_matches(password_hash: str, password: str) -> bool:
    """Whether the password yields this hash. As slow as hashing, on purpose: call it in a thread."""
    try:
        return _HASHER.verify(password_hash, _normalised(password))
    except (VerificationError, InvalidHashError):
        return False


def _normalised(password: str) -> str:
    """One form for what two keyboards write differently (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
