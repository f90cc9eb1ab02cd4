"""Which person the holder of an account for work is: named by one administrator, taken back by another."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.account_holders.commands import name_account_holder
from services.registry.accounts.commands import open_account
from services.registry.accounts.domain.account import Kind
from services.registry.accounts.queries import find_account_of
from services.registry.corrections.commands import forget_unknown
from services.registry.families.commands import revoke_relation
from services.registry.families.rules import Claim
from services.registry.self_accounts.commands import open_self_account
from shared.auth.roles import Role
from shared.command import together
from shared.ids import new_id
from tests.given import given_grant
from tests.races import until_waiting
from tests.registry.account_holders.given import DOCUMENT, given_holder_named
from tests.registry.conftest import ClientFor
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.families.given import WIFE, relating
from tests.registry.given import CENTRE_CODE, audited, given_account, given_network, given_work
from tests.registry.merges.given import given_pair, merging
from tests.registry.persons import given_number, given_veteran
from tests.registry.recipients.given import ending, given_recipient
from tests.registry.registrations.given import scalar, station

WHY = {"reason": "核对有误"}
SON = given_number(4, date(1990, 1, 1))


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def relative_in(engine: AsyncEngine, relation_id: UUID) -> UUID:
    own = "SELECT relative_id FROM family_relation WHERE relation_id = :own"
    return UUID(str(await scalar(engine, own, own=relation_id)))


def naming(person: UUID) -> dict[str, str]:
    return {"person_id": str(person), "document": DOCUMENT}


class TestTheHolderOfAnAccount:
    async def test_is_named_once_shown_found_taken_back_by_another_and_named_anew(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account = await given_account(registry_engine)
        keeper, security = [
            await client_for(each) for each in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
        ]  # fmt: skip
        at = f"/accounts/{account}"

        async def found(answer: str) -> bool:
            listed = (await keeper.get("/accounts", params={"is_held": answer})).json()["items"]
            return str(account) in {each["account_id"] for each in listed}

        assert [await found(each) for each in ("true", "false")] == [False, True]
        assert (await keeper.post(f"{at}/holder", json=naming(veteran))).status_code == 204
        again = await keeper.post(f"{at}/holder", json=naming(veteran))
        assert (again.status_code, again.json()["code"]) == (409, "holder-named-already")
        assert [await found(each) for each in ("true", "false")] == [True, False]
        [shown] = (await security.get(f"{at}/holders")).json()
        assert (shown["person_id"], shown["document"], shown["removed_at"]) == (str(veteran), DOCUMENT, None)

        assert (await keeper.post(f"{at}/holder/removal", json=WHY)).status_code == 403
        assert (await security.post(f"{at}/holder", json=naming(veteran))).status_code == 403
        assert (await security.post(f"{at}/holder/removal", json=WHY)).status_code == 204
        gone = await security.post(f"{at}/holder/removal", json=WHY)
        assert (gone.status_code, gone.json()["code"]) == (404, "holder-not-found")
        assert (await keeper.post(f"{at}/holder", json=naming(veteran))).status_code == 204
        shown = (await keeper.get(f"{at}/holders")).json()
        assert [each["removed_why"] for each in shown] == [None, WHY["reason"]]
        tried = [(f"account {account}", result) for result in ("done", "holder-not-found")]
        assert await audited(registry_engine, "remove-account-holder") == tried
        told = (await keeper.get(f"{at}/history")).json()["items"]
        assert DOCUMENT in {each["purpose"] for each in told if each["action"] == "name-account-holder"}

    async def test_is_taken_back_neither_by_himself_nor_by_who_named_him(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account, keeper = await given_account(registry_engine), await given_account(registry_engine, "keeper")
        namer = await client_for(Role.SYSTEM_ADMINISTRATOR, account_id=keeper)
        assert (await namer.post(f"/accounts/{account}/holder", json=naming(veteran))).status_code == 204
        for whose in (account, keeper):
            own = await client_for(Role.SECURITY_ADMINISTRATOR, account_id=whose)
            refused = await own.post(f"/accounts/{account}/holder/removal", json=WHY)
            assert (refused.status_code, refused.json()["code"]) == (403, "holder-removed-by-oneself")
        deputy = new_id()
        await given_grant(registry_engine, deputy, Role.SECURITY_ADMINISTRATOR, CENTRE_CODE, on_behalf_of=keeper)
        stands_in = await client_for(account_id=deputy)
        assert (await stands_in.post(f"/accounts/{account}/holder/removal", json=WHY)).status_code == 403

    async def test_is_somebody_known_and_of_an_account_for_work(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        keeper, account = await client_for(Role.SYSTEM_ADMINISTRATOR), await given_account(registry_engine)
        unknown = await keeper.post(f"/accounts/{account}/holder", json=naming(new_id()))
        assert (unknown.status_code, unknown.json()["fields"][0]["code"]) == (422, "unknown-person")
        nowhere = await keeper.post(f"/accounts/{new_id()}/holder", json=naming(veteran))
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, "account-not-found")
        work = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        machine = await open_account(work, username="city", display_name="市平台", kind=Kind.MACHINE)
        await open_self_account(given_work(registry_engine), veteran)
        async with registry_engine.connect() as connection:
            own = await find_account_of(connection, veteran)
        assert own is not None
        for whose, code in ((machine, "machine-account"), (own.account_id, "account-of-own-affairs")):
            refused = await keeper.post(f"/accounts/{whose}/holder", json=naming(veteran))
            assert (refused.status_code, refused.json()["code"]) == (409, code)

    async def test_decides_on_nobody_of_his_and_sees_nothing_of_his_own_with_it(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """Nor does who stands in for him."""
        account, deputy = await given_account(registry_engine), await given_account(registry_engine, "deputy")
        await given_grant(registry_engine, deputy, Role.CENTRE_STAFF, CENTRE_CODE, on_behalf_of=account)
        clerk = await client_for(Role.CENTRE_STAFF, account_id=account)
        stands_in = await client_for(account_id=deputy)

        async def parties() -> list[Any]:
            return [(await each.get("/accounts/me/parties")).json() for each in (clerk, stands_in)]

        nobody: dict[str, Any] = {"person_id": None, "other_files": [], "stood_in_for": []}
        assert await parties() == [nobody, nobody]
        await given_holder_named(registry_engine, account, veteran)
        him = str(veteran)
        assert await parties() == [{**nobody, "person_id": him}, {**nobody, "stood_in_for": [him]}]
        await given_grant(registry_engine, account, Role.VETERAN, CENTRE_CODE)
        assert (await clerk.get("/accounts/me/person")).json()["code"] == "own-file-not-found"

    async def test_is_forgotten_with_the_person(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account, keeper = await given_account(registry_engine), await client_for(Role.SYSTEM_ADMINISTRATOR)
        await given_holder_named(registry_engine, account, veteran)
        await given_dead(registry_engine, veteran)
        await erasing(registry_engine, veteran)
        assert (await keeper.get(f"/accounts/{account}/holders")).json() == []
        refused = await keeper.post(f"/accounts/{account}/holder", json=naming(veteran))
        assert refused.json()["fields"][0]["code"] == "unknown-person"

    async def test_is_forgotten_with_the_veteran_beside_whom_alone_he_is_known(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """As is who stood beside nobody after all."""
        account, other = [await given_account(registry_engine, each) for each in ("wife", "son")]
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)

        async def held() -> list[int]:
            return [len((await keeper.get(f"/accounts/{each}/holders")).json()) for each in (account, other)]

        relation = await relating(given_work(registry_engine), veteran)
        wrong = await relating(given_work(registry_engine), veteran, Claim("child"), number=SON, name="张明")
        await given_holder_named(registry_engine, account, await relative_in(registry_engine, relation))
        await given_holder_named(registry_engine, other, await relative_in(registry_engine, wrong))
        assert await held() == [1, 1]
        await revoke_relation(
            given_work(registry_engine), wrong, reason="unfounded", document=DOCUMENT, forgets=forget_unknown
        )
        assert await held() == [1, 0]
        await given_dead(registry_engine, veteran)
        await erasing(registry_engine, veteran)
        assert await held() == [0, 0]

    async def test_stays_while_he_is_known_for_the_sake_of_a_veteran(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """What was known of him as a recipient is erased; he is the veteran's wife still, and decides on neither."""
        account, keeper = await given_account(registry_engine), await client_for(Role.SYSTEM_ADMINISTRATOR)
        wife = await relative_in(registry_engine, await relating(given_work(registry_engine), veteran))
        assert await given_recipient(registry_engine, number=WIFE, name="李梅") == wife
        await given_holder_named(registry_engine, account, wife)
        await ending(station(registry_engine), wife, "recorded-in-error")
        await erasing(registry_engine, wife)
        [shown] = (await keeper.get(f"/accounts/{account}/holders")).json()
        assert (shown["person_id"], shown["removed_at"]) == (str(wife), None)
        clerk = await client_for(Role.CENTRE_STAFF, account_id=account)
        assert (await clerk.get("/accounts/me/parties")).json()["person_id"] == str(wife)

    async def test_is_one_person_by_all_of_his_files(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """Whoever asks may not have been told of the merge yet."""
        account = await given_account(registry_engine)
        deputy = await given_account(registry_engine, "deputy")
        await given_grant(registry_engine, deputy, Role.CENTRE_STAFF, CENTRE_CODE, on_behalf_of=account)
        merged = await given_veteran(registry_engine, id_number=given_number(2))
        await given_holder_named(registry_engine, account, merged)
        await merging(registry_engine, await given_pair(registry_engine, veteran, merged), veteran)
        clerk = await client_for(Role.CENTRE_STAFF, account_id=account)
        own = (await clerk.get("/accounts/me/parties")).json()
        assert own == {"person_id": str(merged), "other_files": [str(veteran)], "stood_in_for": []}
        lent = (await (await client_for(account_id=deputy)).get("/accounts/me/parties")).json()
        assert lent == {"person_id": None, "other_files": [], "stood_in_for": sorted([str(merged), str(veteran)])}

    async def test_is_forgotten_by_who_erases_him_while_he_is_named(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account, keeper = await given_account(registry_engine), await client_for(Role.SYSTEM_ADMINISTRATOR)
        await given_dead(registry_engine, veteran)
        async with registry_engine.connect() as connection:
            async with together(given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)) as work:
                await name_account_holder(work, account, person_id=veteran, document=DOCUMENT)
                erased = asyncio.create_task(erasing(registry_engine, veteran))
                await until_waiting(connection, [erased])
                assert not erased.done()
            await erased
        assert (await keeper.get(f"/accounts/{account}/holders")).json() == []
