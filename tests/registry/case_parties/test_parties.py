"""Who is a party to a case: a veteran, somebody who is known already, or an outside party; one person, one number."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.case_parties.domain import (
    CaseHasEnded,
    CaseNotFound,
    CaseNotKnownYet,
    CaseParty,
    CasePartyChanged,
    CasePartyInvalid,
    CasePartyNotFound,
    CasePartyRemoved,
    CasePartyUnchanged,
    Counted,
    PartyIsApplicant,
    PartyNamedAlready,
    Wanted,
)
from services.registry.corrections.commands import forget_unknown
from services.registry.families.commands import revoke_relation
from services.registry.veterans.commands.search import TooManySearches
from services.registry.veterans.commands.taking_in import NameDiffers, PersonInvalid
from services.registry.veterans.queries.files import VeteranNotFound
from shared.events.benefits import CaseTransferred, CaseWithdrawn
from shared.ids import new_id
from shared.privacy.personal import Personal
from tests.races import race
from tests.registry.case_parties.given import (
    DOCUMENT,
    NEIGHBOUR,
    OPENED,
    correcting,
    given_case,
    hearing,
    listed_at,
    naming,
    opened,
    removing,
    room,
    somebody,
)
from tests.registry.erasures.given import dump
from tests.registry.families.given import WIFE, keeper, relating
from tests.registry.given import NOW, TODAY, audited, given_network, published
from tests.registry.merges.given import given_pair, merging, unmerging
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM_PATH, codes_of, given_number, given_veteran
from tests.registry.registrations.given import scalar

RIGHT = given_number(612, date(1971, 2, 3))


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


class TestAParty:
    def test_is_said_by_file_or_by_name(self) -> None:
        for wanted, faults in (
            (Wanted(new_id()), {}),
            (Wanted(None, Personal("赵邻")), {}),
            (Wanted(), {"name": "required"}),
            (Wanted(None, None, Personal(NEIGHBOUR)), {"name": "required"}),
            (Wanted(new_id(), Personal("赵邻")), {"name": "not-both"}),
            (Wanted(new_id(), None, Personal(NEIGHBOUR)), {"id_number": "not-both"}),
        ):
            if not faults:
                wanted.must_say_who()
                continue
            with pytest.raises(CasePartyInvalid) as refused:
                wanted.must_say_who()
            assert codes_of(refused.value) == faults

    def test_is_removed_between_the_opening_and_today_or_never_was_one(self) -> None:
        party = CaseParty(new_id(), new_id(), new_id())
        facts: dict[str, Any] = {"opened_on": OPENED, "today": TODAY}
        assert party.removed("left", TODAY, "说明", **facts).removed_on == TODAY
        assert party.removed("left", OPENED, "说明", **facts).version == 2
        assert party.removed("recorded-in-error", date(2001, 1, 1), "说明", **facts).removed_on == OPENED
        for day, code in ((OPENED - timedelta(days=1), "before-opening"), (TODAY + timedelta(days=1), "in-future")):
            with pytest.raises(CasePartyInvalid) as refused:
                party.removed("left", day, "说明", **facts)
            assert codes_of(refused.value) == {"removed_on": code}

    def test_is_counted_with_the_applicant_and_those_nobody_named(self) -> None:
        assert [(each.unnamed, each.beyond) for each in map(Counted, (2, 2, 5, 2), (0, 1, 1, 4))] == [
            (1, 0), (0, 0), (3, 0), (0, 3),
        ]  # fmt: skip


class TestNaming:
    async def test_takes_in_an_outside_party_and_knows_who_is_known(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        case_id = await given_case(engine, veteran)
        party = await naming(room(engine), case_id)
        [(_, sequence, event)] = await published(engine, "case-party-named")
        assert sequence == 1
        assert event == {
            "party_id": str(party), "case_id": str(case_id), "person_id": event["person_id"], "org_path": ROOM_PATH,
        }  # fmt: skip
        shown = await listed_at(engine, case_id)
        [one] = shown.parties
        assert (one.name.reveal(), one.id_number.reveal(), one.has_file) == ("赵邻", NEIGHBOUR, False)
        assert (shown.counted.said, shown.counted.unnamed) == (3, 1)
        assert NEIGHBOUR not in await dump(engine)
        assert "赵邻" not in await dump(engine)
        with pytest.raises(PartyNamedAlready):
            await naming(room(engine), case_id)
        with pytest.raises(NameDiffers) as differs:
            await naming(room(engine), case_id, somebody(name="钱邻"))
        assert codes_of(differs.value) == {"name": "name-differs"}
        with pytest.raises(PersonInvalid):
            await naming(room(engine), case_id, somebody(number="12"))
        with pytest.raises(PersonInvalid):
            await naming(room(engine), case_id, somebody(number=None, name="7"))
        clerk, third = room(engine), await given_case(engine, veteran)
        await naming(clerk, third, most=1)
        with pytest.raises(TooManySearches):
            await naming(clerk, third, somebody(given_number(5), "王邻"), most=1)
        await naming(clerk, third, somebody(None, "王邻"), most=1)
        # A relative is the person he was; so is the neighbour in another case.
        await relating(keeper(engine), veteran)
        await naming(room(engine), case_id, somebody(WIFE, "李梅"))
        relative = await scalar(engine, "SELECT relative_id FROM family_relation")
        assert (await listed_at(engine, case_id)).parties[1].party.person_id == relative
        other = await given_case(engine, veteran)
        await naming(room(engine), other)
        assert (await listed_at(engine, other)).parties[0].party.person_id == one.party.person_id
        # Of whom no number is known, each is another person.
        for _ in range(2):
            await naming(room(engine), other, somebody(number=None, name="孙邻"))
        unnumbered = (await listed_at(engine, other)).parties[1:]
        assert [(each.name.reveal(), each.id_number) for each in unnumbered] == [("孙邻", None)] * 2
        assert (await listed_at(engine, other)).counted == Counted(3, 3)
        # Who is registered later is the same person.
        registered = await given_veteran(engine, id_number=NEIGHBOUR, name="赵邻")
        assert registered == one.party.person_id
        assert (await listed_at(engine, case_id)).parties[0].has_file

    async def test_knows_veterans_by_their_files_and_is_the_cases_own_units(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        told = opened(veteran)
        with pytest.raises(CaseNotKnownYet):
            await naming(room(engine), told.case_id)
        await hearing(engine, told)
        await hearing(engine, told)
        case_id = told.case_id
        with pytest.raises(CaseNotKnownYet):
            await naming(room(engine, OTHER_ROOM_PATH), case_id)
        with pytest.raises(CaseNotFound):
            await listed_at(engine, case_id, OTHER_ROOM_PATH)
        with pytest.raises(PartyIsApplicant):
            await naming(room(engine), case_id, Wanted(veteran))
        second = await given_veteran(engine, id_number=given_number(7), name="周和")
        await naming(room(engine), case_id, Wanted(second))
        with pytest.raises(PartyNamedAlready):
            await naming(room(engine), case_id, somebody(given_number(7), "周和"))
        elsewhere = await given_veteran(
            engine, id_number=given_number(8), domicile_code=OTHER_ROOM, org_code=OTHER_ROOM
        )  # fmt: skip
        with pytest.raises(VeteranNotFound):
            await naming(room(engine), case_id, Wanted(elsewhere))
        assert (await listed_at(engine, case_id)).parties[0].has_file
        # The case goes to another room, and its parties with it.
        moved = CaseTransferred(
            case_id=case_id, kind="dispute", from_org_code="x", from_org_path=ROOM_PATH, org_code=OTHER_ROOM,
            org_path=OTHER_ROOM_PATH, transferred_on=TODAY,
        )  # fmt: skip
        await hearing(engine, moved)
        with pytest.raises(CaseNotFound):
            await listed_at(engine, case_id)
        there = await listed_at(engine, case_id, OTHER_ROOM_PATH)
        assert not there.parties[0].has_file  # a file of another room
        # Nobody becomes a party to what has ended.
        ended = CaseWithdrawn(
            case_id=case_id, kind="dispute", reason="by-applicant", org_code=OTHER_ROOM, org_path=OTHER_ROOM_PATH,
            applicant_id=veteran, opened_on=OPENED, withdrawn_on=TODAY,
        )  # fmt: skip
        await hearing(engine, ended)
        with pytest.raises(CaseHasEnded):
            await naming(room(engine, OTHER_ROOM_PATH), case_id)

    async def test_happens_once_though_many_try_at_the_same_time(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        case_id = await given_case(registry_engine, veteran)
        ends = await race(registry_engine, "known_case", [naming(room(registry_engine), case_id) for _ in range(4)])
        assert sum(isinstance(end, PartyNamedAlready) for end in ends) == 3


class TestWhatWasWrong:
    async def test_is_corrected_and_whoever_is_known_for_nothing_else_is_forgotten(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        case_id = await given_case(engine, veteran)
        party = await naming(room(engine), case_id)
        before = (await listed_at(engine, case_id)).parties[0].party.person_id
        # It is that person: nothing is corrected. Another name of the same number is no other person's.
        with pytest.raises(CasePartyUnchanged):
            await correcting(room(engine), party, somebody(), 1)
        with pytest.raises(NameDiffers):
            await correcting(room(engine), party, somebody(name="赵林"), 1)
        assert await correcting(room(engine), party, somebody(RIGHT, "赵林"), 1) == 2
        with pytest.raises(CasePartyChanged):
            await correcting(room(engine), party, somebody(), 1)
        assert await correcting(room(engine), party, somebody(number=None, name="赵森"), 2) == 3
        assert await correcting(room(engine), party, somebody(RIGHT, "赵林"), 3) == 4
        [one] = (await listed_at(engine, case_id)).parties
        assert (one.name.reveal(), one.id_number.reveal(), one.corrections) == ("赵林", RIGHT, 3)
        assert one.party.removed_on is None
        assert await scalar(engine, "SELECT count(*) FROM data_key WHERE person_id = :id", id=before) == 0
        told = await published(engine, "case-party-corrected")
        assert [(sequence, event["person_id"] == str(before)) for _, sequence, event in told] == [
            (2, False), (3, False), (4, False),
        ]  # fmt: skip
        assert told[-1][2]["person_id"] == str(one.party.person_id)
        # His number is another's now, who has become a relative: the name of a relative is corrected there.
        await relating(keeper(engine), veteran, number=RIGHT, name="赵林")
        with pytest.raises(NameDiffers):
            await correcting(room(engine), party, somebody(RIGHT, "赵霖"))
        for wrong in (room(engine, OTHER_ROOM_PATH), room(engine)):
            at = party if wrong.caller.grants[0].org_path == OTHER_ROOM_PATH else new_id()
            with pytest.raises(CasePartyNotFound):
                await correcting(wrong, at, somebody(name="赵林"))
        assert await audited(engine, "correct-case-party") != []

    async def test_is_removed_and_stays_on_record(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        engine = registry_engine
        case_id = await given_case(engine, veteran)
        left = await naming(room(engine), case_id)
        mistaken = await naming(room(engine), case_id, somebody(given_number(9), "吴邻"))
        assert await removing(room(engine), left, "left") == 2
        assert await removing(room(engine), mistaken, "recorded-in-error") == 2
        for party, reason in ((left, "left"), (mistaken, "recorded-in-error")):
            with pytest.raises(CasePartyRemoved):
                await removing(room(engine), party, reason)
        shown = await listed_at(engine, case_id)
        assert [each.name and each.name.reveal() for each in shown.parties] == ["赵邻", None]
        assert (shown.counted.named, shown.counted.unnamed) == (0, 2)
        told = [(event["reason"], event["removed_on"]) for *_, event in await published(engine, "case-party-removed")]
        assert told == [("left", "2019-04-20"), ("recorded-in-error", OPENED.isoformat())]
        # His number is free, and who left may be named anew.
        await naming(room(engine), case_id, somebody(given_number(9), "郑邻"))
        await naming(room(engine), case_id)
        # Of who left it may be said still that he never was one; that he left, and was one before, stays on record.
        assert await removing(room(engine), left, "recorded-in-error") == 3
        said = "SELECT string_agg(version || coalesce(reason, '-') || coalesce(document, '-'), ' ' ORDER BY version)"
        assert await scalar(engine, f"{said} FROM case_party_past WHERE party_id = :id", id=left) == (
            f"1-- 2left{DOCUMENT}"
        )
        assert [each.corrections for each in (await listed_at(engine, case_id)).parties] == [0] * 4
        # Who is a party is not forgotten with a relation that never was.
        relation = await relating(keeper(engine), veteran, number=NEIGHBOUR, name="赵邻")
        why: dict[str, Any] = {"reason": "recorded-in-error", "document": "说明", "forgets": forget_unknown}
        await revoke_relation(keeper(engine), relation, **why)
        assert (await listed_at(engine, case_id)).parties[-1].name.reveal() == "赵邻"


def test_a_party_stands_as_it_was_decided_on() -> None:
    party = CaseParty(new_id(), new_id(), new_id())
    party.must_stand(None)
    party.must_stand(1)
    with pytest.raises(CasePartyChanged):
        party.must_stand(2)
    with pytest.raises(CasePartyRemoved):
        replace(party, removed_on=NOW.date()).must_stand(1)


class TestOnePerson:
    async def test_is_one_party_while_files_are_merged(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        engine = registry_engine
        one, other, alias = [
            await given_veteran(engine, id_number=given_number(serial), name=name)
            for serial, name in ((31, "周一"), (32, "周二"), (33, "周三"))
        ]
        case_id = await given_case(engine, veteran)
        for person in (one, other, alias):
            await naming(room(engine), case_id, Wanted(person))
        assert (await listed_at(engine, case_id)).counted == Counted(3, 3)
        of_parties, of_applicant = await given_pair(engine, one, other), await given_pair(engine, alias, veteran)
        await merging(engine, of_parties, one)
        await merging(engine, of_applicant, veteran)
        merged = await listed_at(engine, case_id)
        assert (merged.counted, merged.counted.unnamed) == (Counted(3, 1), 1)
        assert [each.is_again for each in merged.parties] == [False, True, True]
        await unmerging(engine, of_parties, one)
        assert (await listed_at(engine, case_id)).counted == Counted(3, 2)
