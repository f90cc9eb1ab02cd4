"""What comes of a round over HTTP: votes, the panel, draws, publicity, objections, and who may grant."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.awards.tables import SELECTION, STEP
from services.benefits.main import create_app
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.ids import new_id
from tests.benefits.awards.given import BEGUN, GRANT, Round, given_candidates, told
from tests.benefits.given import ROOM, given_learned
from tests.browsers import as_browser, links_of
from tests.given import CENTRE, given_grant
from tests.lives import veteran_deceased, veterans_merged

OBJECTION = {"said": "事迹有出入", "raised_on": "2019-04-10"}
FOUND = {"settled_on": "2019-04-11", "is_upheld": "true", "found": "经核查属实"}


@pytest.fixture
async def people(benefits_engine: AsyncEngine) -> list[UUID]:
    return await given_candidates(benefits_engine)


@pytest.fixture
async def voting(selection: Round, people: list[UUID]) -> Round:
    """Four nominees passed their vetting."""
    await selection.open()
    await selection.nominate(*people)
    await selection.vetted()
    return selection


async def published(voting: Round) -> None:
    """The first two of four."""
    await voting.scored((400, 300, 200, 100), (90, 80, 70, 60))
    assert await voting.does("publicity", **BEGUN) == ""


class TestVotes:
    async def test_are_of_everybody_who_stands(self, voting: Round) -> None:
        lines = [{"nomination_id": each, "votes": 1} for each in voting.nominees]
        said = {"document": "计票报告2019年1号", "counted_on": "2019-04-01"}
        assert await voting.does("count", lines=lines[:3], **said) == "incomplete"
        assert await voting.does("count", lines=[*lines, lines[0]], **said) == "given-twice"
        stranger = {"nomination_id": voting.path.rpartition("/")[2], "votes": 1}
        assert await voting.does("count", lines=[*lines, stranger], **said) == "not-a-nominee"
        assert await voting.does("points", member=1, scored_on="2019-04-02", lines=[lines[0]]) == "unknown-field"
        assert await voting.score(1, 90, 90, 90, 90) == "selection-not-at-this-stage"
        assert await voting.count(4, 3, 2, 1) == ""
        assert await voting.count(5, 3, 2, 1) == ""
        assert [each["votes"] for each in (await voting.shown())["nominees"]] == [5, 3, 2, 1]


class TestThePanel:
    async def test_gives_points_or_withdraws_from_kin(self, voting: Round) -> None:
        assert await voting.count(0, 0, 0, 0) == ""
        assert await voting.score(3, 90, 90, 90, 90) == "not-in-panel"
        both = [{"nomination_id": each, "points": 90, "withdrew_because": "系其叔父"} for each in voting.nominees]
        assert await voting.does("points", member=1, scored_on="2019-04-02", lines=both) == "points-or-reason"
        assert await voting.score(1, 90, None, 10, 20) == ""
        assert await voting.does("publicity", **BEGUN) == "points-missing"
        assert await voting.score(2, 80, None, 30, 40) == ""
        assert await voting.does("publicity", **BEGUN) == "nobody-judges"
        assert await voting.score(2, 80, 88, 30, 40) == ""
        assert await voting.does("publicity", **BEGUN) == ""
        assert await voting.chosen() == [0, 1]
        places = {each["nomination_id"]: each["place"] for each in (await voting.shown())["nominees"]}
        assert [places[each] for each in voting.nominees] == [2, 1, 4, 3]

    async def test_that_finds_equals_has_them_draw(self, voting: Round, benefits_engine: AsyncEngine) -> None:
        await voting.scored((10, 5, 5, 5), (90, 80, 80, 80))
        assert await voting.does("publicity", **BEGUN) == "draw-due"
        assert (await voting.shown())["drawing"] == voting.nominees[1:]
        said = {"document": "会议记录2019年2号", "drawn_on": "2019-04-03"}
        lines = [
            {"nomination_id": each, "drawn": place}
            for each, place in zip(voting.nominees[1:], (2, 3, 1), strict=True)
        ]  # fmt: skip
        assert await voting.does("draw", lines=lines[:2], **said) == "incomplete"
        wrong = [lines[0], lines[1], {**lines[2], "drawn": 3}]
        assert await voting.does("draw", lines=wrong, **said) == "no-order"
        assert await voting.does("draw", lines=lines, **said) == ""
        assert await voting.does("draw", lines=lines, **said) == "draw-not-due"
        assert await voting.does("publicity", begun_on="2019-04-02") == "too-early"
        assert await voting.does("publicity", **BEGUN) == ""
        assert await voting.chosen() == [0, 3]
        assert "selection-drawn" in await told(benefits_engine)

    async def test_that_judges_anew_voids_the_draw(self, voting: Round) -> None:
        await voting.scored((10, 5, 5, 5), (90, 80, 80, 80))
        lines = [{"nomination_id": each, "drawn": place} for place, each in enumerate(voting.nominees[1:], 1)]
        said = {"document": "会议记录2019年2号", "drawn_on": "2019-04-03"}
        assert await voting.does("draw", lines=lines, **said) == ""
        assert await voting.score(2, 90, 81, 81, 10) == ""
        assert (await voting.shown())["drawing"] == voting.nominees[1:3]


class TestARoundOfThisYear:
    async def test_is_published_on_no_day_before_its_result_was_taken_down(
        self, selection: Round, people: list[UUID], benefits_engine: AsyncEngine
    ) -> None:
        today = local_date(now())
        await selection.open(year=today.year)
        await selection.nominate(*people)
        await selection.vetted()
        await selection.scored((400, 300, 200, 100), (90, 80, 70, 60))
        assert await selection.does("publicity", begun_on=str(today - timedelta(days=1))) == "too-early"
        assert await selection.does("publicity", begun_on=str(today)) == ""
        async with benefits_engine.begin() as connection:  # ten days go by
            await connection.execute(update(SELECTION).values(published_on=today - timedelta(days=10)))
        objected = {"said": "事迹有出入", "raised_on": str(today - timedelta(days=5))}
        assert await selection.does("objections", nomination_id=selection.nominees[0], **objected) == ""
        found = {**FOUND, "settled_on": str(today - timedelta(days=4))}
        assert await selection.does("objections/0/settlement", **found) == ""
        assert (await selection.shown())["published_on"] == str(today)


class TestAnObjection:
    async def test_stops_the_days_and_where_upheld_moves_the_next_one_up(
        self, voting: Round, benefits_engine: AsyncEngine
    ) -> None:
        await published(voting)
        first, third = voting.nominees[0], voting.nominees[2]
        assert await voting.does("objections", voting.room, nomination_id=third, **OBJECTION) == "nomination-ended"
        early = {**OBJECTION, "raised_on": "2019-04-07"}
        assert await voting.does("objections", voting.room, nomination_id=first, **early) == "too-early"
        assert await voting.does("objections", voting.room, nomination_id=first, **OBJECTION) == ""
        assert (await voting.shown())["published_until"] is None
        assert await voting.does("grant", voting.leader, **GRANT) == "publicity-not-over"
        assert await voting.does("stage", to="panel") == "selection-objection-open"
        assert await voting.does("objections/1/settlement", **FOUND) == "objection-not-found"
        before = {**FOUND, "settled_on": "2019-04-09"}
        assert await voting.does("objections/0/settlement", **before) == "before-objection"
        assert await voting.does("objections/0/settlement", **FOUND) == ""
        assert await voting.does("objections/0/settlement", **FOUND) == "objection-settled"
        assert await voting.standings() == ["disqualified", "standing", "standing", "standing"]
        assert await voting.chosen() == [1, 2]
        shown = await voting.shown()
        assert (shown["published_on"], shown["published_until"]) == ("2019-04-11", "2019-04-18")
        assert (await told(benefits_engine))[-3:] == [
            "selection-objection-answered", "nominee-disqualified", "selection-publicity-started"
        ]  # fmt: skip
        assert await voting.does("grant", voting.leader, **GRANT) == "publicity-not-over"
        assert await voting.does("grant", voting.leader, **{**GRANT, "granted_on": "2019-04-19"}) == ""
        assert await voting.standings() == ["disqualified", "awarded", "awarded", "not-awarded"]

    async def test_that_is_not_upheld_lets_the_days_go_on(self, voting: Round) -> None:
        await published(voting)
        assert await voting.does("objections", nomination_id=voting.nominees[1], **OBJECTION) == ""
        assert await voting.does("objections/0/settlement", **{**FOUND, "is_upheld": "false"}) == ""
        assert await voting.chosen() == [0, 1]
        assert (await voting.shown())["published_until"] == "2019-04-16"
        [objection] = (await voting.shown())["objections"]
        assert (objection["is_upheld"], objection["found"]) == (False, "经核查属实")
        assert (await voting.shown(voting.room))["objections"] == []

    async def test_that_leaves_equals_sends_the_round_back_to_draw(self, voting: Round) -> None:
        await voting.scored((400, 300, 100, 100), (90, 80, 60, 60))
        assert await voting.does("publicity", **BEGUN) == ""
        assert await voting.does("objections", nomination_id=voting.nominees[0], **OBJECTION) == ""
        assert await voting.does("objections/0/settlement", **FOUND) == ""
        shown = await voting.shown()
        assert (shown["stage"], shown["published_on"], shown["drawing"]) == ("panel", None, voting.nominees[2:])


class TestAWithdrawal:
    async def test_of_who_is_published_moves_the_next_one_up(self, voting: Round) -> None:
        await published(voting)
        assert await voting.of(3, "withdrawal", reason="本人要求") == ""
        assert (await voting.shown())["published_on"] == "2019-04-08"
        assert await voting.of(1, "withdrawal", reason="本人要求") == ""
        assert await voting.chosen() == [0, 2]
        assert (await voting.shown())["published_on"] > "2019-04-08"

    async def test_of_the_last_one_leaves_nobody(self, voting: Round) -> None:
        await published(voting)
        for place in range(4):
            assert await voting.of(place, "withdrawal", reason="本人要求") == ""
        assert (await voting.shown())["stage"] == "panel"
        assert await voting.does("publicity", **BEGUN) == "nobody-stands"


class TestGranting:
    async def test_is_not_of_who_has_died(
        self, voting: Round, people: list[UUID], benefits_engine: AsyncEngine
    ) -> None:
        await published(voting)
        await given_learned(benefits_engine, [veteran_deceased(ROOM, date(2019, 4, 12), person_id=people[0])])
        assert await voting.does("grant", voting.leader, **GRANT) == "after-death"
        assert await voting.of(0, "withdrawal", reason="已去世") == ""
        assert await voting.chosen() == [1, 2]

    async def test_is_not_of_two_files_of_one_person(
        self, voting: Round, people: list[UUID], benefits_engine: AsyncEngine
    ) -> None:
        await published(voting)
        merged = veterans_merged(ROOM, date(2018, 10, 2), merged_id=people[0], surviving_id=people[1])
        await given_learned(benefits_engine, [merged])
        assert await voting.does("grant", voting.leader, **GRANT) == "same-person"

    async def test_is_not_by_who_recorded_the_results(
        self, voting: Round, benefits_engine: AsyncEngine, settings_of: Any, token_for: Any,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:  # fmt: skip
        await published(voting)
        async with benefits_engine.connect() as connection:
            counted = select(STEP.c.recorded_by).where(STEP.c.step == "counted")
            recorded: UUID = (await connection.execute(counted)).scalar_one()
        another = new_id()
        for leader in (recorded, another):
            await given_grant(benefits_engine, leader, Role.BUREAU_LEADER, CENTRE)
        clerk = api_client(create_app(settings_of("benefits")), token_for(recorded))
        assert await voting.does("grant", clerk, **GRANT) == "results-recorded-by-oneself"
        offered = [
            f"/benefits{voting.path}/grant" in links_of(await as_browser(each).get(f"/benefits{voting.path}"))
            for each in (clerk, api_client(create_app(settings_of("benefits")), token_for(another)))
        ]
        assert offered == [False, True]
        assert await voting.does("grant", voting.leader, **GRANT) == ""

    async def test_is_not_before_the_result_is_published(self, voting: Round) -> None:
        assert await voting.does("grant", voting.leader, **GRANT) == "selection-not-at-this-stage"
        await published(voting)
        assert await voting.does("stage", to="panel", reason="分数登记有误") == ""
        assert await voting.chosen() == []
        assert await voting.does("grant", voting.leader, **GRANT) == "selection-not-at-this-stage"
        assert await voting.does("publicity", **BEGUN) == ""
