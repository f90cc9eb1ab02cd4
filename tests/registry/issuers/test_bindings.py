"""Which subject of which issuer is which account: made, confirmed, listed, ended."""

import base64
import re
from collections.abc import Callable
from uuid import UUID

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account, sign_out_everywhere
from services.registry.accounts.commands.console import reset_on_console
from services.registry.issuers.commands import BINDING_KEYS, SUBJECTS, end_binding, subject_hashes
from services.registry.issuers.domain.binding import BindingNotFound
from services.registry.issuers.queries import find_bound
from shared.auth.roles import Role
from shared.ids import new_id
from shared.privacy.keyring import Keyring, Keys
from shared.rotation import rekey
from tests.given import MASTER_KEY, SEARCH_KEY, given_grant
from tests.registry.given import KEYRING, PASSWORD, activating, audited, given_account, given_work, published
from tests.registry.issuers.given import Person, given_bound, given_user, holding, refused_with, signed_in_at
from tests.registry.issuers.provider import Provider

PROOF = {"current_password": PASSWORD}
FORM = {"issuer": "city", "subject": "city-10086", "reason": "统一认证接入"}
_TO_ISSUER = re.compile(r'class="button primary" href="([^"]+)"')


@pytest.fixture
async def holder(person: Person, registry_engine: AsyncEngine) -> UUID:
    """Has signed in with his password."""
    account_id = await given_user(registry_engine)
    await person.signs_in_by_password()
    return account_id


async def on_the_way(person: Person) -> str:
    """The address that the issuer sends him back to, who wants to bind its user to his account."""
    shown = await person.browser.post("/me/issuers/city", data=PROOF)
    found = _TO_ISSUER.search(shown.text)
    assert found is not None, shown.text
    return await signed_in_at(found[1].replace("&amp;", "&"))


class TestTheHolderOfAnAccount:
    async def test_binds_himself_and_is_signed_in_by_it(
        self, person: Person, person_at: Callable[[], Person], holder: UUID, registry_engine: AsyncEngine
    ) -> None:
        assert "/me/issuers" in (await person.browser.get("/me")).text
        assert "/me/issuers/city" in (await person.browser.get("/me/issuers")).text
        assert 'type="password"' in (await person.browser.get("/me/issuers/city")).text
        back = await person.browser.get(await on_the_way(person))
        assert (back.status_code, back.headers["location"]) == (303, "/me/issuers")
        shown = (await person.browser.get("/me/issuers")).text
        assert "市统一身份认证" in shown
        assert "使用中" in shown
        assert "city-10086" not in shown
        assert await audited(registry_engine, "bind-subject") == [(f"account {holder}", "done")]
        assert (await person_at().signs_in("/me")).headers["location"] == "/me"

    async def test_proves_with_his_password_that_it_is_he(
        self, person: Person, holder: UUID, registry_engine: AsyncEngine
    ) -> None:
        wrong = await person.browser.post("/me/issuers/city", data={"current_password": "wrong"})
        assert (wrong.status_code, "当前密码不正确" in wrong.text) == (422, True)
        assert "sign-in=" not in wrong.headers.get("set-cookie", "")
        assert await audited(registry_engine, "count-failure") == [(f"account {holder}", "done")]

    async def test_has_an_end_to_his_sessions_when_he_ends_it(
        self, person: Person, holder: UUID, registry_engine: AsyncEngine
    ) -> None:
        await person.browser.get(await on_the_way(person))
        kept = person.browser.cookies["session"]
        end = re.search(r'action="(/me/issuers/[0-9a-f-]{36}/end)"', (await person.browser.get("/me/issuers")).text)
        assert end is not None
        ended = await person.browser.post(end[1], data={"idempotency_key": "once"})
        assert ended.headers["location"] == "/sign-in"
        person.browser.cookies.set("session", kept)
        assert (await person.browser.get("/me")).status_code == 303
        assert [data["cause"] for _, _, data in await published(registry_engine, "sessions-ended")] == ["binding-ended"]
        person.browser.cookies.clear()
        assert refused_with(await person.signs_in())[0] == 401

    async def test_binds_nobody_who_is_bound_already(
        self, person: Person, provider: Provider, holder: UUID, registry_engine: AsyncEngine
    ) -> None:
        other = await given_account(registry_engine, "another")
        await given_bound(registry_engine, provider.url, other)
        refused = await person.browser.get(await on_the_way(person))
        assert (refused.status_code, "已绑定账号" in refused.text) == (409, True)

    async def test_binds_nobody_when_his_sessions_were_ended_meanwhile(
        self, person: Person, holder: UUID, registry_engine: AsyncEngine
    ) -> None:
        back = await on_the_way(person)
        await sign_out_everywhere(holding(registry_engine, holder), holder)
        assert (await person.browser.get(back)).status_code == 401
        assert await audited(registry_engine, "bind-subject") == [(f"account {holder}", "sign-in-not-begun-here")]

    async def test_binds_nobody_twice_by_one_answer(
        self, person: Person, holder: UUID, registry_engine: AsyncEngine
    ) -> None:
        shown = await person.browser.post("/me/issuers/city", data=PROOF)
        found = _TO_ISSUER.search(shown.text)
        assert found is not None
        kept = person.browser.cookies["sign-in"]
        backs = [await signed_in_at(found[1].replace("&amp;", "&")) for _ in range(2)]
        await person.browser.get(backs[0])
        person.browser.cookies.set("sign-in", kept)
        assert (await person.browser.get(backs[1])).status_code == 401

    async def test_is_bound_by_no_answer_to_a_question_of_somebody_else(
        self, person: Person, person_at: Callable[[], Person], holder: UUID
    ) -> None:
        """Else a stranger's user of the issuer could be bound to the account of his victim."""
        attacker = await person_at().goes_there()
        await person.browser.post("/me/issuers/city", data=PROOF)
        assert (await person.browser.get(attacker)).status_code == 401
        assert "没有绑定" in (await person.browser.get("/me/issuers")).text


class TestWhoKeepsAccounts:
    async def test_binds_for_another_who_confirms_it(
        self, person_at: Callable[[], Person], registry_engine: AsyncEngine, token_for: Callable[[UUID], str]
    ) -> None:
        account_id = await given_user(registry_engine)
        keeper = await keeping(person_at(), registry_engine, token_for)
        at = f"/registry/accounts/{account_id}/issuers"
        assert (await keeper.get(f"{at}/new")).status_code == 200
        assert (await keeper.post(f"{at}/new", data={**FORM, "subject": ""})).status_code == 422
        made = await keeper.post(f"{at}/new", data={**FORM, "idempotency_key": "once"})
        assert (made.status_code, made.headers["location"]) == (303, at)
        shown = (await keeper.get(at)).text
        assert "待本人确认" in shown
        assert "city-10086" not in shown
        assert (await keeper.post(f"{at}/new", data={**FORM, "idempotency_key": "twice"})).status_code == 409

        person = person_at()
        assert refused_with(await person.signs_in())[0] == 401
        await person.signs_in_by_password()
        found = re.search(r'href="(/me/issuers/[^"]+/confirmation)"', (await person.browser.get("/me/issuers")).text)
        assert found is not None
        assert (await person.browser.get(found[1])).status_code == 200
        assert (await person.browser.post(found[1], data={"current_password": "wrong"})).status_code == 422
        assert (await person.browser.post(found[1], data=PROOF)).headers["location"] == "/me/issuers"
        assert (await person_at().signs_in("/me")).headers["location"] == "/me"

        end = re.search(rf'href="({at}/[0-9a-f-]{{36}}/end)"', (await keeper.get(at)).text)
        assert end is not None
        assert (await keeper.get(end[1])).status_code == 200
        assert (await keeper.post(end[1], data={"reason": ""})).status_code == 422
        assert (await keeper.post(end[1], data={"reason": "调离岗位"})).status_code == 303
        assert refused_with(await person_at().signs_in())[0] == 401

    async def test_ends_it_by_a_reset(
        self, person_at: Callable[[], Person], provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        """Who reset an account because a stranger could get in has shut every door."""
        account_id = await given_user(registry_engine, None)
        await given_bound(registry_engine, provider.url, account_id)
        server = given_work(registry_engine)
        slip = await reset_on_console(server, username="station-clerk", reason="忘记密码", keyring=KEYRING)
        assert await audited(registry_engine, "end-binding") == [(f"account {account_id}", "done")]
        await activating(registry_engine, slip)
        await given_grant(registry_engine, account_id, Role.STATION_STAFF)
        assert refused_with(await person_at().signs_in())[0] == 401
        await person_at().signs_in_by_password()

    async def test_ends_nothing_of_another_account_by_its_address(
        self, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        binding_id = await given_bound(registry_engine, provider.url, await given_user(registry_engine))
        other = await given_account(registry_engine, "another")
        with pytest.raises(BindingNotFound):
            await end_binding(given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR), other, binding_id, reason="填错")

    async def test_leaves_an_account_disabled_that_is(self, provider: Provider, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        binding_id = await given_bound(registry_engine, provider.url, account_id)
        keeper = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        await disable_account(keeper, account_id, reason="离职")
        await end_binding(keeper, account_id, binding_id, reason="离职")
        causes = [data["cause"] for _, _, data in await published(registry_engine, "sessions-ended")]
        assert causes == ["disabled", "disabled"]

    async def test_is_the_system_administrator_alone(
        self, person_at: Callable[[], Person], registry_engine: AsyncEngine, token_for: Callable[[UUID], str]
    ) -> None:
        account_id = await given_user(registry_engine)
        at = f"/registry/accounts/{account_id}/issuers"
        security = await keeping(person_at(), registry_engine, token_for, Role.SECURITY_ADMINISTRATOR)
        assert (await security.get(at)).status_code == 200
        assert (await security.post(f"{at}/new", data=FORM)).status_code == 403


def given_key(letter: str) -> SecretStr:
    return SecretStr(base64.b64encode(letter.encode() * 32).decode())


async def keeping(
    person: Person, engine: AsyncEngine, token_for: Callable[[UUID], str], role: Role = Role.SYSTEM_ADMINISTRATOR
) -> httpx2.AsyncClient:
    """The browser of an administrator."""
    account = new_id()
    await given_grant(engine, account, role)
    person.browser.cookies.set("session", token_for(account))
    return person.browser


class TestTheApi:
    async def test_lists_confirms_and_ends(
        self,
        external_app: object,
        api_client: Callable[..., httpx2.AsyncClient],
        registry_engine: AsyncEngine,
        token_for: Callable[[UUID], str],
    ) -> None:
        account_id, keeper_id = await given_user(registry_engine), new_id()
        await given_grant(registry_engine, keeper_id, Role.SYSTEM_ADMINISTRATOR)
        keeper, holder = (api_client(external_app, token_for(each)) for each in (keeper_id, account_id))
        made = await keeper.post(f"/accounts/{account_id}/bindings", json=FORM)
        assert made.status_code == 201, made.text
        binding_id = made.json()["binding_id"]
        assert (await keeper.post(f"/accounts/{account_id}/bindings", json={**FORM, "issuer": "x"})).status_code == 404
        [listed] = (await holder.get("/accounts/me/issuers")).json()
        assert (listed["binding_id"], listed["bound_by"], listed["confirmed_at"]) == (binding_id, str(keeper_id), None)
        assert "city-10086" not in str(listed)
        confirmation = f"/accounts/me/issuers/{binding_id}/confirmation"
        assert (await keeper.post(confirmation, json=PROOF)).status_code == 404  # no account of this county's
        assert (await holder.post(confirmation, json={"current_password": "wrong"})).status_code == 422
        assert (await holder.post(confirmation, json=PROOF)).status_code == 204
        assert (await holder.post(confirmation, json=PROOF)).status_code == 404
        [seen] = (await keeper.get(f"/accounts/{account_id}/bindings")).json()
        assert seen["confirmed_at"] is not None
        assert (await keeper.get(f"/accounts/{new_id()}/bindings")).status_code == 404
        assert (await holder.post(f"/accounts/me/issuers/{new_id()}/removal")).status_code == 404
        assert (await holder.post(f"/accounts/me/issuers/{binding_id}/removal")).status_code == 204
        assert (await holder.get("/accounts/me/issuers")).status_code == 401
        again = (await keeper.post(f"/accounts/{account_id}/bindings", json=FORM)).json()["binding_id"]
        removal = f"/accounts/{account_id}/bindings/{again}/removal"
        assert (await keeper.post(removal, json={"reason": "填错"})).status_code == 204


class TestASubject:
    async def test_is_found_under_keys_that_took_the_place_of_others(
        self, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_user(registry_engine)
        await given_bound(registry_engine, provider.url, account_id)
        m1, m2, a, b = SecretStr(MASTER_KEY), given_key("2"), SecretStr(SEARCH_KEY), given_key("b")
        for keys in (Keys([m2, m1], (a, b)), Keys([m2], (None, b))):
            keyring, work = Keyring(keys), given_work(registry_engine)
            for rekeying in (BINDING_KEYS, SUBJECTS):
                assert await rekey(work, keyring, rekeying) == (1 if rekeying is SUBJECTS or a in keys.search else 0)
            async with registry_engine.connect() as connection:
                hashes = subject_hashes(keyring, provider.url, "city-10086")
                bound = await find_bound(connection, hashes)
                assert bound is not None
                assert bound.account_id == account_id

    async def test_stands_nowhere_in_clear(self, provider: Provider, registry_engine: AsyncEngine) -> None:
        """An issuer may call people by a personal number."""
        await given_bound(registry_engine, provider.url, await given_user(registry_engine), "999329195901012345")
        async with registry_engine.connect() as connection:
            tables = ("issuer_binding", "audit", "outbox", "idempotency")
            kept = [str((await connection.execute(text(f"SELECT t::text FROM {each} t"))).all()) for each in tables]
        assert "999329195901012345" not in "".join(kept)
        assert b"999329195901012345".hex() not in "".join(kept)
