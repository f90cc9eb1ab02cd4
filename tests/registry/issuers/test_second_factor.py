"""The second factor of whom an issuer has named: ours, unless the issuer is believed to have asked for one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.second_factor.commands import begin_enrolment, confirm_enrolment
from shared.auth.roles import Role
from tests.registry.given import KEYRING
from tests.registry.issuers.given import Person, count_sessions, given_bound, given_user, holding, refused_with
from tests.registry.issuers.provider import Provider


async def given_enrolled(engine: AsyncEngine, account_id: UUID) -> pyotp.TOTP:
    work = holding(engine, account_id)
    enrolment = await begin_enrolment(work, keyring=KEYRING, issuer="test")
    totp, at = pyotp.TOTP(enrolment.secret), datetime.now(UTC) - timedelta(seconds=30)
    await confirm_enrolment(work, keyring=KEYRING, code=totp.at(at), at=at)
    return totp


@pytest.fixture
async def leader(provider: Provider, registry_engine: AsyncEngine) -> UUID:
    """Of whom a second factor is required."""
    account_id = await given_user(registry_engine, Role.BUREAU_LEADER)
    await given_bound(registry_engine, provider.url, account_id)
    return account_id


class TestALeader:
    async def test_enrols_first_as_after_a_password(
        self, person: Person, leader: UUID, registry_engine: AsyncEngine
    ) -> None:
        assert (await person.signs_in()).headers["location"] == "/session/second-factor"
        assert (await person.browser.get("/me")).status_code == 303
        assert await count_sessions(registry_engine) == 0

    async def test_is_asked_for_his_code_and_goes_where_he_wanted_to(
        self, person: Person, leader: UUID, registry_engine: AsyncEngine
    ) -> None:
        totp = await given_enrolled(registry_engine, leader)
        asked = await person.signs_in("/me/sessions")
        assert (asked.status_code, 'name="code"' in asked.text) == (200, True)
        wrong = await person.browser.post("/session/code", data={"code": "000000"})
        assert (wrong.status_code, "验证码不正确" in wrong.text) == (422, True)
        assert refused_with(wrong)[0] == 422
        right = await person.browser.post("/session/code", data={"code": totp.now()})
        assert (right.status_code, right.headers["location"]) == (303, "/me/sessions")
        assert (await person.browser.get("/me")).status_code == 200

    async def test_is_not_signed_in_by_a_code_without_what_the_issuer_said(
        self, person: Person, leader: UUID, registry_engine: AsyncEngine
    ) -> None:
        totp = await given_enrolled(registry_engine, leader)
        await person.leaves()  # the browser keeps a question, not an answer
        refused = await person.browser.post("/session/code", data={"code": totp.now()})
        assert refused_with(refused)[0] == 401
        assert await count_sessions(registry_engine) == 0

    async def test_has_to_wait_after_wrong_codes(
        self, person: Person, leader: UUID, registry_engine: AsyncEngine
    ) -> None:
        await given_enrolled(registry_engine, leader)
        await person.signs_in()
        tries = [await person.browser.post("/session/code", data={"code": "000000"}) for _ in range(5)]
        assert tries[-1].status_code == 429

    @pytest.mark.parametrize("said", [{"acr": "urn:city:two"}, {"amr": ["pwd", "otp"]}])
    async def test_needs_none_when_the_issuer_is_believed_to_have_asked(
        self, person: Person, provider: Provider, leader: UUID, registry_engine: AsyncEngine, said: dict[str, object]
    ) -> None:
        await given_enrolled(registry_engine, leader)
        provider.claims = said
        assert (await person.signs_in("/me")).headers["location"] == "/me"
        person.browser.cookies.delete("session")
        assert (await person.browser.get("/session/renew?to=/me")).headers["location"] == "/me"

    @pytest.mark.parametrize(
        "said", [{"acr": "urn:city:one"}, {"amr": ["pwd"]}, {"acr": ["urn:city:two"]}, {"amr": "otp"}]
    )
    async def test_needs_one_whatever_else_the_issuer_says(
        self, person: Person, provider: Provider, leader: UUID, registry_engine: AsyncEngine, said: dict[str, object]
    ) -> None:
        await given_enrolled(registry_engine, leader)
        provider.claims = said
        assert (await person.signs_in()).status_code == 200
        assert await count_sessions(registry_engine) == 0
