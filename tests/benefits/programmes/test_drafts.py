"""Drafts: written by the centre, brought into force by a leader; programmes are ended."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from services.benefits.programmes.commands import (
    activate_programme,
    correct_draft,
    draft_programme,
    refuse_draft,
    retire_programme,
    withdraw_draft,
)
from services.benefits.programmes.domain import (
    DraftChanged,
    ProgrammeIsRetired,
    ProgrammeNotFound,
    ProgrammeRefused,
    Version,
)
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen, ProposedByOneself
from shared.auth.roles import Role
from shared.events.benefits import ProgrammePublished
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.programmes.given import BODY, DOCUMENT, drafted, given_draft, given_programme
from tests.given import given_grant, given_work
from tests.races import race

NEXT_YEAR = date(2020, 1, 1)


async def told(engine: AsyncEngine) -> list[tuple[int, str, Any]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))
    return [(row.aggregate_version, row.type.split(".")[-2], msgspec.json.decode(row.payload)) for row in rows]


class TestADraft:
    async def test_tells_nobody_and_is_in_force_nowhere(self, benefits_engine: AsyncEngine) -> None:
        await drafted(benefits_engine)
        assert await told(benefits_engine) == []

    async def test_is_one_of_a_programme_at_a_time(self, benefits_engine: AsyncEngine) -> None:
        await drafted(benefits_engine)
        with pytest.raises(ProposalOpen):
            await drafted(benefits_engine, name="体检")

    async def test_is_refused_as_the_version_would_be(self, benefits_engine: AsyncEngine) -> None:
        with pytest.raises(ProgrammeRefused):
            await drafted(benefits_engine, slot="free-9")

    async def test_is_corrected_as_it_was_shown(self, benefits_engine: AsyncEngine) -> None:
        work, proposal_id = given_work(benefits_engine), await drafted(benefits_engine)
        corrected, other = given_draft(name="体检"), given_draft(programme_code="other", slot=None)
        assert await correct_draft(work, proposal_id, corrected, document=DOCUMENT, version=1) == 2
        with pytest.raises(DraftChanged):
            await correct_draft(work, proposal_id, corrected, document=DOCUMENT, version=1)
        with pytest.raises(ProposalNotFound):
            await correct_draft(work, proposal_id, other, document=DOCUMENT, version=2)
        with pytest.raises(DraftChanged):
            await activate_programme(given_work(benefits_engine), proposal_id, version=1)
        assert (await activate_programme(given_work(benefits_engine), proposal_id, version=2)).name == "体检"

    async def test_is_not_decided_by_who_wrote_it_last(self, benefits_engine: AsyncEngine) -> None:
        first, second = given_work(benefits_engine), given_work(benefits_engine)
        proposal_id = await draft_programme(first, given_draft(), document=DOCUMENT)
        await correct_draft(second, proposal_id, given_draft(name="体检"), document=DOCUMENT, version=1)
        with pytest.raises(ProposedByOneself):
            await activate_programme(second, proposal_id, version=2)
        with pytest.raises(ProposedByOneself):
            await refuse_draft(second, proposal_id, note="写错了")

    async def test_ends_once(self, benefits_engine: AsyncEngine) -> None:
        writer, leader = given_work(benefits_engine), given_work(benefits_engine)
        proposal_id = await draft_programme(writer, given_draft(), document=DOCUMENT)
        with pytest.raises(ProposalNotFound):
            await withdraw_draft(leader, proposal_id, note="不是本人的")
        await withdraw_draft(writer, proposal_id, note="写错了")
        with pytest.raises(ProposalDecided):
            await refuse_draft(leader, proposal_id, note="不同意")
        another = await drafted(benefits_engine)
        await refuse_draft(leader, another, note="不同意")
        with pytest.raises(ProposalDecided):
            await activate_programme(leader, another, version=1)
        with pytest.raises(ProposalNotFound):
            await activate_programme(leader, new_id(), version=1)


class TestAProgramme:
    async def test_tells_of_each_version_once_in_order(self, benefits_engine: AsyncEngine) -> None:
        first = await given_programme(benefits_engine)
        await given_programme(benefits_engine, valid_from=NEXT_YEAR, name="健康体检")
        events = await told(benefits_engine)
        assert [(sequence, data["version"]) for sequence, _, data in events] == [(1, 1), (2, 2)]
        assert msgspec.convert(events[0][2], ProgrammePublished) == ProgrammePublished(
            programme_code="health-check",
            version=1,
            name="免费健康体检",
            slot="free-1",
            valid_from=date(2019, 1, 1),
            valid_to=None,
            rule_digest=first.rule_digest,
        )

    async def test_has_its_slot_alone_whoever_wants_it_at_once(self, benefits_engine: AsyncEngine) -> None:
        drafts = [await drafted(benefits_engine, programme_code=f"programme-{number}") for number in range(6)]
        tries = [activate_programme(given_work(benefits_engine), each, version=1) for each in drafts]
        ends = await race(benefits_engine, "programme_version", tries)
        assert sum(isinstance(end, Version) for end in ends) == 1
        assert sum(isinstance(end, ProgrammeRefused) for end in ends) == 5

    async def test_may_be_outside_the_group(self, benefits_engine: AsyncEngine) -> None:
        for number in range(2):
            made = await given_programme(benefits_engine, programme_code=f"aid-{number}", slot=None)
            assert made.slot is None

    async def test_that_was_ended_leaves_its_slot_and_may_begin_anew(self, benefits_engine: AsyncEngine) -> None:
        leader = given_work(benefits_engine)
        with pytest.raises(ProgrammeNotFound):
            await retire_programme(leader, "health-check", retired_from=NEXT_YEAR, document=DOCUMENT)
        await given_programme(benefits_engine)
        await retire_programme(leader, "health-check", retired_from=NEXT_YEAR, document=DOCUMENT)
        with pytest.raises(ProgrammeIsRetired):
            await retire_programme(leader, "health-check", retired_from=NEXT_YEAR, document=DOCUMENT)
        await given_programme(benefits_engine, programme_code="another")
        with pytest.raises(ProgrammeRefused):
            await given_programme(benefits_engine, valid_from=NEXT_YEAR)
        await retire_programme(leader, "another", retired_from=NEXT_YEAR, document=DOCUMENT)
        await given_programme(benefits_engine, valid_from=NEXT_YEAR)
        told_of = [(sequence, kind) for sequence, kind, data in await told(benefits_engine)
                   if data["programme_code"] == "health-check"]  # fmt: skip
        assert told_of == [(1, "programme-published"), (2, "programme-retired"), (3, "programme-published")]


class TestOverHttp:
    @pytest.fixture
    def app(self, benefits_engine: AsyncEngine, settings_of: Any) -> FastAPI:
        return create_app(settings_of("benefits"))

    @pytest.fixture
    async def as_a(
        self, benefits_engine: AsyncEngine, app: FastAPI, token_for: Any, api_client: Any
    ) -> Callable[..., Any]:
        async def client(role: Role) -> httpx2.AsyncClient:
            account = new_id()
            await given_grant(benefits_engine, account, role)
            found: httpx2.AsyncClient = api_client(app, token_for(account))
            return found

        return client

    async def publish(self, as_a: Callable[..., Any], **changes: Any) -> None:
        drafting = {"programme": {**BODY, **changes}, "document": DOCUMENT}
        made = await (await as_a(Role.CENTRE_STAFF)).post("/programme-drafts", json=drafting)
        assert made.status_code == 201, made.text
        path = f"/programme-drafts/{made.json()['proposal_id']}/activation"
        leader = await as_a(Role.BUREAU_LEADER)
        activated = await leader.post(path, json={"version": 1})
        assert activated.status_code == 200, activated.text

    async def test_the_version_in_force_on_a_day_is_shown(self, as_a: Callable[..., Any]) -> None:
        for changes in ({}, {"valid_from": "2020-01-01", "valid_to": "2021-01-01"}):
            await self.publish(as_a, **changes)
        anybody = await as_a(Role.ROOM_STAFF)
        found = {day: await self.versions(anybody, day) for day in (
            "2018-12-31", "2019-01-01", "2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01"
        )}  # fmt: skip
        assert list(found.values()) == [[], [1], [1], [2], [2], []]
        kept = (await anybody.get("/programmes/health-check/versions")).json()
        assert [version["version"] for version in kept] == [2, 1]
        assert (await anybody.get("/programmes/nothing/versions")).status_code == 404

    async def test_a_programme_is_in_force_until_the_day_it_ends(self, as_a: Callable[..., Any]) -> None:
        await self.publish(as_a)
        ended = {"retired_from": "2019-07-01", "document": DOCUMENT}
        leader = await as_a(Role.BUREAU_LEADER)
        assert (await leader.post("/programmes/health-check/retirement", json=ended)).status_code == 204
        assert [await self.versions(leader, day) for day in ("2019-06-30", "2019-07-01")] == [[1], []]
        assert (await leader.post("/programmes/health-check/retirement", json=ended)).status_code == 409

    async def test_which_slots_are_held_is_shown(self, as_a: Callable[..., Any]) -> None:
        await self.publish(as_a)
        [group] = (await (await as_a(Role.ROOM_STAFF)).get("/programme-groups")).json()
        assert group["zh"] == "四免两优"
        held = {slot["code"]: slot["programme_code"] for slot in group["slots"]}
        assert held == {**dict.fromkeys(held), "free-1": "health-check"}
        assert len(held) == 6

    async def test_a_programme_has_rules_with_their_sources_and_conditions_that_can_be_read(
        self, as_a: Callable[..., Any]
    ) -> None:
        clerk = await as_a(Role.CENTRE_STAFF)
        for changes, field in (
            ({"rules": []}, "programme.rules"),
            ({"rules": [{"code": "a", "text": "b"}]}, "programme.rules.0.source"),
            ({"terms": {"gives": "gold"}}, "programme.terms.gives"),
            ({"rules": [{**BODY["rules"][0], "when": {"fact": "x"}}]}, "rules.0.when.fact"),
        ):
            refused = await clerk.post(
                "/programme-drafts", json={"programme": {**BODY, **changes}, "document": DOCUMENT}
            )
            assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, field)

    async def test_drafts_are_listed_with_how_they_ended(self, as_a: Callable[..., Any]) -> None:
        clerk, leader = await as_a(Role.CENTRE_STAFF), await as_a(Role.BUREAU_LEADER)
        said = {"programme": BODY, "document": DOCUMENT}
        made = (await clerk.post("/programme-drafts", json=said)).json()
        path = f"/programme-drafts/{made['proposal_id']}"
        assert [each["proposal_id"] for each in (await leader.get("/programme-drafts?mine=true")).json()["items"]] == [
            made["proposal_id"]
        ]
        assert (await clerk.get("/programme-drafts?mine=true")).json()["items"] == []
        other = {**said, "programme": {**BODY, "name": "体检"}, "version": 1}
        assert (await clerk.post(f"{path}/correction", json=other)).json()["version"] == 2
        assert (await leader.post(f"{path}/refusal", json={"reason": "与文件不符"})).status_code == 204
        assert (await clerk.post(f"{path}/withdrawal", json={"reason": "写错了"})).status_code == 409
        shown = (await clerk.get(path)).json()
        assert (shown["programme"]["name"], shown["outcome"], shown["note"]) == ("体检", "refused", "与文件不符")

    @pytest.mark.parametrize(
        ("role", "drafts", "activates"),
        [(Role.CENTRE_STAFF, 201, 403), (Role.BUREAU_LEADER, 403, 404), (Role.ROOM_STAFF, 403, 403)],
    )
    async def test_the_centre_drafts_and_a_leader_activates(
        self, as_a: Callable[..., Any], role: Role, drafts: int, activates: int
    ) -> None:
        client = await as_a(role)
        said = {"programme": BODY, "document": DOCUMENT}
        assert (await client.post("/programme-drafts", json=said)).status_code == drafts
        activated = await client.post(f"/programme-drafts/{new_id()}/activation", json={"version": 1})
        assert activated.status_code == activates
        assert (await client.get("/programmes")).status_code == 200

    async def versions(self, client: httpx2.AsyncClient, on: str) -> list[int]:
        answer = await client.get("/programmes", params={"on": on})
        assert answer.status_code == 200, answer.text
        return [item["version"] for item in answer.json()["items"]]
