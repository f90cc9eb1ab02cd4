"""A health check: scheduled, completed or missed, followed up; and each refusal."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from services.benefits.checks.commands import COUNT_ONCE
from services.benefits.directory.domain import VeteranNotKnownYet
from services.benefits.directory.tables import VETERAN
from services.benefits.entries.domain import FileMerged, PersonErased, RegistrationVoid
from shared.auth.roles import Role
from shared.entries.commands import correct_entry, revoke_entry, take_step, take_step_back
from shared.entries.domain import (
    EntryChanged,
    EntryExists,
    EntryInvalid,
    EntryIsRevoked,
    EntryNotFound,
    NoStepToTakeBack,
    StepNotPossible,
)
from shared.events.registry import CategoryCorrected, CategoryStopped
from shared.ids import new_id
from shared.refusal import Refusal
from tests.benefits.checks.given import (
    BODY,
    DEFINITION,
    DOCUMENT,
    RULES,
    given_category,
    given_check,
    given_facts,
    given_person,
    told,
)
from tests.benefits.entered import apart, merged, run_once
from tests.benefits.given import OTHER_STATION, ROOM
from tests.benefits.programmes.given import given_programme
from tests.given import given_caller, given_work
from tests.shared.wire import given_relay, given_topic, published, records_of, running

MAY, JUNE = date(2019, 5, 6), date(2019, 6, 3)


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def person(engine: AsyncEngine) -> UUID:
    return await given_person(engine)


async def stepping(engine: AsyncEngine, check: UUID, step: str, on: date = MAY, **said: Any) -> int:
    return await take_step(given_work(engine), DEFINITION, check, step, on=on, document=DOCUMENT, said=said)


async def known(engine: AsyncEngine, person: UUID, **facts: Any) -> None:
    """What the directory says of the person from now on."""
    async with engine.begin() as connection:
        await connection.execute(update(VETERAN).where(VETERAN.c.veteran_id == person).values(facts))


def faults(refused: pytest.ExceptionInfo[EntryInvalid]) -> dict[str, str]:
    return {each.field: each.code for each in refused.value.fields}


class TestACheck:
    async def test_is_scheduled_completed_and_followed_up(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        assert await stepping(engine, check, "completion") == 2
        assert await stepping(engine, check, "follow-up", JUNE, follow_up="informed") == 3
        names, events = zip(*await told(engine), strict=True)
        assert names == ("health-check-scheduled", "health-check-completed", "health-check-followed-up")
        last = events[-1]
        assert (last["completed_on"], last["followed_up_on"], last["follow_up"]) == (str(MAY), str(JUNE), "informed")
        assert (last["before"]["follow_up"], last["before"]["completed_on"]) == (None, str(MAY))

    async def test_that_was_missed_leaves_room_for_another_in_the_year(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        await stepping(engine, check, "no-show", miss_reason="away")
        await given_check(engine, person, batch=2, scheduled_on="2019-06-03")
        with pytest.raises(EntryExists):
            await take_step_back(given_work(engine), DEFINITION, check, reason="误录")

    async def test_is_one_a_year(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        with pytest.raises(EntryExists):
            await given_check(engine, person, batch=2)
        await given_check(engine, person, year=2020)
        await revoke_entry(given_work(engine), DEFINITION, check, reason="误录")
        await given_check(engine, person)

    async def test_goes_a_step_back(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        with pytest.raises(NoStepToTakeBack):
            await take_step_back(given_work(engine), DEFINITION, check, reason="误录")
        await stepping(engine, check, "no-show", miss_reason="unwell")
        await take_step_back(given_work(engine), DEFINITION, check, reason="误录")
        name, event = (await told(engine))[-1]
        assert (name, event["missed_on"], event["miss_reason"]) == ("health-check-corrected", None, None)

    async def test_is_corrected_and_what_steps_said_stays_where_it_is_not_given(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        check = await given_check(engine, person)
        facts = {name: value for name, value in BODY.items() if name != "document"} | {"scheduled_on": MAY}
        with pytest.raises(EntryInvalid) as refused:
            await correct_entry(
                given_work(engine), DEFINITION, check, {**facts, "miss_reason": "away"}, document=DOCUMENT
            )
        assert faults(refused) == {"miss_reason": "not-yet"}
        await stepping(engine, check, "no-show", miss_reason="away")
        other = {**facts, "batch": 2}
        await correct_entry(given_work(engine), DEFINITION, check, {**other, "miss_reason": None}, document=DOCUMENT)
        _, event = (await told(engine))[-1]
        assert (event["batch"], event["miss_reason"], event["person_id"]) == (2, "away", str(person))

    async def test_that_somebody_else_changed_or_that_is_over_is_refused(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        check = await given_check(engine, person)
        with pytest.raises(StepNotPossible):
            await stepping(engine, check, "follow-up", follow_up="informed")
        with pytest.raises(EntryChanged):
            await revoke_entry(given_work(engine), DEFINITION, check, reason="误录", version=2)
        await revoke_entry(given_work(engine), DEFINITION, check, reason="误录")
        with pytest.raises(EntryIsRevoked):
            await stepping(engine, check, "completion")

    async def test_goes_to_kafka_by_its_own_stream(self, engine: AsyncEngine, person: UUID, kafka: Kafka) -> None:
        check = await given_check(engine, person)
        await stepping(engine, check, "completion")
        topic = given_topic(kafka.broker, name="benefits.checks")
        relay = given_relay(engine, kafka.broker, topic, source="/benefits")
        async with running(relay):
            await published(relay)
        records = await records_of(kafka.broker, topic)
        assert [record.key.decode() for record in records] == [str(check)] * 2


class TestWhoCounts:
    async def test_is_a_person_once_a_year_by_whichever_file(self, engine: AsyncEngine, person: UUID) -> None:
        other = await given_person(engine)
        first, second = await given_check(engine, person), await given_check(engine, other)
        later = await given_check(engine, other, year=2020, scheduled_on="2020-05-06")
        await stepping(engine, second, "completion", JUNE)
        for check, on in ((first, MAY), (later, date(2020, 5, 6))):
            await stepping(engine, check, "completion", on)

        async def by_the_clock() -> list[tuple[str, str, bool, bool]]:
            seen = len(await told(engine))
            await run_once(given_work(engine), COUNT_ONCE)
            return [
                (name, event["entry_id"], event["doubled"], event["before"]["doubled"])
                for name, event in (await told(engine))[seen:]
            ]

        assert await by_the_clock() == []
        await merged(engine, person, other)
        assert await by_the_clock() == [("health-check-corrected", str(second), True, False)]
        assert await by_the_clock() == []
        await stepping(engine, second, "follow-up", JUNE, follow_up="informed")
        await take_step_back(given_work(engine), DEFINITION, second, reason="误录")
        assert await by_the_clock() == []
        await revoke_entry(given_work(engine), DEFINITION, first, reason="误录")
        assert await by_the_clock() == [("health-check-corrected", str(second), False, True)]
        await apart(engine, person)
        assert await by_the_clock() == []

    async def test_is_marked_who_held_no_category_on_the_day_that_the_programme_asked_for(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        """Nobody of whom nothing was told, nor on a day on which no programme asked; by whichever file."""
        other, unknown = await given_person(engine), await given_person(engine)
        mine, his, third = [await given_check(engine, each) for each in (person, other, unknown)]
        earlier = await given_check(engine, person, year=2018, scheduled_on="2018-05-07")
        for check, on in ((mine, MAY), (his, MAY), (third, MAY), (earlier, date(2018, 5, 7))):
            await stepping(engine, check, "completion", on)
        holding = await given_category(engine, person, "51", JUNE)
        await given_category(engine, other, "11", date(2018, 1, 1))

        async def by_the_clock() -> list[tuple[str, bool, bool]]:
            seen = len(await told(engine))
            await run_once(given_work(engine), COUNT_ONCE)
            found = sorted((await told(engine))[seen:], key=lambda each: str(each[1]["entry_id"]))
            return [(event["entry_id"], event["unqualified"], event["before"]["unqualified"]) for _, event in found]

        assert await by_the_clock() == []
        await given_programme(engine, rules=RULES)
        assert await by_the_clock() == [(str(check), True, False) for check in sorted((mine, his), key=str)]
        assert await by_the_clock() == []
        own: dict[str, Any] = {"holding_id": holding, "person_id": person, "org_path": ROOM, "category": "51"}
        await given_facts(engine, CategoryCorrected(**own, since=MAY))
        assert await by_the_clock() == [(str(mine), False, True)]
        await given_facts(engine, CategoryStopped(**own, effective_on=MAY, reason_code="renounced"))
        assert await by_the_clock() == [(str(mine), True, False)]
        await given_category(engine, unknown, "61", MAY)
        await merged(engine, other, unknown)
        assert sorted(await by_the_clock()) == sorted([(str(his), False, True), (str(third), False, False)])
        assert await by_the_clock() == []

    async def test_is_taken_away_where_he_stood(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        await stepping(engine, check, "completion")
        await known(engine, person, org_code="411329105", org_path=OTHER_STATION)
        await revoke_entry(given_work(engine), DEFINITION, check, reason="误录")
        name, event = (await told(engine))[-1]
        assert (name, event["org_path"], event["completed_on"]) == ("health-check-revoked", ROOM, str(MAY))


class TestDays:
    async def test_are_none_after_the_death(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        other = await given_check(engine, person, year=2018, scheduled_on="2018-05-06")
        await known(engine, person, deceased_on=date(2019, 5, 1))
        for step, said in (("completion", {}), ("no-show", {"miss_reason": "deceased"})):
            with pytest.raises(EntryInvalid) as refused:
                await stepping(engine, check, step, MAY, **said)
            assert set(faults(refused).values()) == {"after-death"}
        with pytest.raises(EntryInvalid) as refused:
            await given_check(engine, person, year=2020)
        assert faults(refused) == {"scheduled_on": "after-death"}
        await stepping(engine, other, "completion", date(2018, 5, 6))
        await stepping(engine, check, "no-show", date(2019, 5, 1), miss_reason="deceased")

    async def test_of_a_check_that_was_missed_are_not_before_it(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, check, "no-show", date(2019, 5, 5), miss_reason="away")
        assert faults(refused) == {"missed_on": "too-early"}

    async def test_lie_ahead_where_it_is_scheduled_alone(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person, year=2099, scheduled_on="2099-05-06")
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, check, "completion", date(2099, 5, 6))
        assert faults(refused) == {"completed_on": "in-future"}


class TestWhoseItIs:
    @pytest.mark.parametrize(
        ("becomes", "refusal"),
        [({"erased": True}, PersonErased), ({"deregistered_on": date(2019, 1, 1)}, RegistrationVoid)],
        ids=["erased", "deregistered"],
    )
    async def test_is_somebody_in_the_register(
        self, engine: AsyncEngine, person: UUID, becomes: dict[str, Any], refusal: type[Refusal]
    ) -> None:
        await known(engine, person, **becomes)
        with pytest.raises(refusal):
            await given_check(engine, person)

    async def test_is_a_file_that_goes_on(self, engine: AsyncEngine, person: UUID) -> None:
        await merged(engine, person, new_id())
        with pytest.raises(FileMerged):
            await given_check(engine, person)

    async def test_is_somebody_known_within_the_scope(self, engine: AsyncEngine, person: UUID) -> None:
        with pytest.raises(VeteranNotKnownYet):
            await given_check(engine, new_id())
        check = await given_check(engine, person)
        stranger = given_caller(Role.STATION_STAFF, OTHER_STATION)
        with pytest.raises(VeteranNotKnownYet):
            await given_check(engine, person, caller=stranger, year=2020)
        with pytest.raises(EntryNotFound):
            await revoke_entry(given_work(engine, stranger), DEFINITION, check, reason="误录")

    async def test_moves_and_his_checks_with_him(self, engine: AsyncEngine, person: UUID) -> None:
        check = await given_check(engine, person)
        await known(engine, person, org_code="411329105", org_path=OTHER_STATION)
        station = given_work(engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        await take_step(station, DEFINITION, check, "completion", on=MAY, document=DOCUMENT)
        _, event = (await told(engine))[-1]
        assert (event["org_path"], event["before"]["org_path"]) == (OTHER_STATION, "411329.411329104.411329104210")

    async def test_is_merged_and_his_checks_stand_where_the_other_file_does(
        self, engine: AsyncEngine, person: UUID
    ) -> None:
        check, survivor = await given_check(engine, person), await given_person(engine)
        await known(engine, survivor, org_code="411329105", org_path=OTHER_STATION)
        reached = given_work(engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        room = given_work(engine, given_caller(Role.ROOM_STAFF, ROOM))
        await merged(engine, person, survivor)
        with pytest.raises(EntryNotFound):
            await revoke_entry(room, DEFINITION, check, reason="误录")
        await take_step(reached, DEFINITION, check, "completion", on=MAY, document=DOCUMENT)
        assert (await told(engine))[-1][1]["org_path"] == OTHER_STATION
        await apart(engine, person)
        with pytest.raises(EntryNotFound):
            await revoke_entry(reached, DEFINITION, check, reason="误录")
        await revoke_entry(room, DEFINITION, check, reason="误录")
