"""Which person holds an account, in a browser."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.registry.account_holders.given import DOCUMENT
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_account, given_network
from tests.registry.persons import given_veteran


async def test_the_holder_of_an_account_is_named_shown_and_taken_back(
    browser_of: BrowserOf, registry_engine: AsyncEngine
) -> None:
    await given_network(registry_engine)
    person, account = await given_veteran(registry_engine), await given_account(registry_engine)
    keeper, security = [
        await browser_of(each) for each in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    ]  # fmt: skip
    clerk = await browser_of(Role.CENTRE_STAFF, account_id=account)
    at = f"/registry/accounts/{account}"
    assert f"{at}/holders" in (await keeper.get(at)).text
    assert "未登记" in words_of(await clerk.get("/me"))
    assert f"{at}/holder" in links_of(await keeper.get(f"{at}/holders"))
    assert f"{at}/holder" not in links_of(await security.get(f"{at}/holders"))
    assert "其本人和亲属" in words_of(await keeper.get(f"{at}/holders"))
    form = {"person_id": str(person), "document": DOCUMENT, "idempotency_key": "once"}
    assert (await keeper.get(f"{at}/holder")).status_code == 200
    wrong = await keeper.post(f"{at}/holder", data={**form, "person_id": str(new_id()), "idempotency_key": "wrong"})
    assert (wrong.status_code, "请核对档案编号" in words_of(wrong)) == (422, True)
    done = await keeper.post(f"{at}/holder", data=form)
    assert (done.status_code, done.headers["location"]) == (303, at)
    shown = await security.get(f"{at}/holders")
    assert str(person) in words_of(shown)
    assert DOCUMENT in words_of(shown)
    assert f"{at}/holder/removal" in links_of(shown)
    assert str(person) in words_of(await clerk.get("/me"))
    assert at in links_of(await keeper.get("/registry/accounts?is_held=true"))
    assert (await keeper.get(f"{at}/holder/removal")).status_code == 403
    assert "先核实" in words_of(await security.get(f"{at}/holder/removal"))
    removed = await security.post(f"{at}/holder/removal", data={"reason": "核对有误", "idempotency_key": "twice"})
    assert (removed.status_code, removed.headers["location"]) == (303, at)
    assert "核对有误" in words_of(await keeper.get(f"{at}/holders"))
    assert at in links_of(await keeper.get("/registry/accounts?is_held=false"))
