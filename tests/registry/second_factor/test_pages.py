"""Taking away a lost second factor in a browser."""

import pyotp
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import PASSWORD, audited, given_account

LOST = {"reason": "手机丢失", "idempotency_key": "once"}


class TestALostSecondFactor:
    async def test_is_taken_away_by_the_security_administrator_alone(
        self, browser_of: BrowserOf, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        holder = await client_for(Role.BUREAU_LEADER, account_id=account_id)
        secret = (await holder.post("/accounts/me/second-factor", json={"current_password": PASSWORD})).json()["secret"]
        await holder.post("/accounts/me/second-factor/confirmation", json={"code": pyotp.TOTP(secret).now()})
        at = f"/registry/accounts/{account_id}/second-factor"
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        assert at not in links_of(await keeper.get(f"/registry/accounts/{account_id}"))
        assert (await keeper.get(at)).status_code == 403
        assert (await keeper.post(at, data=LOST)).status_code == 403
        security = await browser_of(Role.SECURITY_ADMINISTRATOR)
        assert at in links_of(await security.get(f"/registry/accounts/{account_id}"))
        assert "办事员" in words_of(await security.get(at))
        assert (await security.post(at, data={**LOST, "reason": ""})).status_code == 422
        done = await security.post(at, data=LOST)
        assert (done.status_code, done.headers["location"]) == (303, f"/registry/accounts/{account_id}")
        assert (f"account {account_id}", "done") in await audited(registry_engine, "remove-factor")
        assert (await security.post(at, data={**LOST, "idempotency_key": "again"})).status_code == 409
