"""Milestones of age are told once: on the first day of the month, or when the register learns of a person."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import confirm_identity_correction, propose_identity_correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.deaths.commands import Reported, record_death, revoke_death_record
from services.registry.milestones.commands import LOOK_AGAIN, tell_ages
from services.registry.milestones.domain import Step, ToldMilestone, month_of, steps
from services.registry.milestones.loop import TELLER, AgeTeller
from services.registry.veterans.tables import AGE_LOOKED_AT
from shared.command import Work
from shared.ids import new_id
from shared.privacy.personal import Personal
from tests.races import race, until_waiting
from tests.registry.categories.given import given_recognised
from tests.registry.given import KEYRING, NOW, TODAY, given_network, given_work, published
from tests.registry.merges.given import given_pair, merging
from tests.registry.persons import REGISTRAR, given_number, given_veteran
from tests.registry.registrations.given import scalar
from tests.shared.schedule.given import run_at

# The first of May in the county, a minute after the job.
MAY = datetime(2019, 4, 30, 16, 2, tzinfo=UTC)
REACHED = "age-milestone-reached"
SIXTY_IN_MAY = given_number(1, date(1959, 5, 20))


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def telling(engine: AsyncEngine, now: datetime = NOW) -> None:
    await tell_ages(Work(engine, TELLER, now), keyring=KEYRING)


async def told(engine: AsyncEngine) -> list[tuple[str, int, int, Any]]:
    return [
        (name.removeprefix("age-milestone-"), sequence, data["age"], data.get("month"))
        for name, sequence, data in await published(engine)
        if name.startswith("age-milestone")
    ]


async def month_begins(engine: AsyncEngine, now: datetime) -> None:
    """What the scheduler does on the first, whenever it last ran."""
    for each in (NOW, now):
        await run_at(engine, LOOK_AGAIN, now=each)


class TestWhoeverIsRegistered:
    async def test_is_told_of_with_what_is_reached_already_once_and_without_a_month(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_veteran(registry_engine)  # born in February 1959
        await telling(registry_engine)
        assert await told(registry_engine) == [("reached", 1, 55, None), ("reached", 1, 60, None)]
        await telling(registry_engine)
        assert len(await told(registry_engine)) == 2

    async def test_is_told_of_once_whoever_is_faster(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine)
        found = await race(
            registry_engine,
            "age_looked_at",
            [tell_ages(Work(registry_engine, TELLER, NOW), keyring=KEYRING) for _ in range(2)],
        )
        assert sorted(found) == [0, 1]
        assert len(await told(registry_engine)) == 2

    async def test_stops_no_worker_when_another_has_looked_at_him_since_he_was_seen_to_wait(
        self, registry_engine: AsyncEngine
    ) -> None:
        """The lock on a file that nothing was written into tells nobody that another held it a moment ago."""
        veteran_id = await given_veteran(registry_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(insert(AGE_LOOKED_AT).values(person_id=veteran_id, looked_at=NOW))
            second = asyncio.create_task(telling(registry_engine))
            await until_waiting(connection, [second])
        await second
        assert len(await told(registry_engine)) == 2


class TestAMergedFile:
    async def test_gives_what_it_holds_to_the_one_that_goes_on(self, registry_engine: AsyncEngine) -> None:
        """Some ages are told of survivors alone."""
        survivor, merged = [await given_veteran(registry_engine, id_number=given_number(n)) for n in range(2)]
        await given_recognised(registry_engine, merged, "21")
        await telling(registry_engine)
        before = await published(registry_engine, REACHED)
        assert {event["person_id"] for *_, event in before if event["age"] == 18} == {str(merged)}
        await merging(registry_engine, await given_pair(registry_engine, survivor, merged), survivor)
        await telling(registry_engine)
        since = (await published(registry_engine, REACHED))[len(before) :]
        assert [(event["person_id"], event["age"]) for *_, event in since] == [(str(survivor), 18), (str(survivor), 22)]


class TestTheFirstOfAMonth:
    async def test_tells_who_reaches_an_age_in_it(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, id_number=SIXTY_IN_MAY)
        await telling(registry_engine)
        assert await told(registry_engine) == [("reached", 1, 55, None)]
        await telling(registry_engine, MAY)
        assert len(await told(registry_engine)) == 1  # looked at this month
        await month_begins(registry_engine, MAY)
        await telling(registry_engine, MAY)
        assert (await told(registry_engine))[1:] == [("reached", 1, 60, "2019-05")]
        await month_begins(registry_engine, MAY)
        await telling(registry_engine, MAY)
        assert len(await told(registry_engine)) == 2

    async def test_tells_nothing_of_the_dead_until_the_record_is_revoked(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, id_number=SIXTY_IN_MAY)
        work = given_work(registry_engine)
        await record_death(work, veteran_id, Reported(TODAY, "medical-certificate", "第1号"), keyring=KEYRING)
        await telling(registry_engine, MAY)
        assert await told(registry_engine) == []
        await revoke_death_record(work, veteran_id, reason="another-person", document="第2号", keyring=KEYRING)
        await telling(registry_engine, MAY)
        assert [age for _, _, age, _ in await told(registry_engine)] == [55, 60]


class TestAnAgeThatIsInForceNoMore:
    @pytest.mark.parametrize(("born_on", "ages"), [(date(1969, 12, 31), [55]), (date(1970, 1, 1), [])])
    async def test_is_told_of_who_reached_it_before(
        self, registry_engine: AsyncEngine, born_on: date, ages: list[int]
    ) -> None:
        await given_veteran(registry_engine, id_number=given_number(3, born_on))
        await telling(registry_engine, datetime(2026, 11, 1, tzinfo=UTC))
        assert [age for _, _, age, _ in await told(registry_engine)] == ages


class TestACorrectedDateOfBirth:
    async def test_withdraws_what_is_not_reached_yet_and_tells_it_again(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, id_number=given_number(3, date(1959, 2, 1)))
        await telling(registry_engine)
        await identity(registry_engine, veteran_id, IdentityKind.ID_NUMBER, SIXTY_IN_MAY)
        await telling(registry_engine)
        assert (await told(registry_engine))[2:] == [("withdrawn", 2, 60, None)]
        await month_begins(registry_engine, MAY)
        await telling(registry_engine, MAY)
        assert (await told(registry_engine))[3:] == [("reached", 3, 60, "2019-05")]

    async def test_holds_once_two_persons_decided_on_what_was_stated(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, id_number=SIXTY_IN_MAY, birth_on="1959-01-01")
        await telling(registry_engine)
        assert [age for _, _, age, _ in await told(registry_engine)] == [55]
        await identity(registry_engine, veteran_id, IdentityKind.BIRTH_DATE, "1959-02-02")
        await telling(registry_engine)
        assert [age for _, _, age, _ in await told(registry_engine)] == [55, 60]


async def identity(engine: AsyncEngine, veteran_id: UUID, kind: IdentityKind, value: str) -> None:
    wanted = Wanted(kind, Personal(value), "household-register", "户字第1号")
    proposed = await propose_identity_correction(
        given_work(engine), veteran_id, wanted, registrar=REGISTRAR, most_an_hour=60
    )
    await confirm_identity_correction(given_work(engine), proposed, typed=Personal(value), registrar=REGISTRAR)


class TestTheWorker:
    async def test_says_whom_it_has_still_to_look_at(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine)
        teller = AgeTeller(registry_engine, keyring=KEYRING)
        assert await teller.flow() == {"ages_to_look_at": 1}
        await telling(registry_engine)
        assert await teller.flow() == {"ages_to_look_at": 0}
        assert await scalar(registry_engine, "SELECT count(*) FROM age_milestone WHERE month IS NULL") == 2


class TestAMilestone:
    def test_of_who_was_born_on_29_february_is_reached_in_february(self) -> None:
        assert month_of(date(1960, 2, 29), 55) == date(2015, 2, 1)

    def test_is_told_of_survivors_alone_where_it_is_theirs(self) -> None:
        born, today = date(1999, 4, 2), date(2019, 4, 30)
        assert steps(born, (), {}, today) == []
        assert steps(born, ("21", "42"), {}, today) == [Step(18, None)]

    def test_that_was_told_of_a_wrong_month_is_told_of_the_right_one(self) -> None:
        before = {55: ToldMilestone(new_id(), 1, None), 60: ToldMilestone(new_id(), 1, date(2019, 3, 1))}
        assert steps(date(1959, 4, 2), (), before, TODAY) == [Step(60, date(2019, 4, 1))]
        assert steps(date(1959, 3, 2), (), before, TODAY) == []
