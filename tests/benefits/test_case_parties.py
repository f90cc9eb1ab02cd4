"""Nobody mediates his own matter, nor that of his kin: parties are asked as the applicant is."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, hand_over_cases, resolve_case
from services.benefits.cases.consumer import PARTIES
from services.benefits.cases.domain import Case
from services.benefits.cases.rules import AssignmentRefused, ResolutionRefused
from services.benefits.cases.tables import CASE_PARTY
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


async def told(engine: AsyncEngine, *events: Event) -> None:
    """Registry has told these; and once more."""
    for _ in range(2):
        async with engine.begin() as connection:
            await PARTIES.apply(connection, [given_delivered(each) for each in events])


def named(case_id: UUID, person_id: UUID) -> CasePartyNamed:
    return CasePartyNamed(party_id=new_id(), case_id=case_id, person_id=person_id, org_path=ROOM)


async def kept(engine: AsyncEngine) -> list[UUID]:
    async with engine.connect() as connection:
        return list(await connection.scalars(select(CASE_PARTY.c.person_id).order_by(CASE_PARTY.c.party_id)))


async def assign(engine: AsyncEngine, case: Case, *mediators: UUID) -> Case:
    work = given_work(engine)
    return await assign_mediators(work, case.case_id, mediator_ids=mediators, assigned_on=date(2019, 4, 3))


async def resolve(engine: AsyncEngine, case: Case) -> Case:
    facts: dict[str, Any] = {"resolved_on": date(2019, 4, 10), "document": "新民调〔2019〕12号"}
    return await resolve_case(given_work(engine), case.case_id, outcome="agreement-reached", **facts)


async def test_a_party_stands_as_registry_told_last(benefits_engine: AsyncEngine) -> None:
    first, second = named(new_id(), new_id()), named(new_id(), new_id())
    await told(benefits_engine, first, second)
    assert await kept(benefits_engine) == [first.person_id, second.person_id]
    other = new_id()
    where: dict[str, Any] = {"party_id": first.party_id, "case_id": first.case_id, "org_path": ROOM}
    corrected = CasePartyCorrected(**where, person_id=other)
    await told(benefits_engine, corrected)
    assert await kept(benefits_engine) == [other, second.person_id]
    removed = CasePartyRemoved(**where, person_id=other, removed_on=date(2019, 4, 20), reason="left")
    await told(benefits_engine, corrected, removed)
    assert await kept(benefits_engine) == [second.person_id]


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
        await told(engine, CasePartyRemoved(**where, removed_on=date(2019, 4, 2), reason="recorded-in-error"))
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
