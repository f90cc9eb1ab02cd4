"""Rounds of selection over HTTP: from the notice to the awards, and what is refused on the way."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.awards.commands import grant_awards
from services.benefits.awards.domain.refusals import SelectionInvalid
from services.benefits.directory.tables import VETERAN
from tests.benefits.awards.given import BEGUN, GRANT, ROUND, Round, given_candidates, told
from tests.benefits.given import ROOM, given_learned
from tests.given import given_work
from tests.lives import veterans_merged


async def at_publicity(selection: Round, engine: AsyncEngine) -> None:
    """Four nominees, two of whom are published: the first and the second."""
    people = await given_candidates(engine)
    await selection.open()
    await selection.nominate(*people)
    await selection.vetted()
    await selection.scored((400, 300, 200, 100), (90, 80, 70, 60))
    assert await selection.does("publicity", **BEGUN) == ""
    assert await selection.chosen() == [0, 1]


class TestARound:
    async def test_goes_from_the_notice_to_the_awards(self, selection: Round, benefits_engine: AsyncEngine) -> None:
        await at_publicity(selection, benefits_engine)
        assert await selection.does("grant", selection.leader, **{**GRANT, "granted_on": "2019-04-15"}) == (
            "publicity-not-over"
        )
        shown = await selection.shown()
        assert (shown["stage"], shown["published_until"]) == ("publicity", "2019-04-15")
        assert await selection.does("grant", selection.leader, **GRANT) == ""
        assert await selection.standings() == ["awarded", "awarded", "not-awarded", "not-awarded"]
        assert (await selection.shown())["stage"] == "awarded"
        events = await told(benefits_engine)
        assert events[0] == "selection-opened"
        assert events[-7:] == [
            "selection-moved", "selection-vote-closed", "panel-scored", "panel-scored",
            "selection-publicity-started", "award-granted", "award-granted",
        ]  # fmt: skip
        steps = [each["step"] for each in (await selection.shown())["steps"]]
        assert steps == ["opened", "moved", "moved", "counted", "scored", "scored", "published", "granted"]

    async def test_is_not_won_twice_by_two_at_once(self, selection: Round, benefits_engine: AsyncEngine) -> None:
        """B12: each of the two looks whether the other has granted it."""
        people = (await given_candidates(benefits_engine))[:2]
        rounds = [selection, Round(selection.centre, selection.room, selection.leader)]
        for year, each in enumerate(rounds, 2018):
            await each.open(year=year)
            await each.nominate(*people)
            await each.vetted()
            await each.scored((400, 300), (90, 80))
            assert await each.does("publicity", **BEGUN) == ""
        said: dict[str, Any] = {"granted_on": date(2019, 4, 16), "document": "表彰决定2019年1号"}
        async with benefits_engine.begin() as held:
            await held.execute(select(VETERAN.c.veteran_id).where(VETERAN.c.veteran_id.in_(people)).with_for_update())
            granting = [
                grant_awards(given_work(benefits_engine), UUID(each.path.rpartition("/")[2]), **said) for each in rounds
            ]
            grants = [asyncio.create_task(each) for each in granting]
            await asyncio.wait(grants, timeout=1)  # both have come as far as they can
        refused = [each for each in await asyncio.gather(*grants, return_exceptions=True) if each is not None]
        assert [type(each) for each in refused] == [SelectionInvalid]

    async def test_is_one_of_its_award_year_and_level(self, selection: Round, benefits_engine: AsyncEngine) -> None:
        await given_candidates(benefits_engine)
        await selection.open()
        first = selection.path
        again = await selection.centre.post("/awards", json=ROUND)
        assert (again.status_code, again.json()["code"]) == (409, "selection-exists")
        await selection.open(level="city")
        selection.path = first
        assert await selection.does("cancellation", reason="重新部署") == ""
        assert await selection.does("cancellation", reason="重新部署") == "selection-not-at-this-stage"
        await selection.open()
        found = (await selection.centre.get("/awards?stage=cancelled")).json()["items"]
        assert [f"/awards/{each['round_id']}" for each in found] == [first]
        assert found[0]["cancelled_because"] == "重新部署"

    async def test_is_corrected_until_the_panel_meets(self, selection: Round, benefits_engine: AsyncEngine) -> None:
        people = await given_candidates(benefits_engine)
        await selection.open()
        await selection.nominate(people[0])
        terms = {name: ROUND[name] for name in ("awards", "workdays", "notice", "panel", "opened_on")}
        late = {**terms, "opened_on": "2019-03-05"}
        assert await selection.does("correction", **late) == "after-a-nomination"
        assert await selection.does("correction", **{**terms, "opened_on": "2099-01-01"}) == "not-in-future"
        assert await selection.does("correction", **{**terms, "awards": 3}, version=1) == "selection-changed"
        assert await selection.does("correction", **{**terms, "awards": 3}, version=2) == ""
        assert (await selection.shown())["awards"] == 3
        await selection.vetted()
        assert await selection.count(10) == ""
        assert await selection.does("correction", **terms) == "selection-not-at-this-stage"

    async def test_goes_back_where_a_stage_was_ended_too_early(
        self, selection: Round, benefits_engine: AsyncEngine
    ) -> None:
        people = await given_candidates(benefits_engine)
        await selection.open()
        assert await selection.does("stage", to="vetting") == "nobody-stands"
        assert await selection.does("stage", to="voting") == "selection-not-at-this-stage"
        await selection.nominate(people[0])
        assert await selection.does("stage", to="vetting") == ""
        assert await selection.does("stage", to="voting") == "not-vetted"
        assert await selection.does("stage", to="nominating", reason="还有推荐") == ""
        await selection.nominate(people[1])
        await selection.vetted()
        assert await selection.does("stage", to="vetting") == ""
        assert await selection.does("stage", to="awarded") == "selection-not-at-this-stage"

    async def test_is_held_by_its_unit_and_seen_below_it(self, selection: Round, benefits_engine: AsyncEngine) -> None:
        people = await given_candidates(benefits_engine)
        await selection.open()
        await selection.nominate(people[0], people[3])
        seen = await selection.shown(selection.room)
        assert [each["person_id"] for each in seen["nominees"]] == [str(people[0])]
        assert len((await selection.room.get("/awards")).json()["items"]) == 1
        listed = (await selection.room.get("/awards/nominees")).json()["items"]
        assert [each["person_id"] for each in listed] == [str(people[0])]
        assert await selection.does("stage", selection.room, to="vetting") == "not-allowed"
        assert await selection.does("grant", **GRANT) == "not-allowed"


class TestANomination:
    async def test_is_by_the_unit_that_answers_for_the_person(
        self, selection: Round, benefits_engine: AsyncEngine
    ) -> None:
        people = await given_candidates(benefits_engine)
        await selection.open()
        paper = {"person_id": str(people[0]), "nominated_on": "2019-03-04", "merits": "热心公益"}
        stranger = {**paper, "person_id": str(people[3])}
        assert await selection.does("nominations", selection.room, **stranger) == "veteran-not-known-yet"
        early = {**paper, "nominated_on": "2019-02-28"}
        assert await selection.does("nominations", selection.room, **early) == "too-early"
        assert await selection.does("nominations", selection.room, **paper) == ""
        assert await selection.does("nominations", **paper) == "nomination-exists"
        assert await selection.does("stage", to="vetting") == ""
        assert await selection.does("nominations", **{**paper, "person_id": str(people[1])}) == (
            "selection-not-at-this-stage"
        )

    async def test_is_corrected_and_withdrawn_by_whose_it_is(
        self, selection: Round, benefits_engine: AsyncEngine
    ) -> None:
        people = await given_candidates(benefits_engine)
        await selection.open()
        await selection.nominate(people[0], people[3])
        better = {"nominated_on": "2019-03-06", "merits": "舍己救人"}
        assert await selection.of(1, "correction", selection.room, **better) == "nomination-not-found"
        assert await selection.of(0, "correction", selection.room, **better) == ""
        [own] = (await selection.shown(selection.room))["nominees"]
        assert (own["nominated_on"], own["merits"]) == ("2019-03-06", "舍己救人")
        assert await selection.of(1, "withdrawal", selection.room, reason="本人要求") == "nomination-not-found"
        assert await selection.of(0, "withdrawal", selection.room, reason="本人要求") == ""
        assert await selection.of(0, "correction", selection.room, **better) == "nomination-ended"
        await selection.nominate(people[0])

    async def test_is_of_one_file_of_a_person(self, selection: Round, benefits_engine: AsyncEngine) -> None:
        people = await given_candidates(benefits_engine)
        await selection.open()
        await selection.nominate(people[0])
        merged = veterans_merged(ROOM, date(2018, 10, 2), merged_id=people[0], surviving_id=people[1])
        await given_learned(benefits_engine, [merged])
        paper = {"person_id": str(people[1]), "nominated_on": "2019-03-04", "merits": "热心公益"}
        assert await selection.does("nominations", **paper) == "nomination-exists"
        assert await selection.of(0, "withdrawal", reason="档案已合并") == ""
        assert await selection.does("nominations", **{**paper, "person_id": str(people[0])}) == "merged"
        assert await selection.does("nominations", **paper) == ""


class TestVetting:
    async def test_by_one_office_that_does_not_let_pass_disqualifies(
        self, selection: Round, benefits_engine: AsyncEngine
    ) -> None:
        people = await given_candidates(benefits_engine)
        await selection.open()
        await selection.nominate(people[0], people[1])
        assert await selection.vet(0, "police") == "selection-not-at-this-stage"
        assert await selection.does("stage", to="vetting") == ""
        for office in ("party", "discipline", "petitions"):
            assert await selection.vet(0, office) == ""
        assert await selection.vet(0, "police", passed=False) == ""
        assert await selection.standings() == ["disqualified", "standing"]
        assert (await told(benefits_engine))[-2:] == ["nominee-vetted", "nominee-disqualified"]
        assert await selection.of(0, "withdrawal", reason="本人要求") == "nomination-ended"
        assert await selection.vet(0, "police") == ""
        assert await selection.standings() == ["standing", "standing"]
        assert (await told(benefits_engine))[-1] == "nominee-reinstated"
        assert await selection.vet(0, "neighbours") == "not-an-office"


class TestAnAward:
    async def test_bars_from_another_of_its_level_until_it_is_revoked(
        self, selection: Round, benefits_engine: AsyncEngine
    ) -> None:
        await at_publicity(selection, benefits_engine)
        assert await selection.does("grant", selection.leader, **GRANT) == ""
        first, winner = selection.path, selection.nominees[0]
        person = next(
            each["person_id"] for each in (await selection.shown())["nominees"] if each["nomination_id"] == winner
        )
        await selection.open(year=2020)
        second = selection.path
        paper = {"person_id": person, "nominated_on": "2019-05-04", "merits": "热心公益"}
        assert await selection.does("nominations", **paper) == "won-before"
        await selection.open(year=2020, level="city")
        assert await selection.does("nominations", **paper) == ""
        selection.path, selection.nominees = first, [winner]
        gone = {"ground": "false-merits", "document": "撤销决定2019年1号", "revoked_on": "2019-04-17"}
        assert await selection.of(0, "revocation", **gone) == "not-allowed"
        early = {**gone, "revoked_on": "2019-04-15"}
        assert await selection.of(0, "revocation", selection.leader, **early) == "too-early"
        assert await selection.of(0, "revocation", selection.leader, **gone) == ""
        assert await selection.of(0, "revocation", selection.leader, **gone) == "not-awarded"
        assert await selection.standings() == ["revoked"]
        assert (await told(benefits_engine))[-1] == "award-revoked"
        selection.path = second
        assert await selection.does("nominations", **paper) == ""
