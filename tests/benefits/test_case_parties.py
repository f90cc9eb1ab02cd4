"""Nobody mediates his own matter, nor that of his kin: parties are asked as the applicant is."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, hand_over_cases, resolve_case
from services.benefits.cases.consumer import PARTIES
from services.benefits.cases.domain import Case
from services.benefits.cases.queries import parties_of
from services.benefits.cases.rules import AssignmentRefused, ResolutionRefused
from services.benefits.kin.queries import close_to
from shared.events.contract import Event
from shared.events.registry.case_parties import CasePartyCorrected, CasePartyNamed, CasePartyRemoved
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import (
    ROOM,
    County,
    given_assigned_case,
    given_case,
    given_county,
    given_delivered,
    given_learned,
    veteran_registered,
)
from tests.benefits.redemptions.given import given_relations, relation
from tests.browsers import links_of, words_of
from tests.given import given_work
from tests.lives import veterans_merged


async def told(engine: AsyncEngine, *events: Event, first: int = 1) -> None:
    """Registry has told these, each the next of its party; and once more."""
    for _ in range(2):
        await told_as(engine, *((event, first + place) for place, event in enumerate(events)))


async def told_as(engine: AsyncEngine, *events: tuple[Event, int]) -> None:
    async with engine.begin() as connection:
        await PARTIES.apply(connection, [given_delivered(event, sequence=sequence) for event, sequence in events])


def named(case_id: UUID, person_id: UUID) -> CasePartyNamed:
    return CasePartyNamed(party_id=new_id(), case_id=case_id, person_id=person_id, org_path=ROOM)


async def kept(engine: AsyncEngine, *cases: UUID, on: date = date(2019, 4, 25)) -> list[UUID]:
    """Who is a party to these on the day."""
    async with engine.connect() as connection:
        return [person for case_id in cases for person in await parties_of(connection, case_id, on)]


async def assign(engine: AsyncEngine, case: Case, *mediators: UUID) -> Case:
    work = given_work(engine)
    return await assign_mediators(work, case.case_id, mediator_ids=mediators, assigned_on=date(2019, 4, 3))


async def resolve(engine: AsyncEngine, case: Case) -> Case:
    facts: dict[str, Any] = {"resolved_on": date(2019, 4, 10), "document": "新民调〔2019〕12号"}
    return await resolve_case(given_work(engine), case.case_id, outcome="agreement-reached", **facts)


async def test_a_party_stands_as_registry_told_last(benefits_engine: AsyncEngine) -> None:
    first, second = named(new_id(), new_id()), named(new_id(), new_id())
    cases = first.case_id, second.case_id
    await told_as(benefits_engine, (first, 1), (second, 1))
    assert await kept(benefits_engine, *cases) == [first.person_id, second.person_id]
    other = new_id()
    where: dict[str, Any] = {"party_id": first.party_id, "case_id": first.case_id, "org_path": ROOM}
    corrected = CasePartyCorrected(**where, person_id=other)
    await told(benefits_engine, corrected, first=2)
    assert await kept(benefits_engine, *cases) == [other, second.person_id]
    removed = CasePartyRemoved(**where, person_id=other, removed_on=date(2019, 4, 20), reason="left")
    await told(benefits_engine, removed, first=3)
    # What was told before comes late, or once more.
    await told_as(benefits_engine, (removed, 3), (first, 1))
    await told_as(benefits_engine, (corrected, 2))
    assert await kept(benefits_engine, *cases) == [second.person_id]
    # Until he left he was one; who never was one is none on any day.
    assert await kept(benefits_engine, first.case_id, on=date(2019, 4, 19)) == [other]
    opened_on = date(2019, 4, 1)
    never = CasePartyRemoved(**where, person_id=other, removed_on=opened_on, reason="recorded-in-error")
    await told(benefits_engine, never, first=4)
    assert await kept(benefits_engine, first.case_id, on=opened_on) == []


async def test_who_is_close_is_known_by_all_files_and_on_the_day(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    party, merged, son, wife, brother, stranger = people = [new_id() for _ in range(6)]
    await given_relations(
        engine,
        relation(merged, son, "child"),
        relation(party, wife, "spouse", since=date(2015, 1, 1)),
        relation(brother, party, "sibling"),
    )
    async with engine.connect() as connection:
        assert await close_to(connection, [party], people, date(2019, 4, 3)) == {party, wife, brother}
        assert await close_to(connection, [party], people, date(2014, 12, 31)) == {party, brother}
        assert await close_to(connection, [wife], people, date(2019, 4, 3)) == {party, wife}
        assert await close_to(connection, [stranger, son], people, date(2019, 4, 3)) == {stranger, son, merged}
        assert await close_to(connection, [stranger], [], date(2019, 4, 3)) == frozenset()
    # The son's father and the party turn out to be one.
    merging = veterans_merged(ROOM, date(2019, 3, 1), merged_id=merged, surviving_id=party)
    await given_learned(engine, [*map(veteran_registered, (party, merged)), merging])
    async with engine.connect() as connection:
        close = {party, merged, son, wife, brother}
        assert await close_to(connection, [party], people, date(2019, 4, 3)) == close
        assert await close_to(connection, [merged], people, date(2019, 4, 3)) == close
        assert await close_to(connection, [son], people, date(2019, 4, 3)) == {party, merged, son, wife}


class TestMediators:
    async def test_are_neither_parties_nor_kin_of_one_or_of_the_applicant(
        self, benefits_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        engine = benefits_engine
        county: County = await given_county(engine)
        one, two, three = county.mediators
        await given_relations(engine, relation(county.applicant, two, "sibling"))
        case = await given_case(given_work(engine), county)
        party = named(case.case_id, one)
        await told(engine, party)
        with pytest.raises(AssignmentRefused) as refused:
            await assign(engine, case, one, two, three)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [
            ("mediator_ids.0", "mediator-is-close"), ("mediator_ids.1", "mediator-is-close"),
        ]  # fmt: skip
        await assign(engine, case, three)
        # He turns out to be kin of one who is named later.
        outside = new_id()
        await given_relations(engine, relation(three, outside, "child"))
        clerk = await browser_of()
        assert "/registry/case-parties" in links_of(await clerk.get("/benefits/cases"))
        page = f"/benefits/cases/{case.case_id}"
        assert "应当回避" not in words_of(await clerk.get(page))
        await told(engine, named(case.case_id, outside))
        shown = await clerk.get(page)
        assert "应当回避" in words_of(shown)
        assert f"/registry/cases/{case.case_id}/parties" in shown.text
        with pytest.raises(ResolutionRefused) as held:
            await resolve(engine, case)
        assert [(fault.field, fault.code) for fault in held.value.fields] == [("mediator_ids", "mediators-are-close")]
        ending = await clerk.post(
            f"{page}/resolution",
            data={
                "outcome": "agreement-reached",
                "document": "新民调〔2019〕12号",
                "resolved_on": "2019-04-10",
                "version": "2",
            },
        )
        assert '<a href="#f-mediator_ids">调解员</a>' in ending.text
        assert f"{page}/assignment" in links_of(ending)
        where: dict[str, Any] = {
            "party_id": party.party_id,
            "case_id": case.case_id,
            "org_path": ROOM,
            "person_id": one,
        }
        # Who left was a party until then.
        await told(engine, CasePartyRemoved(**where, removed_on=date(2019, 4, 8), reason="left"), first=2)
        with pytest.raises(AssignmentRefused):
            await assign(engine, case, one)
        await told(engine, CasePartyRemoved(**where, removed_on=case.opened_on, reason="recorded-in-error"), first=3)
        await assign(engine, case, one)
        assert "应当回避" not in words_of(await clerk.get(page))
        assert (await resolve(engine, case)).resolved_on == date(2019, 4, 10)

    async def test_take_over_no_such_case(self, benefits_engine: AsyncEngine) -> None:
        county = await given_county(benefits_engine)
        case = await given_assigned_case(benefits_engine, county)
        one, two, _ = county.mediators
        await told(benefits_engine, named(case.case_id, two))
        with pytest.raises(AssignmentRefused):
            await hand_over_cases(given_work(benefits_engine), one, to=[two], assigned_on=date(2019, 4, 9))
