"""Of a party the name or number was typed wrong: one correction reaches all of his cases; and a number that is a
veteran's is free for his file, whoever was named by it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.case_parties.domain import CasePartyChanged, CasePartyNotFound, CasePartyRemoved
from services.registry.corrections.commands import confirm_identity_correction, propose_identity_correction
from services.registry.corrections.commands.proposing import Wanted as WantedIdentity
from services.registry.corrections.domain.correction import CorrectionInvalid, NumberOfRelative
from services.registry.corrections.domain.parties import NumberOfAnotherParty, PartyElsewhereToo, PartyHasRecord
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.corrections.parameters import IdentityKind
from services.registry.veterans.commands.search import TooManySearches
from services.registry.veterans.commands.taking_in import NameDiffers
from shared.events.benefits import CaseTransferred
from shared.privacy.personal import Personal
from shared.refusal import Refusal
from tests.races import until_waiting
from tests.registry.case_parties.given import (
    NEIGHBOUR,
    correcting,
    correcting_identity,
    given_case,
    hearing,
    listed_at,
    naming,
    removing,
    resolved,
    room,
    somebody,
)
from tests.registry.corrections.given import confirming, proposing
from tests.registry.erasures.given import dump
from tests.registry.families.given import WIFE, keeper, relating
from tests.registry.given import TODAY, audited, given_network, given_work, published
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM_PATH,
    codes_of,
    given_number,
    given_veteran,
)
from tests.registry.registrations.given import scalar

RIGHT, TAKEN, TRUE = given_number(621), given_number(622), given_number(623)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def known(engine: AsyncEngine, case_id: UUID, path: str = ROOM_PATH) -> list[tuple[str | None, str | None]]:
    """Names and numbers of the parties."""
    parties = (await listed_at(engine, case_id, path)).parties
    return [(each.name and each.name.reveal(), each.id_number and each.id_number.reveal()) for each in parties]


async def moved(engine: AsyncEngine, case_id: UUID) -> None:
    """The case goes to another room."""
    went = CaseTransferred(
        case_id=case_id, kind="dispute", from_org_code="x", from_org_path=ROOM_PATH, org_code=OTHER_ROOM,
        org_path=OTHER_ROOM_PATH, transferred_on=TODAY,
    )  # fmt: skip
    await hearing(engine, went)


async def test_a_correction_reaches_all_cases_of_a_person(registry_engine: AsyncEngine, veteran: UUID) -> None:
    engine = registry_engine
    cases = [await given_case(engine, veteran) for _ in range(3)]
    first, ended, third = [await naming(room(engine), case_id) for case_id in cases]
    await hearing(engine, resolved(cases[1]))
    await correcting_identity(room(engine), ended, name="赵林", number=RIGHT)
    assert [await known(engine, case_id) for case_id in cases] == [[("赵林", RIGHT)]] * 3
    # What was said before is kept, sealed; what changed is not told, and the party is who he was.
    said = "SELECT count(*) FROM person_fact WHERE known_until IS NOT NULL AND value IS NULL"
    assert await scalar(engine, said) == 2
    kept = await dump(engine)
    assert [each for each in (NEIGHBOUR, RIGHT, "赵邻", "赵林") if each in kept] == []
    person = (await listed_at(engine, cases[0])).parties[0].party.person_id
    told = await published(engine, "case-party-corrected")
    assert [(sequence, event["person_id"]) for _, sequence, event in told] == [(2, str(person))] * 3
    assert await audited(engine, "correct-party-identity") == [(f"case-party {person}", "done")]
    await naming(room(engine), await given_case(engine, veteran), somebody(RIGHT, "赵林"))
    # The number alone, of whom none was known.
    nameless = await naming(room(engine), cases[0], somebody(None, "孙邻"))
    clerk = room(engine)
    await correcting_identity(clerk, nameless, number=NEIGHBOUR)
    assert (await known(engine, cases[0]))[1] == ("孙邻", NEIGHBOUR)
    refused_as: tuple[tuple[dict[str, Any], type[Refusal]], ...] = (
        ({}, CorrectionInvalid),
        ({"number": "12"}, CorrectionInvalid),
        ({"name": "孙邻", "number": NEIGHBOUR}, NothingChanges),
        ({"number": RIGHT}, NumberOfAnotherParty),
    )
    for right, refusal in refused_as:
        with pytest.raises(refusal) as refused:
            await correcting_identity(room(engine), nameless, **right)
        if "12" in right.values():
            assert set(codes_of(refused.value)) == {"id_number"}
    with pytest.raises(TooManySearches):
        await correcting_identity(clerk, nameless, name="孙一", most=1)
    with pytest.raises(CasePartyNotFound):
        await correcting_identity(room(engine, OTHER_ROOM_PATH), nameless, name="孙一")
    # One of his cases is another unit's: the centre corrects it.
    await moved(engine, cases[2])
    with pytest.raises(PartyElsewhereToo):
        await correcting_identity(clerk, first, name="赵霖")
    await correcting_identity(given_work(engine), third, name="赵霖")
    assert await known(engine, cases[1]) == [("赵霖", RIGHT)]
    # Who is a relative as well is corrected as one; who never was a party, not at all.
    await relating(keeper(engine), veteran, number=NEIGHBOUR, name="孙邻")
    with pytest.raises(PartyHasRecord):
        await correcting_identity(clerk, nameless, name="孙一")
    # That he is a veteran of another unit's is not told.
    await given_veteran(engine, id_number=TAKEN, name="周和", org_code=OTHER_ROOM, domicile_code=OTHER_ROOM)
    stranger = await naming(clerk, cases[0], somebody(TAKEN, "周和"))
    with pytest.raises(PartyElsewhereToo):
        await correcting_identity(clerk, stranger, name="周禾")
    with pytest.raises(PartyHasRecord):
        await correcting_identity(given_work(engine), stranger, name="周禾")
    await removing(clerk, nameless, "recorded-in-error")
    with pytest.raises(CasePartyRemoved):
        await correcting_identity(clerk, nameless, name="孙一")


async def test_a_later_clerk_is_told_that_it_stands_otherwise_by_now(
    registry_engine: AsyncEngine, veteran: UUID
) -> None:
    engine = registry_engine
    cases = [await given_case(engine, veteran) for _ in range(2)]
    first, second = [await naming(room(engine), case_id) for case_id in cases]
    await removing(room(engine), second, "left")
    await correcting_identity(room(engine), first, name="赵林", version=1)
    for party, stood in ((first, 1), (second, 2)):
        with pytest.raises(CasePartyChanged):
            await correcting_identity(room(engine), party, name="赵霖", version=stood)
    assert await known(engine, cases[0]) == [("赵林", NEIGHBOUR)]
    [gone] = (await listed_at(engine, cases[1])).parties
    assert (gone.party.version, gone.party.reason, gone.corrections) == (3, "left", 0)
    await correcting_identity(room(engine), second, name="赵霖", version=3)
    assert await known(engine, cases[0]) == [("赵霖", NEIGHBOUR)]


async def test_who_turns_out_to_be_somebody_else_meanwhile_is_left(registry_engine: AsyncEngine, veteran: UUID) -> None:
    engine = registry_engine
    cases = [await given_case(engine, veteran) for _ in range(2)]
    party, _ = [await naming(room(engine), case_id) for case_id in cases]
    async with engine.begin() as connection:
        await connection.execute(text("SELECT 1 FROM person FOR UPDATE"))
        first = asyncio.create_task(correcting(room(engine), party, somebody(RIGHT, "孙邻")))
        await until_waiting(connection, [first])
        second = asyncio.create_task(correcting_identity(room(engine), party, name="赵林"))
        await until_waiting(connection, [first, second])
    _, refused = await asyncio.gather(first, second, return_exceptions=True)
    assert isinstance(refused, CasePartyChanged)
    assert [await known(engine, case_id) for case_id in cases] == [[("孙邻", RIGHT)], [("赵邻", NEIGHBOUR)]]


class TestATrueNumber:
    async def correct(self, engine: AsyncEngine, veteran_id: UUID, number: str) -> None:
        """By two persons of the centre."""
        wanted = WantedIdentity(IdentityKind.ID_NUMBER, Personal(number), "household-register", "户字第12号")
        made = await propose_identity_correction(
            given_work(engine), veteran_id, wanted, registrar=REGISTRAR, most_an_hour=60
        )
        await confirm_identity_correction(given_work(engine), made, typed=wanted.value, registrar=REGISTRAR)

    async def test_is_the_veterans_whoever_was_named_by_it(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        engine = registry_engine
        wrong = await given_veteran(engine, id_number=TAKEN, name="周和")
        elsewhere, own, left = [await given_case(engine, each) for each in (veteran, wrong, veteran)]
        for case_id in (elsewhere, own, left):
            party = await naming(room(engine), case_id, somebody(TRUE, "周和"))
        await removing(room(engine), party, "left")
        stranger = (await listed_at(engine, own)).parties[0].party.person_id
        await moved(engine, elsewhere)
        await self.correct(engine, wrong, TRUE)
        told = [event["person_id"] for *_, event in await published(engine, "case-party-corrected")]
        assert told == [str(wrong)]
        gone = [(event["person_id"], event["reason"]) for *_, event in await published(engine, "case-party-removed")]
        assert sorted(gone) == sorted(
            [(str(stranger), "left"), (str(stranger), "recorded-in-error"), (str(wrong), "left")]
        )
        assert await known(engine, elsewhere, OTHER_ROOM_PATH) == [("周和", TRUE)]
        assert await known(engine, own) == [(None, None)]
        assert await known(engine, left) == [("周和", TRUE)]
        assert await scalar(engine, "SELECT count(*) FROM data_key WHERE person_id = :id", id=stranger) == 0

    async def test_is_a_relatives_whoever_was_named_by_it(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        """By the same name the party was that relative, by another his number is not known; two persons decide."""
        engine = registry_engine
        same, other = [await given_case(engine, veteran) for _ in range(2)]
        await relating(keeper(engine), veteran)
        wife = await scalar(engine, "SELECT relative_id FROM family_relation")
        for case_id, number, name in ((same, TRUE, "李梅"), (other, RIGHT, "郑邻")):
            await naming(room(engine), case_id, somebody(number, name))
            made = await proposing(keeper(engine), veteran, wife, number)
            await confirming(given_work(engine), made, number)
        assert (await listed_at(engine, same)).parties[0].party.person_id == wife
        assert await known(engine, same) == [("李梅", RIGHT)]
        assert await known(engine, other) == [("郑邻", None)]

    async def test_of_another_name_leaves_the_party_without_one(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        case_id = await given_case(engine, veteran)
        party = await naming(room(engine), case_id, somebody(TRUE, "郑邻"))
        wrong = await given_veteran(engine, id_number=TAKEN, name="周和")
        await self.correct(engine, wrong, TRUE)
        assert await known(engine, case_id) == [("郑邻", None)]
        with pytest.raises(NameDiffers):
            await naming(room(engine), case_id, somebody(TRUE, "郑邻"))
        await correcting_identity(room(engine), party, number=RIGHT)
        # A relative is not known for his cases alone.
        await relating(keeper(engine), veteran)
        await naming(room(engine), case_id, somebody(WIFE, "李梅"))
        with pytest.raises(NumberOfRelative):
            await self.correct(engine, wrong, WIFE)
