"""Who may be erased, and by whom; what is refused; what is as it was afterwards."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.queries import find_account_of
from services.registry.corrections.commands.correcting import Correction, correct_field
from services.registry.deaths.commands import revoke_death_record
from services.registry.erasures.commands import refuse_erasure, withdraw_erasure
from services.registry.erasures.domain import (
    KeptByLaw,
    OtherFile,
    file_number_of,
)
from services.registry.families.rules import Claim
from services.registry.veterans.commands.search import search_by_number
from services.registry.veterans.domain.standing import FileChanged, FileErased
from services.registry.veterans.queries.files import VeteranNotFound
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen, ProposedByOneself
from shared.auth.roles import Role
from shared.clock import local_date
from shared.privacy.personal import IdNumber
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.erasures.given import (
    DOCUMENT,
    centre,
    confirming,
    erasing,
    given_dead,
    given_life,
    leader,
    proposing,
)
from tests.registry.families.given import relating
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, ZHANG_WEI, given_number, given_veteran


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def dead(registry_engine: AsyncEngine) -> UUID:
    """Somebody whose file need be kept no longer."""
    veteran_id = await given_veteran(registry_engine, mobile="19900001234", education_code="70")
    await given_dead(registry_engine, veteran_id)
    return veteran_id


class TestAFile:
    async def test_is_erased_by_two_persons_for_good(self, registry_engine: AsyncEngine, dead: UUID) -> None:
        await erasing(registry_engine, dead)
        [(_, sequence, event)] = await published(registry_engine, "person-erased")
        told = {"person_id": str(dead), "org_path": ROOM_PATH, "ground": "retention-ended"}
        assert (sequence, event) == (3, told)
        number = IdNumber(ZHANG_WEI)
        found = await search_by_number(given_work(registry_engine), number, keyring=KEYRING, most_an_hour=9)
        assert found is None
        said = Correction("mobile", None, None, DOCUMENT)
        revoked: dict[str, Any] = {"reason": "another-person", "document": DOCUMENT, "keyring": KEYRING}
        for act in (
            proposing(centre(registry_engine), dead),
            revoke_death_record(given_work(registry_engine), dead, **revoked),
        ):
            with pytest.raises(FileErased):
                await act
        with pytest.raises(Exception, match="deceased"):
            await correct_field(given_work(registry_engine), dead, said, registrar=REGISTRAR)
        assert await audited(registry_engine, "confirm-erasure") == [(f"veteran {dead}", "done")]

    async def test_may_be_opened_anew_for_the_same_number(self, registry_engine: AsyncEngine, dead: UUID) -> None:
        """R1 has no memory of whom it forgot."""
        await erasing(registry_engine, dead)
        assert await given_veteran(registry_engine) != dead

    async def test_takes_the_persons_own_account_and_the_verified_number_along(
        self, registry_engine: AsyncEngine
    ) -> None:
        living = await given_life(registry_engine)
        await given_dead(registry_engine, living)
        await erasing(registry_engine, living)
        async with registry_engine.connect() as connection:
            account = await find_account_of(connection, living)
        assert account is not None
        assert account.disabled_at is not None
        assert [event["cause"] for _, _, event in await published(registry_engine, "sessions-ended")] == ["disabled"]
        withdrawn = await published(registry_engine, "contact-point-withdrawn")
        assert [event["reason"] for _, _, event in withdrawn] == ["erased"]

    async def test_leaves_a_relative_who_is_somebody_elses_too(self, registry_engine: AsyncEngine, dead: UUID) -> None:
        brother = await given_veteran(registry_engine, id_number=given_number(7))
        for veteran_id in (dead, brother):
            await relating(given_work(registry_engine), veteran_id, Claim("sibling"), number=given_number(8))
        sister = "SELECT count(*) FROM data_key WHERE person_id IN (SELECT relative_id FROM family_relation)"
        await erasing(registry_engine, dead)
        assert await scalar(registry_engine, sister) == 1
        await given_dead(registry_engine, brother)
        await erasing(registry_engine, brother)
        assert await scalar(registry_engine, sister) == 0


async def scalar(engine: AsyncEngine, statement: str) -> object:
    async with engine.connect() as connection:
        return await connection.scalar(text(statement))


class TestAProposal:
    async def test_is_not_confirmed_or_refused_by_who_made_it(self, registry_engine: AsyncEngine, dead: UUID) -> None:
        own = centre(registry_engine)
        erasure = await proposing(own, dead)
        with pytest.raises(ProposedByOneself):
            await confirming(own, erasure, dead)
        with pytest.raises(ProposedByOneself):
            await refuse_erasure(own, erasure, reason="有误")
        with pytest.raises(ProposalOpen):
            await proposing(centre(registry_engine), dead)
        with pytest.raises(ProposalNotFound):
            await withdraw_erasure(given_work(registry_engine), erasure, reason="有误")
        await withdraw_erasure(own, erasure, reason="有误")
        refused = await proposing(own, dead)
        await refuse_erasure(leader(registry_engine), refused, reason="材料不符")
        for each in (erasure, refused):
            with pytest.raises(ProposalDecided):
                await confirming(leader(registry_engine), each, dead)
        assert await published(registry_engine, "person-erased") == []

    async def test_is_confirmed_for_the_file_that_its_second_person_has_open(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        erasure = await proposing(centre(registry_engine), dead)
        with pytest.raises(OtherFile):
            await confirming(leader(registry_engine), erasure, dead, file_number="00000000")
        await confirming(leader(registry_engine), erasure, dead, file_number=f" {file_number_of(dead).upper()} ")

    async def test_of_a_file_that_changed_meanwhile_is_looked_at_again(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        with pytest.raises(FileChanged):
            await proposing(centre(registry_engine), dead, version=1)
        erasure = await proposing(centre(registry_engine), dead, version=2)
        await revoke_death_record(
            given_work(registry_engine), dead, reason="another-person", document="更正说明", keyring=KEYRING
        )  # fmt: skip
        with pytest.raises(KeptByLaw):
            await confirming(leader(registry_engine), erasure, dead)
        assert await audited(registry_engine, "confirm-erasure") == [(f"veteran {dead}", "kept-by-law")]

    async def test_elsewhere_is_as_unknown_as_none(self, registry_engine: AsyncEngine, dead: UUID) -> None:
        elsewhere = leader(registry_engine, OTHER_ROOM_PATH)
        erasure = await proposing(centre(registry_engine), dead)
        for each in (erasure, UUID(int=1)):
            with pytest.raises(ProposalNotFound):
                await confirming(elsewhere, each, dead)
        with pytest.raises(VeteranNotFound):
            await proposing(elsewhere, dead)

    async def test_confirmed_twice_at_once_is_done_once(self, registry_engine: AsyncEngine, dead: UUID) -> None:
        erasure = await proposing(centre(registry_engine), dead)
        twice = [confirming(leader(registry_engine), erasure, dead) for _ in range(2)]
        answers = await race(registry_engine, "erasure", twice)
        assert sorted(type(each).__name__ for each in answers) == ["NoneType", "ProposalDecided"]
        assert len(await published(registry_engine, "person-erased")) == 1


class TestByHttp:
    async def test_the_centre_proposes_and_a_leader_confirms(
        self, client_for: ClientFor, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        centre, chief = await client_for(Role.CENTRE_STAFF), await client_for(Role.BUREAU_LEADER)
        station = await client_for(Role.STATION_STAFF, "411329.411329104")
        at, body = f"/veterans/{dead}/erasures", {"document": DOCUMENT}
        assert (await station.post(at, json=body)).status_code == 403
        proposed = await centre.post(at, json={**body, "version": 2})
        assert proposed.status_code == 201, proposed.text
        erasure = f"/erasures/{proposed.json()['erasure_id']}/confirmation"
        typed = {"file_number": file_number_of(dead)}
        assert (await centre.post(erasure, json=typed)).status_code == 403
        wrong = await chief.post(erasure, json={"file_number": "1"})
        assert (wrong.status_code, wrong.json()["fields"][0]["code"]) == (422, "other-file")
        assert (await chief.post(erasure, json=typed)).status_code == 204
        [each] = (await (await client_for(Role.AUDITOR)).get("/erasures")).json()["items"]
        out = local_date(datetime.fromisoformat(each["decided_at"])) + timedelta(days=30)
        assert (each["outcome"], each["person_id"], each["out_of_backups_on"]) == ("erased", str(dead), str(out))
        shown = (await centre.get(f"/veterans/{dead}")).json()
        assert (shown["erased"], shown["name"], shown["personal"]) == (True, None, {})
        assert "education_code" not in shown["values"]
        assert (await centre.post(at, json=body)).status_code == 410


class TestThePages:
    async def test_say_that_nothing_can_be_taken_back(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        centre, chief = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.BUREAU_LEADER)
        at = f"/registry/persons/{dead}/erasure"
        assert at in (await centre.get(f"/registry/persons/{dead}")).text
        assert "满10年" in (await centre.get(at)).text
        sent = {"document": DOCUMENT, "version": "2", "idempotency_key": "one"}
        assert (await centre.post(at, data={**sent, "version": "1", "idempotency_key": "no"})).status_code == 409
        assert (await centre.post(at, data=sent)).status_code == 303
        own = (await centre.get("/registry/erasures")).text
        assert ("/withdrawal" in own, "/confirmation" in own) == (True, False)
        waiting = (await chief.get("/registry/erasures?is_open=true")).text
        number = waiting.partition("/confirmation")[0].rpartition("/")[2]
        address = f"/registry/erasures/{number}/confirmation"
        asked = (await chief.get(address)).text
        assert ("不可恢复" in asked, "30天" in asked, str(dead) in asked) == (True, True, True)
        typed = {"file_number": "ffffffff", "idempotency_key": "two"}
        assert (await chief.post(address, data=typed)).status_code == 422
        typed = {"file_number": file_number_of(dead), "idempotency_key": "three"}
        assert (await chief.post(address, data=typed)).status_code == 303
        shown = (await centre.get(f"/registry/persons/{dead}")).text
        assert "个人信息已删除" in shown
        assert [link in shown for link in (at, "/death/revocation", "/clear")] == [False] * 3
        kept = await centre.get(f"/registry/erasures?person_id={dead}&is_open=&mine=")
        assert ("备份中的信息最迟于" in kept.text, f'name="person_id" type="search" value="{dead}"' in kept.text) == (
            True,
            True,
        )
        for end in ("refusal", "withdrawal"):
            who = chief if end == "refusal" else centre
            assert (await who.get(f"/registry/erasures/{number}/{end}")).status_code == 200
