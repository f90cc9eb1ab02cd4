"""An account: whose it is, what it is called, and whether it may be used."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.refusal import Conflict, Forbidden, NotFound, Stale

# The acts that raise an account's version, so that a form shown before is stale.
CHANGES = ("rename-account", "set-addresses")


class Kind(StrEnum):
    """Who signs in: a person, or a machine that belongs to nobody."""

    PERSON = "person"
    MACHINE = "machine"


class AccountState(StrEnum):
    """Whether it may be used, and what it waits for."""

    AWAITING_ACTIVATION = "awaiting-activation"
    AWAITING_CONFIRMATION = "awaiting-confirmation"
    CONFIRMATION_OVERDUE = "confirmation-overdue"
    ACTIVE = "active"
    DISABLED = "disabled"


class UsernameTaken(Conflict):
    """Another account has this user name. User names ignore case."""

    code = "username-taken"
    zh = "用户名已被使用。"
    en = "The user name is taken."


class AccountNotFound(NotFound):
    """No account has this id."""

    code = "account-not-found"
    zh = "没有这个账号。"
    en = "There is no such account."


class MachineAccount(Conflict):
    """A machine shows who it is by what it signs; it has no password and is no user of an external issuer."""

    code = "machine-account"
    zh = "系统账号以密钥证明身份，不设密码，也不绑定统一认证用户。"
    en = "A machine's account has keys, no password, and is bound to no user of an issuer."


class AccountChanged(Stale):
    """Somebody called it otherwise, or set its addresses, after it was shown."""

    code = "account-changed"
    zh = "该账号在您填写期间已被他人更改，请核对最新情况后再提交。"
    en = "Somebody changed the account meanwhile. Look at how it stands now, then send it again."


class AccountIsDisabled(Conflict):
    """It may not be used, nor be given a new password, before it is enabled."""

    code = "account-disabled"
    zh = "该账号已停用；如需继续使用，请先启用。"
    en = "The account is disabled; enable it first."


class AccountIsNotDisabled(Conflict):
    """It may be used as it is."""

    code = "account-not-disabled"
    zh = "该账号未停用，无需启用。"
    en = "The account is not disabled."


class OwnAccount(Forbidden):
    """Whoever keeps accounts does not shut himself out, nor gives himself a password without knowing the old one."""

    code = "own-account"
    zh = "不能停用或重置自己的账号，请由另一名系统管理员办理。"
    en = "Nobody disables or resets his own account; ask another administrator."


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `password_hash` is None until its holder has activated it (and, where a second person has to say
    that he did, until that one has), and always of a machine; `person_id` is set for a person whose file is kept here
    and who has the account for his own affairs."""

    account_id: UUID
    kind: Kind
    person_id: UUID | None
    username: str
    display_name: str
    password_hash: str | None = field(repr=False)
    disabled_at: datetime | None
    version: int

    @property
    def is_active(self) -> bool:
        """Its holder may sign in, where it holds a grant."""
        return self.disabled_at is None and (self.kind is Kind.MACHINE or self.password_hash is not None)

    def must_be_as_shown(self, version: int | None) -> None:
        """`version` is the one that was decided on, where it is known. Raises `AccountChanged`."""
        if version not in {None, self.version}:
            raise AccountChanged

    def must_be_a_persons(self) -> None:
        """Raises `MachineAccount`."""
        if self.kind is Kind.MACHINE:
            raise MachineAccount

    def must_be_usable(self) -> None:
        """Raises `AccountIsDisabled`."""
        if self.disabled_at is not None:
            raise AccountIsDisabled


def check_other(account: Account, keeper_id: UUID) -> None:
    """Raises `OwnAccount` when the account is the keeper's own."""
    if account.account_id == keeper_id:
        raise OwnAccount
