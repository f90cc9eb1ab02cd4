"""Enrolling a second factor, and signing in with it."""

from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account
from services.registry.accounts.domain.delays import SignInDelayed
from services.registry.second_factor import commands
from services.registry.second_factor.domain import (
    CodeWrong,
    SecondFactorEnrolled,
    SecondFactorNeeded,
    SecondFactorNotBegun,
)
from services.registry.sessions.commands import EnrolmentDue, SignedIn
from services.registry.sessions.domain import SessionEnded, SignInCodeUsed, SignInRefused
from shared.auth.roles import Role
from shared.command import Work
from tests.given import given_caller, given_grant
from tests.registry.given import KEYRING, NOW, audited, given_account, published
from tests.registry.sessions.given import ISSUED_AT, TERMS, given_user, keeping, renewing, signing_in, trying


def mine(engine: AsyncEngine, account_id: UUID) -> Work:
    return Work(engine, given_caller(account_id=account_id), NOW)


def code_of(secret: str, *, after: float = 0) -> str:
    return pyotp.TOTP(secret).at(ISSUED_AT + timedelta(seconds=after))


async def beginning(engine: AsyncEngine, account_id: UUID) -> str:
    enrolment = await commands.begin_enrolment(mine(engine, account_id), keyring=KEYRING, issuer="test")
    return enrolment.secret


async def confirming(engine: AsyncEngine, account_id: UUID, code: str, *, after: float = 0) -> list[str]:
    at = ISSUED_AT + timedelta(seconds=after)
    return await commands.confirm_enrolment(mine(engine, account_id), keyring=KEYRING, code=code, at=at)


async def enrolled(engine: AsyncEngine, account_id: UUID) -> tuple[str, list[str]]:
    """The secret of the authenticator, and the recovery codes."""
    secret = await beginning(engine, account_id)
    return secret, await confirming(engine, account_id, code_of(secret))


async def given_administrator(engine: AsyncEngine) -> UUID:
    account_id = await given_account(engine)
    await given_grant(engine, account_id, Role.SYSTEM_ADMINISTRATOR, valid_from=NOW)
    return account_id


class TestAnEnrolment:
    async def test_counts_once_a_code_of_it_was_confirmed(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        with pytest.raises(SecondFactorNotBegun):
            await confirming(registry_engine, account_id, "000000")
        secret = await beginning(registry_engine, account_id)
        await signing_in(registry_engine)
        with pytest.raises(CodeWrong):
            await confirming(registry_engine, account_id, "000000")
        codes = await confirming(registry_engine, account_id, code_of(secret))
        assert len(set(codes)) == 10
        with pytest.raises(SecondFactorNeeded):
            await signing_in(registry_engine)

    async def test_begins_anew_until_it_is_confirmed(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        first, second = [await beginning(registry_engine, account_id) for _ in range(2)]
        with pytest.raises(CodeWrong):
            await confirming(registry_engine, account_id, code_of(first))
        await confirming(registry_engine, account_id, code_of(second))
        with pytest.raises(SecondFactorEnrolled):
            await beginning(registry_engine, account_id)
        with pytest.raises(SecondFactorEnrolled):
            await confirming(registry_engine, account_id, code_of(second, after=30), after=30)

    async def test_keeps_neither_secret_nor_codes_in_clear(self, registry_engine: AsyncEngine) -> None:
        secret, codes = await enrolled(registry_engine, await given_user(registry_engine))
        dump = "SELECT concat(f, '') FROM second_factor f UNION ALL SELECT concat(c, '') FROM recovery_code c"
        async with registry_engine.connect() as connection:
            kept = " ".join((await connection.execute(text(dump))).scalars())
        for hidden in (secret, *codes):
            assert hidden not in kept
            assert hidden.encode().hex() not in kept


class TestASignInWithASecondFactor:
    async def test_takes_password_and_code(self, registry_engine: AsyncEngine) -> None:
        secret, _ = await enrolled(registry_engine, await given_user(registry_engine))
        begun = await trying(registry_engine, code=code_of(secret, after=30), after=30)
        assert isinstance(begun, SignedIn)

    async def test_takes_each_code_once(self, registry_engine: AsyncEngine) -> None:
        secret, _ = await enrolled(registry_engine, await given_user(registry_engine))
        code = code_of(secret, after=30)
        await trying(registry_engine, code=code, after=30)
        with pytest.raises(SignInCodeUsed):
            await trying(registry_engine, code=code, after=31)
        with pytest.raises(SignInRefused) as wrong:
            await trying(registry_engine, "a wrong password", code=code, after=31)
        assert wrong.type is SignInRefused

    async def test_takes_each_recovery_code_once(self, registry_engine: AsyncEngine) -> None:
        _, codes = await enrolled(registry_engine, await given_user(registry_engine))
        for code in (codes[0], codes[1].lower().replace("-", " ")):
            assert isinstance(await trying(registry_engine, code=code), SignedIn)
            with pytest.raises(SignInRefused):
                await trying(registry_engine, code=code)

    async def test_asks_for_the_code_only_when_the_password_is_right(self, registry_engine: AsyncEngine) -> None:
        await enrolled(registry_engine, await given_user(registry_engine))
        with pytest.raises(SecondFactorNeeded):
            await trying(registry_engine)
        with pytest.raises(SignInRefused):
            await trying(registry_engine, "a wrong password")

    async def test_counts_a_wrong_code_like_a_wrong_password(self, registry_engine: AsyncEngine) -> None:
        await enrolled(registry_engine, await given_user(registry_engine))
        for _ in range(4):
            with pytest.raises(SignInRefused):
                await trying(registry_engine, code="000000")
        with pytest.raises(SignInDelayed):
            await trying(registry_engine, code="000000")


class TestWhoMustHaveASecondFactor:
    async def test_is_given_a_token_good_for_enrolling_alone(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_administrator(registry_engine)
        begun = await trying(registry_engine)
        assert isinstance(begun, EnrolmentDue)
        key = ECKey.import_key(TERMS.signing_keys.current.public)
        claims = jwt.decode(begun.access_token, key).claims
        assert (claims["sub"], claims["aud"]) == (str(account_id), "veterans/second-factor")
        assert "sid" not in claims
        async with registry_engine.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM session"))).scalar_one() == 0

    async def test_signs_in_once_he_has_enrolled(self, registry_engine: AsyncEngine) -> None:
        secret, _ = await enrolled(registry_engine, await given_administrator(registry_engine))
        begun = await trying(registry_engine, code=code_of(secret, after=30), after=30)
        assert isinstance(begun, SignedIn)
        await renewing(registry_engine, begun.renewal_secret, after=60)

    async def test_is_asked_at_the_next_renewal_when_he_became_one(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        begun = await signing_in(registry_engine)
        await given_grant(registry_engine, account_id, Role.BUREAU_LEADER, valid_from=NOW)
        with pytest.raises(SessionEnded):
            await renewing(registry_engine, begun.renewal_secret)


class TestARemoval:
    async def test_of_ones_own_needs_a_code(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        secret, _ = await enrolled(registry_engine, account_id)
        at, work = ISSUED_AT + timedelta(seconds=30), mine(registry_engine, account_id)
        with pytest.raises(CodeWrong):
            await commands.remove_own_factor(work, keyring=KEYRING, code="000000", at=at)
        await commands.remove_own_factor(work, keyring=KEYRING, code=code_of(secret, after=30), at=at)
        await signing_in(registry_engine)
        with pytest.raises(SecondFactorNotBegun):
            await commands.remove_own_factor(work, keyring=KEYRING, code="000000", at=at)

    async def test_of_anothers_ends_his_sessions(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        _, codes = await enrolled(registry_engine, account_id)
        begun = await trying(registry_engine, code=codes[0])
        assert isinstance(begun, SignedIn)
        await commands.remove_factor(keeping(registry_engine), account_id, reason="手机丢失")
        with pytest.raises(SessionEnded):
            await renewing(registry_engine, begun.renewal_secret)
        await signing_in(registry_engine)
        assert await audited(registry_engine, "remove-factor") == [(f"account {account_id}", "done")]
        with pytest.raises(SecondFactorNotBegun):
            await commands.remove_factor(keeping(registry_engine), account_id, reason="手机丢失")

    async def test_leaves_an_account_disabled_that_is(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        await enrolled(registry_engine, account_id)
        await disable_account(keeping(registry_engine), account_id, reason="离职")
        await commands.remove_factor(keeping(registry_engine), account_id, reason="离职")
        causes = [data["cause"] for _, _, data in await published(registry_engine, "sessions-ended")]
        assert causes == ["disabled", "disabled"]
