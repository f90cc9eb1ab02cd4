"""Identities: on evidence, by two persons."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import (
    confirm_identity_correction,
    forget_unknown,
    propose_identity_correction,
    refuse_identity_correction,
    withdraw_identity_correction,
)
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.domain.correction import CorrectionInvalid, NumberOfRelative
from services.registry.corrections.domain.identity import (
    TypedOtherwise,
)
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.corrections.parameters import IdentityKind
from services.registry.families.commands import revoke_relation
from services.registry.families.rules import Claim
from services.registry.grants.domain.proposal import ProposerMayNoLonger
from services.registry.veterans.commands.search import TooManySearches, search_by_number
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.queries.disclosed import reveal
from services.registry.veterans.queries.files import get_file
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen, ProposedByOneself
from shared.auth.roles import Role
from shared.command import Work
from shared.privacy.identity_number import read_identity_number
from shared.privacy.personal import IdNumber, Personal
from tests.browsers import links_of
from tests.given import given_grant
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.families.given import relating
from tests.registry.given import KEYRING, NOW, given_network, given_work, published
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM_PATH,
    ZHANG_WEI,
    codes_of,
    given_number,
    given_veteran,
)

SHI_AN = "411329.411329104"
RIGHT = given_number(7)
DOCUMENT = "户字第12号"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


def clerk(engine: AsyncEngine, path: str = SHI_AN) -> Work:
    return given_work(engine, Role.STATION_STAFF, path)


async def proposing(
    work: Work,
    veteran_id: UUID,
    value: str = RIGHT,
    kind: IdentityKind = IdentityKind.ID_NUMBER,
    *,
    most: int = 60,
) -> UUID:
    wanted = Wanted(kind, Personal(value), "household-register", DOCUMENT)
    return await propose_identity_correction(work, veteran_id, wanted, registrar=REGISTRAR, most_an_hour=most)


async def confirming(work: Work, correction_id: UUID, typed: str = RIGHT) -> None:
    await confirm_identity_correction(work, correction_id, typed=Personal(typed), registrar=REGISTRAR)


async def revealed(engine: AsyncEngine, veteran_id: UUID, field: str) -> str:
    async with engine.connect() as connection:
        caller = given_work(engine).caller
        return (await reveal(connection, veteran_id, [field], keyring=KEYRING, caller=caller))[field].reveal()


async def found(engine: AsyncEngine, number: str) -> UUID | None:
    return await search_by_number(given_work(engine), IdNumber(number), keyring=KEYRING, most_an_hour=99)


class TestAnIdentityNumber:
    async def test_is_corrected_once_a_second_person_has_typed_the_same(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        correction = await proposing(clerk(registry_engine), veteran_id)
        assert await revealed(registry_engine, veteran_id, "id_number") == ZHANG_WEI
        centre = given_work(registry_engine)
        with pytest.raises(TypedOtherwise):
            await confirming(centre, correction, given_number(8))
        await confirming(centre, correction)
        assert await revealed(registry_engine, veteran_id, "id_number") == RIGHT
        assert [await found(registry_engine, number) for number in (RIGHT, ZHANG_WEI)] == [veteran_id, None]
        [(_, sequence, event)] = await published(registry_engine, "identity-corrected")
        assert (sequence, event) == (2, {
            "person_id": str(veteran_id), "org_path": ROOM_PATH, "kind": "id-number", "evidence": "household-register",
        })  # fmt: skip
        with pytest.raises(ProposalDecided):
            await confirming(centre, correction)

    async def test_is_proposed_as_often_as_searched_for(self, registry_engine: AsyncEngine) -> None:
        """The answer tells whether a number is known."""
        veteran_id = await given_veteran(registry_engine)
        await given_veteran(registry_engine, id_number=given_number(9))
        own = clerk(registry_engine)
        for _ in range(2):
            with pytest.raises(AlreadyRegistered):
                await proposing(own, veteran_id, given_number(9), most=2)
        with pytest.raises(TooManySearches):
            await proposing(own, veteran_id, most=2)
        with pytest.raises(TooManySearches):
            await search_by_number(own, IdNumber(RIGHT), keyring=KEYRING, most_an_hour=2)

    @pytest.mark.parametrize("is_dismissed", [True, False])
    async def test_is_not_confirmed_where_who_proposed_it_may_no_longer(
        self, registry_engine: AsyncEngine, is_dismissed: bool
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        own = clerk(registry_engine)
        over: dict[str, Any] = {"valid_from": NOW - timedelta(days=9), "valid_until": NOW}
        await given_grant(registry_engine, own.caller.account_id, Role.STATION_STAFF, SHI_AN, **over)
        if not is_dismissed:
            await given_grant(registry_engine, own.caller.account_id, Role.CENTRE_STAFF)
        correction = await proposing(own, veteran_id)
        if not is_dismissed:
            await confirming(given_work(registry_engine), correction)
            return
        with pytest.raises(ProposerMayNoLonger):
            await confirming(given_work(registry_engine), correction)
        await refuse_identity_correction(given_work(registry_engine), correction, reason="提出人已调离")

    async def test_that_is_known_as_a_relatives_is_free_once_that_is_revoked(
        self, registry_engine: AsyncEngine
    ) -> None:
        """His brother's file names him by the right number, his own has a mistyped one."""
        himself = await given_veteran(registry_engine)
        brother = await given_veteran(registry_engine, id_number=given_number(9))
        sibling: dict[str, Any] = {"claim": Claim("sibling"), "number": RIGHT, "name": "张伟"}
        relation_id = await relating(given_work(registry_engine), brother, **sibling)
        with pytest.raises(NumberOfRelative):
            await proposing(clerk(registry_engine), himself)
        await revoke_relation(
            given_work(registry_engine), relation_id, reason="another-person", document=DOCUMENT, forgets=forget_unknown
        )
        await confirming(given_work(registry_engine), await proposing(clerk(registry_engine), himself))
        await relating(given_work(registry_engine), brother, **sibling)
        async with registry_engine.connect() as connection:
            standing = "SELECT relative_id FROM family_relation WHERE NOT is_revoked"
            assert (await connection.scalars(text(standing))).all() == [himself]

    async def test_takes_its_sex_along_and_keeps_the_old_number_sealed(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, sex_code="2", birth_on="1960-01-01")
        number = given_number(8)
        right = read_identity_number(number, today=given_work(registry_engine).now.date(), synthetic_allowed=True)
        assert not isinstance(right, str)
        await confirming(
            given_work(registry_engine), await proposing(clerk(registry_engine), veteran_id, number), number
        )
        async with registry_engine.connect() as connection:
            file = await get_file(
                connection, veteran_id, keyring=KEYRING, caller=given_work(registry_engine).caller
            )  # fmt: skip
            held = "".join(await connection.scalars(text("SELECT f::text FROM person_fact f")))
        assert (file.row.sex_code, right.sex_code, file.discrepancies) == ("2", "2", ())
        assert held.count("id_number") == 2
        assert ZHANG_WEI not in held
        assert ZHANG_WEI.encode().hex() not in held

    async def test_that_somebody_has_is_refused_and_of_another_unit_no_more_is_told(
        self, registry_engine: AsyncEngine
    ) -> None:
        """R1."""
        veteran_id = await given_veteran(registry_engine)
        await given_veteran(registry_engine, id_number=RIGHT, org_code=OTHER_ROOM, domicile_code=OTHER_ROOM)
        with pytest.raises(AlreadyRegistered) as refused:
            await proposing(clerk(registry_engine), veteran_id)
        assert refused.value.fields == ()
        with pytest.raises(AlreadyRegistered) as told:
            await proposing(given_work(registry_engine), veteran_id)
        assert codes_of(told.value) == {"id_number": "registered-at"}

    async def test_is_one_persons_when_two_are_corrected_to_it_at_once(self, registry_engine: AsyncEngine) -> None:
        """R1, whichever door they come in by."""
        persons = [await given_veteran(registry_engine, id_number=given_number(serial)) for serial in (1, 2)]
        corrections = [await proposing(clerk(registry_engine), person) for person in persons]
        answers = await race(
            registry_engine, "person", [confirming(given_work(registry_engine), each) for each in corrections]
        )
        assert sorted(str(type(each).__name__) for each in answers) == ["AlreadyRegistered", "NoneType"]
        assert len(await published(registry_engine, "identity-corrected")) == 1

    @pytest.mark.parametrize(
        ("value", "faults"),
        [
            ("999329195902260010", {"value": "checksum"}),
            ("11010519491231002X", {"value": "synthetic-not-allowed"}),
            ("999329200002290113", {"discharged_on": "before-birth"}),
        ],
    )
    async def test_must_be_right_and_agree_with_the_file(
        self, registry_engine: AsyncEngine, value: str, faults: dict[str, str]
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        with pytest.raises(CorrectionInvalid) as refused:
            await proposing(clerk(registry_engine), veteran_id, value)
        assert codes_of(refused.value) == faults


class TestAProposal:
    async def test_is_not_confirmed_or_refused_by_who_made_it(self, registry_engine: AsyncEngine) -> None:
        veteran_id, own = await given_veteran(registry_engine), given_work(registry_engine)
        correction = await proposing(own, veteran_id)
        with pytest.raises(ProposedByOneself):
            await confirming(own, correction)
        with pytest.raises(ProposedByOneself):
            await refuse_identity_correction(own, correction, reason="有误")
        with pytest.raises(ProposalOpen):
            await proposing(clerk(registry_engine), veteran_id)
        with pytest.raises(ProposalNotFound):
            await withdraw_identity_correction(clerk(registry_engine), correction, reason="有误")
        await withdraw_identity_correction(own, correction, reason="有误")
        await refuse_identity_correction(
            given_work(registry_engine), await proposing(own, veteran_id), reason="材料不符"
        )  # fmt: skip
        assert await revealed(registry_engine, veteran_id, "id_number") == ZHANG_WEI

    async def test_that_is_open_tells_nothing_of_other_numbers(self, registry_engine: AsyncEngine) -> None:
        person, _ = [await given_veteran(registry_engine, id_number=given_number(serial)) for serial in (1, 2)]
        await proposing(clerk(registry_engine), person, given_number(3))
        for number in (given_number(2), given_number(4), "999329195902260010"):
            with pytest.raises(ProposalOpen):
                await proposing(clerk(registry_engine), person, number)

    async def test_elsewhere_is_as_unknown_as_none(self, registry_engine: AsyncEngine) -> None:
        correction = await proposing(clerk(registry_engine), await given_veteran(registry_engine))
        elsewhere = replace(given_work(registry_engine, Role.CENTRE_STAFF, OTHER_ROOM_PATH))
        for each in (correction, UUID(int=1)):
            with pytest.raises(ProposalNotFound):
                await confirming(elsewhere, each)

    async def test_of_a_name_or_a_stated_birth_date_changes_that(
        self, registry_engine: AsyncEngine, client_for: ClientFor
    ) -> None:
        veteran_id = await given_veteran(registry_engine, birth_on="1958-02-26")
        for kind, value in ((IdentityKind.NAME, "张维"), (IdentityKind.BIRTH_DATE, "1959-02-26")):
            correction = await proposing(clerk(registry_engine), veteran_id, value, kind)
            await confirming(given_work(registry_engine), correction, value)
        assert await revealed(registry_engine, veteran_id, "name") == "张维"
        searcher = await client_for(Role.CENTRE_STAFF)
        searches = [await searcher.post("/veterans/search-by-name", json={"name": name}) for name in ("张维", "张伟")]
        assert [len(each.json()["items"]) for each in searches] == [1, 0]
        async with registry_engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM identity_discrepancy")) == 0
        with pytest.raises(NothingChanges):
            await proposing(clerk(registry_engine), veteran_id, "1959年2月26日", IdentityKind.BIRTH_DATE)

    async def test_is_made_and_confirmed_by_page(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        station, leader = await browser_of(Role.STATION_STAFF, SHI_AN), await browser_of(Role.BUREAU_LEADER)
        at = f"/registry/persons/{veteran_id}/identity"
        assert "提出身份信息更正" in (await station.get(at)).text
        sent: dict[str, Any] = {
            "kind": "id-number", "value": RIGHT, "evidence": "identity-card", "document": DOCUMENT,
            "idempotency_key": "one", "version": "1",
        }  # fmt: skip
        stale = await station.post(at, data={**sent, "idempotency_key": "none", "version": "7"})
        assert (stale.status_code, 'name="version" value="1"' in stale.text) == (409, True)
        assert (await station.post(at, data=sent)).status_code == 303
        own = (await station.get("/registry/identity-corrections")).text
        assert ("/withdrawal" in own, "/confirmation" in own) == (True, False)
        waiting = await leader.get(f"/registry/identity-corrections?is_open=true&person_id={veteran_id}")
        assert f'name="person_id" type="search" value="{veteran_id}"' in waiting.text
        assert RIGHT not in waiting.text
        [address] = [link for link in links_of(waiting) if link.endswith("/confirmation")]
        assert "核对" in (await leader.get("/registry/identity-corrections")).text
        assert "证明材料上的内容" in (await leader.get(address)).text
        refused = await station.post(address, data={"value": RIGHT})
        assert refused.status_code == 403
        done = await leader.post(address, data={"value": RIGHT, "idempotency_key": "two"})
        assert (done.status_code, done.headers["location"]) == (303, f"/registry/persons/{veteran_id}")
        assert await revealed(registry_engine, veteran_id, "id_number") == RIGHT
