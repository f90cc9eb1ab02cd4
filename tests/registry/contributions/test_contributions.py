"""What somebody contributed: recorded, corrected, taken back; never after his death (C14)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.contributions.commands import (
    correct_contribution,
    forget_contributions,
    record_contribution,
    withdraw_contribution,
)
from services.registry.contributions.domain import (
    Contribution,
    ContributionChanged,
    ContributionInvalid,
    ContributionNotFound,
    ContributionWithdrawnAlready,
    Deed,
)
from services.registry.deaths.domain import DeathInvalid
from services.registry.veterans.queries.births import DateBeforeBirth
from shared.auth.roles import Role
from shared.command import Transaction, command
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.contributions.given import DEED
from tests.registry.given import KEYRING, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, codes_of, given_veteran
from tests.registry.relocations.given import TENTH, dying
from tests.registry.teams.given import APRIL, doing, given_team, joining

BODY = {
    "contribution_class": "left-behind-children", "made_on": "2019-03-01", "deed": "每周辅导留守儿童作业",
    "evidence": "村委会证明第3号",
}  # fmt: skip
AFTER_DEATH = date(2019, 4, 11)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, registered_on="2019-01-01")


async def recording(engine: AsyncEngine, veteran: UUID, deed: Deed = DEED) -> Contribution:
    return await record_contribution(given_work(engine), veteran, deed, keyring=KEYRING)


async def correcting(engine: AsyncEngine, held: Contribution, deed: Deed, version: int | None = None) -> Contribution:
    how: dict[str, Any] = {"reason": "登记有误", "keyring": KEYRING, "version": version}
    return await correct_contribution(given_work(engine), held.contribution_id, deed, **how)


class TestAContribution:
    async def test_is_told_by_class_and_day_and_what_it_was_stays_here(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        held = await recording(registry_engine, veteran)
        changed = await correcting(registry_engine, held, Deed("policy-publicity", APRIL, "宣传政策", "证明第4号"))
        await withdraw_contribution(given_work(registry_engine), held.contribution_id, reason="没有此事")
        told = [event for event in await published(registry_engine) if event[0].startswith("contribution")]
        assert [(name, sequence, data["contribution_class"], data["made_on"]) for name, sequence, data in told] == [
            ("contribution-recorded", 1, "left-behind-children", "2019-03-01"),
            ("contribution-corrected", 2, "policy-publicity", "2019-04-01"),
            ("contribution-withdrawn", 3, "policy-publicity", "2019-04-01"),
        ]
        assert "辅导" not in str(told)
        assert changed.version == 2
        async with registry_engine.connect() as connection:
            assert (await connection.scalar(text("SELECT said FROM former_record")))["deed"] == DEED.deed

    async def test_is_changed_by_who_saw_how_it_stands(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        held = await recording(registry_engine, veteran)
        await correcting(registry_engine, held, DEED, version=1)
        with pytest.raises(ContributionChanged):
            await correcting(registry_engine, held, DEED, version=1)
        await withdraw_contribution(given_work(registry_engine), held.contribution_id, reason="没有此事")
        with pytest.raises(ContributionWithdrawnAlready):
            await correcting(registry_engine, held, DEED)
        other = given_work(registry_engine, Role.ROOM_STAFF, OTHER_ROOM_PATH)
        with pytest.raises(ContributionNotFound):
            await withdraw_contribution(other, held.contribution_id, reason="没有此事")

    async def test_lies_in_a_life(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        with pytest.raises(ContributionInvalid) as refused:
            await recording(registry_engine, veteran, Deed("stability", date(2019, 5, 1), "值班", "证明"))
        assert codes_of(refused.value) == {"made_on": "in-future"}
        with pytest.raises(DateBeforeBirth):
            await recording(registry_engine, veteran, Deed("stability", date(1950, 1, 1), "值班", "证明"))
        await dying(registry_engine, veteran, TENTH)
        with pytest.raises(ContributionInvalid) as refused:
            await recording(registry_engine, veteran, Deed("stability", AFTER_DEATH, "值班", "证明"))
        assert codes_of(refused.value) == {"made_on": "after-death"}
        await recording(registry_engine, veteran, Deed("stability", TENTH, "值班", "证明"))

    async def test_is_forgotten_but_that_there_was_one(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        held = await recording(registry_engine, veteran)
        await correcting(registry_engine, held, DEED)

        @command
        async def erase(tx: Transaction) -> None:
            await forget_contributions(tx, veteran)

        await erase(given_work(registry_engine))
        async with registry_engine.connect() as connection:
            assert (await connection.execute(text("SELECT deed, evidence FROM contribution"))).all() == [("", "")]
            assert await connection.scalar(text("SELECT count(*) FROM former_record")) == 0


class TestADeath:
    async def test_does_not_precede_what_the_dead_did(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        held = await recording(registry_engine, veteran, Deed("stability", AFTER_DEATH, "值班", "证明"))
        with pytest.raises(DeathInvalid) as refused:
            await dying(registry_engine, veteran, TENTH)
        assert codes_of(refused.value) == {"died_on": "deed-after-death"}
        await withdraw_contribution(given_work(registry_engine), held.contribution_id, reason="没有此事")
        team = await given_team(registry_engine)
        await joining(registry_engine, veteran, team)
        await doing(registry_engine, team, AFTER_DEATH, veteran)
        with pytest.raises(DeathInvalid):
            await dying(registry_engine, veteran, TENTH)
        await dying(registry_engine, veteran, AFTER_DEATH)


class TestOverHttp:
    async def test_is_recorded_listed_and_taken_back(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        made = await room.post(f"/veterans/{veteran}/contributions", json=BODY)
        assert made.status_code == 201, made.text
        one = f"/contributions/{made.json()['contribution_id']}"
        listed = await room.get("/contributions", params={"of_class": "left-behind-children", "person": str(veteran)})
        assert [each["deed"] for each in listed.json()["items"]] == [BODY["deed"]]
        assert (await room.get("/contributions", params={"of_class": "stability"})).json()["items"] == []
        wrong = await room.post(f"/veterans/{veteran}/contributions", json={**BODY, "contribution_class": "heroism"})
        assert (wrong.status_code, wrong.json()["fields"][0]["code"]) == (422, "not-a-class")
        assert (await room.post(f"{one}/withdrawal", json={"reason": "没有此事", "version": 1})).status_code == 200
        assert (await room.get("/contributions")).json()["items"] == []
        assert (await room.get("/contributions", params={"withdrawn": True})).json()["items"][0]["version"] == 2
        other = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await other.get(one)).status_code == 404

    async def test_has_pages(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        form = f"/registry/persons/{veteran}/contributions/new"
        assert (await clerk.get(form)).status_code == 200
        kept = await clerk.post(form, data={**BODY, "made_on": "2099-05-01"})
        assert kept.status_code == 422
        assert BODY["deed"] in kept.text
        one = (await clerk.post(form, data=BODY)).headers["location"]
        shown = (await clerk.get(one)).text
        assert "关注留守儿童" in shown
        assert "登记贡献" in shown
        correction = {**BODY, "deed": "每周陪伴留守儿童", "reason": "事迹写错", "version": "1"}
        assert (await clerk.get(f"{one}/correction")).status_code == 200
        assert (await clerk.post(f"{one}/correction", data=correction)).status_code == 303
        assert (await clerk.post(f"{one}/correction", data=correction)).status_code == 409
        assert "更正之前的登记" in (await clerk.get(one)).text
        assert "每周陪伴留守儿童" in (await clerk.get("/registry/contributions")).text
        assert "每周陪伴留守儿童" in (await clerk.get(f"/registry/persons/{veteran}/serving")).text
        assert (await clerk.get(f"{one}/withdrawal")).status_code == 200
        taken = await clerk.post(f"{one}/withdrawal", data={"reason": "没有此事", "version": "2"})
        assert taken.status_code == 303
        assert "没有符合条件的贡献" in (await clerk.get("/registry/contributions")).text
