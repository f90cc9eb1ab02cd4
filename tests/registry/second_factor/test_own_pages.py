"""One's own second factor in a browser."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pyotp
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import PASSWORD, given_account

OWN, ENROLMENT = "/me/second-factor", "/session/second-factor"
CODES = re.compile(r"<code>((?:[0-9A-Z]{5}-){2}[0-9A-Z]{5})</code>")
PROVEN = {"idempotency_key": "once", "current_password": PASSWORD}


class TestOnesOwnSecondFactor:
    async def test_is_enrolled_gets_other_recovery_codes_and_is_replaced(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, token_for: Callable[[UUID], str]
    ) -> None:
        account_id = await given_account(registry_engine)
        browser = await browser_of(Role.CENTRE_STAFF, account_id=account_id)
        assert "尚未启用" in words_of(await browser.get(OWN))
        begun = (await browser.post(ENROLMENT, data=PROVEN)).text
        totp, now = pyotp.TOTP(re.findall(r"<code>([A-Z2-7]{32})</code>", begun)[0]), datetime.now(UTC)
        first = await browser.post(f"{ENROLMENT}/confirmation", data={"code": totp.at(now)})
        browser.cookies.set("session", token_for(account_id))  # it ends that of who enrolled: he signs in with a code
        assert "剩余恢复码 10 个" in words_of(await browser.get(OWN))
        wrong = await browser.post(f"{OWN}/recovery-codes", data={"code": "000000"})
        assert (wrong.status_code, "验证码不正确" in wrong.text) == (422, True)
        renewed = await browser.post(f"{OWN}/recovery-codes", data={"code": totp.at(now, counter_offset=1)})
        codes = CODES.findall(renewed.text)
        assert (len(codes), set(codes) & set(CODES.findall(first.text))) == (10, set())
        removed = await browser.post(f"{OWN}/removal", data={"code": codes[0]})
        assert (removed.status_code, removed.headers["location"]) == (303, ENROLMENT)
        assert "尚未启用" in words_of(await browser.get(OWN))
        assert "data:image/svg+xml" in (await browser.post(ENROLMENT, data=PROVEN)).text
