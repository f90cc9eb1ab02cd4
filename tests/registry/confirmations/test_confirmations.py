"""Whom somebody made sure of in a year is recorded; who is still to be seen is listed."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.confirmations.commands import revoke_confirmation
from services.registry.confirmations.domain import (
    ConfirmationInvalid,
    ConfirmationNotFound,
    ConfirmationRevoked,
    ConfirmedAlready,
    MissedAlready,
)
from services.registry.deaths.commands import Reported, record_death
from services.registry.veterans.domain.standing import PersonIsDeceased
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.races import race
from tests.registry.confirmations.given import CONFIRMED_THIS_YEAR, DOCUMENT, confirming_year, missing
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, codes_of, given_number, given_veteran

BODY = {
    "year": 2019, "method": "home-visit", "result": "unchanged", "confirmed_on": "2019-04-30", "document": DOCUMENT,
}  # fmt: skip


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, registered_on="2018-10-01")


async def told(engine: AsyncEngine) -> list[tuple[str, int]]:
    return [(name, sequence) for name, sequence, _ in await published(engine) if name.startswith("annual-confirmation")]


class TestAConfirmation:
    async def test_is_told_of_once_by_two_who_ask_together(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        work = given_work(registry_engine, Role.ROOM_STAFF, ROOM_PATH)
        ended = await race(registry_engine, "veteran", [confirming_year(work, veteran) for _ in range(2)])
        assert sorted(type(each).__name__ for each in ended) == ["ConfirmedAlready", "UUID"]
        [(_, sequence, event)] = await published(registry_engine, "annual-confirmation-recorded")
        [confirmation_id] = [each for each in ended if isinstance(each, UUID)]
        assert (sequence, event) == (
            1,
            {
                "confirmation_id": str(confirmation_id), "person_id": str(veteran), "org_path": ROOM_PATH,
                "year": 2019, "method": "in-person", "result": "unchanged", "confirmed_on": "2019-04-30",
            },
        )  # fmt: skip
        done = [result for _, result in await audited(registry_engine, "record-confirmation")]
        assert sorted(done) == ["confirmed-already", "done"]

    @pytest.mark.parametrize(
        ("changes", "codes"),
        [
            ({"year": 2017, "confirmed_on": date(2017, 4, 1)}, {"year": "outside-register"}),
            ({"year": 2020}, {"year": "outside-register", "confirmed_on": "before-the-year"}),
            ({"confirmed_on": date(2018, 12, 31)}, {"confirmed_on": "before-the-year"}),
            ({"confirmed_on": date(2019, 5, 1)}, {"confirmed_on": "in-future"}),
        ],
    )
    async def test_lies_in_its_year_or_later(
        self, registry_engine: AsyncEngine, veteran: UUID, changes: dict[str, Any], codes: dict[str, str]
    ) -> None:
        with pytest.raises(ConfirmationInvalid) as refused:
            await confirming_year(given_work(registry_engine), veteran, replace(CONFIRMED_THIS_YEAR, **changes))
        assert codes_of(refused.value) == codes

    async def test_is_of_the_living_in_scope_and_revoked_of_the_dead_too(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        elsewhere = given_work(registry_engine, Role.ROOM_STAFF, OTHER_ROOM_PATH)
        with pytest.raises(VeteranNotFound):
            await confirming_year(elsewhere, veteran)
        confirmation_id = await confirming_year(given_work(registry_engine), veteran)
        died = Reported(TODAY, "medical-certificate", "第2号")
        await record_death(given_work(registry_engine), veteran, died, keyring=KEYRING)
        with pytest.raises(PersonIsDeceased):
            await missing(given_work(registry_engine), veteran)
        facts: dict[str, Any] = {"reason": "unfounded", "document": "说明第1号"}
        with pytest.raises(ConfirmationNotFound):
            await revoke_confirmation(elsewhere, confirmation_id, **facts)
        asked = [revoke_confirmation(given_work(registry_engine), confirmation_id, **facts) for _ in range(2)]
        ended = await race(registry_engine, "veteran", asked)
        assert [type(each) for each in ended if each is not None] == [ConfirmationRevoked]
        assert (f"veteran {veteran}", "done") in await audited(registry_engine, "revoke-confirmation")

    async def test_of_a_year_that_was_missed_takes_that_back(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        work = given_work(registry_engine)
        for year in (2017, 2019):
            with pytest.raises(ConfirmationInvalid) as refused:
                await missing(work, veteran, year)
            assert codes_of(refused.value) == {"year": "not-over"}
        await missing(work, veteran)
        with pytest.raises(MissedAlready):
            await missing(work, veteran)
        late = replace(CONFIRMED_THIS_YEAR, year=2018)
        await confirming_year(work, veteran, late)
        with pytest.raises(ConfirmedAlready):
            await missing(work, veteran)
        assert await told(registry_engine) == [
            ("annual-confirmation-missed", 1), ("annual-confirmation-revoked", 2), ("annual-confirmation-recorded", 1),
        ]  # fmt: skip
        [(_, _, event)] = await published(registry_engine, "annual-confirmation-revoked")
        assert (event["year"], event["reason"]) == (2018, "confirmed-late")


class TestByHttp:
    async def test_a_room_confirms_those_who_are_listed(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        dead = await given_veteran(registry_engine, id_number=given_number(1), registered_on="2018-10-01")
        await record_death(
            given_work(registry_engine), dead, Reported(TODAY, "medical-certificate", "第2号"), keyring=KEYRING
        )
        await given_veteran(registry_engine, id_number=given_number(2), registered_on="2019-04-01")
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        at, wanted = f"/veterans/{veteran}/confirmations", {"year": "2018"}
        [line] = (await room.get("/unconfirmed-veterans", params=wanted)).json()["items"]
        assert (line["veteran_id"], line["name"]) == (str(veteran), "张*")
        wrong = await room.post(at, json={**BODY, "method": "hearsay", "result": "", "year": 1})
        assert {each["field"] for each in wrong.json()["fields"]} == {"method", "result", "year"}
        missed = await room.post(f"{at}/missed", json={"year": 2018, "document": DOCUMENT})
        assert missed.status_code == 201
        assert len((await room.get("/unconfirmed-veterans", params=wanted)).json()["items"]) == 1
        done = await room.post(at, json={**BODY, "year": 2018})
        assert done.status_code == 201
        assert (await room.get("/unconfirmed-veterans", params=wanted)).json()["items"] == []
        one = f"/confirmations/{done.json()['confirmation_id']}/revocation"
        chosen_by_nobody = {"reason": "confirmed-late", "document": DOCUMENT}
        assert (await room.post(one, json=chosen_by_nobody)).status_code == 422
        assert (await room.post(one, json={"reason": "unfounded", "document": DOCUMENT})).status_code == 204
        assert len((await room.get("/unconfirmed-veterans", params=wanted)).json()["items"]) == 1
        found = (await room.get(at)).json()
        assert [each["revocation_reason"] for each in found] == ["unfounded", "confirmed-late"]
        auditor, elsewhere = await client_for(Role.AUDITOR), await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await auditor.post(at, json=BODY)).status_code == 403
        assert (await elsewhere.get("/unconfirmed-veterans", params=wanted)).json()["items"] == []


class TestThePages:
    async def test_lead_from_the_list_to_the_record_and_back(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk, person = await browser_of(Role.ROOM_STAFF, ROOM_PATH), f"/registry/persons/{veteran}"
        at = f"{person}/confirmations"
        assert f"{at}/new" in (await clerk.get("/registry/unconfirmed?year=2019")).text
        assert at in (await clerk.get(person)).text
        assert "没有年度确认登记。" in words_of(await clerk.get(at))
        for form in ("new", "missed"):
            assert (await clerk.get(f"{at}/{form}")).status_code == 200
        sent = {**{name: str(value) for name, value in BODY.items()}, "idempotency_key": "one"}
        for _ in range(2):
            assert (await clerk.post(f"{at}/new", data=sent)).headers["location"] == at
        again = await clerk.post(f"{at}/new", data={**sent, "idempotency_key": "two"})
        assert (again.status_code, "2019年度已登记确认" in words_of(again)) == (409, True)
        assert "没有尚未确认的人员。" in words_of(await clerk.get("/registry/unconfirmed?year=2019"))
        missed = {"year": "2018", "document": DOCUMENT}
        assert (await clerk.post(f"{at}/missed", data=missed)).status_code == 303
        shown = await clerk.get(at)
        assert all(word in words_of(shown) for word in ("上门核实", "未确认"))
        links = [each.split('"')[0] for each in shown.text.split('href="')]
        revocation = next(link for link in links if link.endswith("/revocation"))
        assert (await clerk.get(revocation)).status_code == 200
        done = await clerk.post(revocation, data={"reason": "another-person", "document": DOCUMENT})
        assert done.headers["location"] == at
        assert "登记对象有误" in words_of(await clerk.get(at))
        story = words_of(await clerk.get(person))
        assert all(act in story for act in ("登记年度确认", "登记年度未确认", "撤销年度确认登记"))
