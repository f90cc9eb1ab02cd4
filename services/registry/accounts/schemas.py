"""What the API takes and says about accounts."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr, StringConstraints
from sqlalchemy import Row

from services.registry.accounts.domain.account import AccountState, Kind
from services.registry.accounts.domain.secrets import Slip
from services.registry.accounts.parameters import HELD, KINDS, STATES
from services.registry.accounts.queries import WantedAccounts, fetch_accounts
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag, Reason, RequestBody, WrittenAs

Username = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, min_length=3, max_length=32),
    WrittenAs(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        zh="字母、数字、点、下划线或连字符，以字母或数字开头",
        en="letters, digits, dots, underscores and hyphens, beginning with a letter or digit",
    ),
]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
# A bound on what is hashed; the rule itself is the room's.
Password = Annotated[SecretStr, Field(min_length=1, max_length=256)]


class AccountForm(RequestBody):
    """An account to be opened. Its holder chooses the password; what it may do is said by grants."""

    username: Username = Field(description="3 to 32 letters, digits, dots, dashes; case does not matter")
    display_name: DisplayName
    kind: Kind = Kind.PERSON


class NamesForm(RequestBody):
    """What an account is to be called."""

    username: Username = Field(description="what its holder types; case does not matter")
    display_name: DisplayName


class ReasonForm(RequestBody):
    """Why it is done."""

    reason: Reason = Field(description="without personal data; the audit keeps it")


class ActivationForm(RequestBody):
    """The holder of an account chooses its password."""

    username: str = Field(max_length=256)
    secret: SecretStr = Field(max_length=64, description="from the slip; case and dashes do not matter")
    password: Password = Field(description="12 to 128 characters, not a common one, not the user name")


class PasswordForm(RequestBody):
    """A new password for the caller's own account."""

    current_password: SecretStr = Field(max_length=256)
    new_password: Password = Field(description="12 to 128 characters, not a common one, not the user name")


class OpenedAccountView(BaseModel):
    """A new account."""

    account_id: UUID


class SlipView(BaseModel):
    """What is handed to the holder of an account, on paper or by message. The secret is shown this once."""

    account_id: UUID
    username: str
    display_name: str
    secret: str = Field(description="chooses the password once, with `POST /activation`")
    expires_at: datetime

    @classmethod
    def of(cls, slip: Slip) -> Self:
        return cls(
            account_id=slip.account_id,
            username=slip.username,
            display_name=slip.display_name,
            secret=slip.secret,
            expires_at=slip.expires_at,
        )


class AccountView(BaseModel):
    """An account."""

    account_id: UUID
    kind: Kind
    person_id: UUID | None
    username: str
    display_name: str
    state: AccountState
    opened_by: UUID | None = Field(description="account; null for those of the setup")
    created_at: datetime
    disabled_at: datetime | None
    version: int = Field(description="of its names and, for a machine, its addresses")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**row._mapping)


class AccessView(BaseModel):
    """Who did something with one's own file, what, why, and whether it was done."""

    recorded_at: datetime
    by: str | None = Field(description="the name shown of the account; null when nobody was signed in")
    action: str
    purpose: str
    result: str = Field(description="`done`, or the code of the refusal")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(recorded_at=row.recorded_at, by=row.by, action=row.action, purpose=row.purpose, result=row.result)


class AccountEventView(BaseModel):
    """What was once done to an account, or tried."""

    recorded_at: datetime
    by: UUID | None = Field(description="account; zeros for nobody who was signed in")
    action: str
    purpose: str
    result: str = Field(description="`done`, or the code of the refusal")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(recorded_at=row.recorded_at, by=row.by, action=row.action, purpose=row.purpose, result=row.result)


_SHEET = Sheet(
    "accounts",
    "账号管理",
    "Accounts",
    (
        Column("username", "用户名", "user name"),
        Column("display_name", "姓名", "name"),
        Column("kind", "类别", "kind", {each.code: each for each in KINDS}),
        Column("state", "状态", "state", {each.code: each for each in STATES}),
        Column("created_at", "开立时间", "opened"),
        Column("disabled_at", "停用时间", "disabled"),
        Column("account_id", "账号编号", "account id"),
    ),
    (
        Column("name", "用户名或姓名", "user name or name"),
        Column("state", "状态", "state", {each.code: each for each in STATES}),
        Column("kind", "类别", "kind", {each.code: each for each in KINDS}),
        Column("is_held", "持有人", "holder", {each.code: each for each in HELD}),
    ),
)


class AccountsExport(ExportForm):
    """Which accounts are taken away, and why."""

    state: AccountState | None = None
    kind: Kind | None = None
    name: str | None = Field(None, max_length=60)
    is_held: Flag | None = None


async def _rows(taking: Taking[AccountsExport]) -> Rows:
    wanted = WantedAccounts(taking.form.state, taking.form.kind, taking.form.name, taking.form.is_held)
    return Rows(await fetch_accounts(taking.reading, wanted, None, taking.limit, view=AccountView.of))


ACCOUNTS = Export(_SHEET, AccountsExport, "accounts.export", _rows)
