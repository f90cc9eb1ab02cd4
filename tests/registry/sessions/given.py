"""Who signs in, from where and when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.sessions.commands import EnrolmentDue, SignedIn, renew, sign_in
from services.registry.settings import SessionTerms
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from shared.auth.signing_keys import SigningKeys
from shared.command import Work
from shared.ids import new_id
from tests.given import SIGNING_KEY, given_grant
from tests.registry.given import KEYRING, NOW, PASSWORD, given_account, given_work

TERMS = SessionTerms(
    keyring=KEYRING,
    signing_keys=SigningKeys([SigningKey.from_pem(SIGNING_KEY)]),
    issuer="https://registry.example",
    audience="veterans",
    token_seconds=600,
    idle=timedelta(minutes=30),
    longest=timedelta(hours=12),
)
ISSUED_AT = datetime(2026, 5, 1, tzinfo=UTC)
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"
APART = 301  # seconds: longer than any delay


async def given_user(engine: AsyncEngine, username: str = "station-clerk") -> UUID:
    """An account that may sign in."""
    account_id = await given_account(engine, username)
    await given_grant(engine, account_id, Role.STATION_STAFF, valid_from=NOW - timedelta(days=1))
    return account_id


def keeping(engine: AsyncEngine) -> Work:
    """Who keeps accounts."""
    return given_work(engine, Role.SYSTEM_ADMINISTRATOR)


def at(engine: AsyncEngine, *, after: float = 0, address: str = HERE) -> Work:
    """A request that comes so many seconds later, from nobody who is known."""
    return Work(engine, Caller(new_id(), (), "zh-CN", address), NOW + timedelta(seconds=after))


async def signing_in(
    engine: AsyncEngine,
    password: str = PASSWORD,
    *,
    username: str = "station-clerk",
    after: float = 0,
    address: str = HERE,
) -> SignedIn:
    begun = await trying(engine, password, username=username, after=after, address=address)
    assert isinstance(begun, SignedIn)
    return begun


async def trying(
    engine: AsyncEngine,
    password: str = PASSWORD,
    *,
    username: str = "station-clerk",
    code: str | None = None,
    after: float = 0,
    address: str = HERE,
) -> SignedIn | EnrolmentDue:
    """Sign in so many seconds later, by the county's clock and by that of phones."""
    return await sign_in(
        at(engine, after=after, address=address),
        TERMS,
        username=username,
        password=SecretStr(password),
        code=code,
        issued_at=ISSUED_AT + timedelta(seconds=after),
    )


async def renewing(engine: AsyncEngine, secret: SecretStr, *, after: float = 0) -> SignedIn:
    return await renew(at(engine, after=after), TERMS, secret=secret, issued_at=ISSUED_AT)
