"""What was recognised is suspended, resumed, stopped, cancelled and restored, each with a reason; its story is kept."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import correct_category, withdraw_category_application
from services.registry.categories.commands.changing import Corrected
from services.registry.categories.domain.holding import (
    BY_FILE,
    TRANSITIONS,
    CategoryHeld,
    HoldingChanged,
    HoldingInvalid,
    HoldingStandsOtherwise,
    HoldingState,
)
from services.registry.categories.parameters import REASONS_OF, STATES, Act
from services.registry.categories.queries.holdings import list_of_person
from services.registry.categories.queries.story import held_on, list_believed
from services.registry.deaths.commands import Reported, record_death, revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.veterans.domain.standing import FileErased, PersonIsDeceased
from tests.races import race
from tests.registry.categories.given import SINCE, applying, changing, given_recognised
from tests.registry.given import KEYRING, NOW, TODAY, given_network, given_work, published
from tests.registry.merges.given import given_pair, merging, unmerging
from tests.registry.persons import given_number, given_veteran
from tests.registry.registrations.given import centre, room, scalar

DAY = timedelta(days=1)
STORY: list[tuple[Act, str, date, str]] = [
    (Act.SUSPEND, "under-review", SINCE + DAY, "suspended"),
    (Act.RESUME, "review-passed", SINCE + 2 * DAY, "enjoying"),
    (Act.END_BENEFIT, "conditions-not-met", SINCE + 3 * DAY, "recognised-no-benefit"),
    (Act.GRANT_BENEFIT, "conditions-met", SINCE + 4 * DAY, "enjoying"),
    (Act.STOP, "renounced", SINCE + 5 * DAY, "stopped"),
    (Act.RESTORE, "decided-in-error", SINCE + 5 * DAY, "enjoying"),
    (Act.CANCEL, "recognised-wrongly", SINCE, "cancelled"),
]


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def stands(engine: AsyncEngine, veteran_id: Any) -> list[str]:
    async with engine.connect() as connection:
        return [row.stands for row in await list_of_person(connection, veteran_id)]


async def states_on(
    engine: AsyncEngine, holding_id: UUID, *days: int, known_on: date | None = None
) -> list[str | None]:
    """Each so many days after the recognition."""
    async with engine.connect() as connection:
        believed = await list_believed(connection, holding_id)
    held = (held_on(believed, SINCE + day * DAY, known_on, today=TODAY) for day in days)
    return [None if each is None else each.state for each in held]


class TestARecognisedCategory:
    async def test_is_moved_by_the_table_and_told_step_by_step(self, registry_engine: AsyncEngine) -> None:
        holding_id = await given_recognised(registry_engine, await given_veteran(registry_engine))
        for act, reason, on, state in STORY:
            await changing(centre(registry_engine), holding_id, act, reason, on)
            assert await scalar(registry_engine, "SELECT state FROM category_holding") == state
        told = [(name, n, data) for name, n, data in await published(registry_engine) if name.startswith("category-")]
        assert [(name.removeprefix("category-"), sequence) for name, sequence, _ in told[2:]] == [
            ("suspended", 3), ("resumed", 4), ("benefit-changed", 5), ("benefit-changed", 6), ("stopped", 7),
            ("restored", 8), ("cancelled", 9),
        ]  # fmt: skip
        assert [data["reason_code"] for _, _, data in told[2:]] == [reason for _, reason, _, _ in STORY]
        assert (told[7][2]["state"], told[4][2]["benefit"]) == ("enjoying", False)

    async def test_is_refused_every_step_that_the_table_does_not_have(self, registry_engine: AsyncEngine) -> None:
        holding_id = await given_recognised(registry_engine, await given_veteran(registry_engine))
        for act in (Act.RESUME, Act.RESTORE, Act.GRANT_BENEFIT):
            with pytest.raises(HoldingStandsOtherwise):
                await changing(centre(registry_engine), holding_id, act, next(iter(REASONS_OF[act])))
        with pytest.raises(HoldingInvalid) as refused:
            await changing(centre(registry_engine), holding_id, Act.STOP, "found")
        assert [fault.field for fault in refused.value.fields] == ["reason_code"]
        for on in (TODAY + DAY, SINCE - DAY):
            with pytest.raises(HoldingInvalid) as refused:
                await changing(centre(registry_engine), holding_id, Act.STOP, "renounced", on)
            assert [fault.field for fault in refused.value.fields] == ["effective_on"]

    async def test_is_changed_once_whoever_is_faster(self, registry_engine: AsyncEngine) -> None:
        holding_id = await given_recognised(registry_engine, await given_veteran(registry_engine))
        found = await race(
            registry_engine,
            "veteran",
            [changing(centre(registry_engine), holding_id, Act.STOP, "renounced", version=3) for _ in range(2)],
        )
        assert sorted(type(each).__name__ for each in found) == [HoldingChanged.__name__, "int"]

    async def test_was_what_was_said_of_a_day_as_known_then(self, registry_engine: AsyncEngine) -> None:
        holding_id = await given_recognised(registry_engine, await given_veteran(registry_engine))
        later = given_work(registry_engine, now=NOW + 10 * DAY)
        await changing(later, holding_id, Act.CANCEL, "recognised-wrongly", SINCE)
        async with registry_engine.connect() as connection:
            believed = await list_believed(connection, holding_id)
        states = [held_on(believed, on, known, today=TODAY) for on, known in ((TODAY, None), (None, TODAY))]
        assert [each and each.state for each in states] == ["cancelled", "enjoying"]
        assert held_on(believed, SINCE - DAY, None, today=TODAY) is None

    async def test_was_recognised_since_the_day_that_it_was_corrected_to(self, registry_engine: AsyncEngine) -> None:
        holding_id = await given_recognised(registry_engine, await given_veteran(registry_engine))
        work = given_work(registry_engine, now=NOW + DAY)
        await correct_category(work, holding_id, Corrected(SINCE + 5 * DAY, "written-proof", "第8号"), keyring=KEYRING)
        await changing(work, holding_id, Act.SUSPEND, "under-review", SINCE + 10 * DAY)
        assert await states_on(registry_engine, holding_id, -1, 4, 5, 10) == [None, None, "enjoying", "suspended"]
        assert await states_on(registry_engine, holding_id, -1, 4, known_on=TODAY) == [None, "enjoying"]
        await correct_category(work, holding_id, Corrected(SINCE - DAY, "written-proof", "第9号"), keyring=KEYRING)
        assert await states_on(registry_engine, holding_id, -2, -1, 9, 10) == [
            None, "enjoying", "enjoying", "suspended",
        ]  # fmt: skip
        await changing(work, holding_id, Act.RESUME, "review-passed", SINCE + 12 * DAY)
        await correct_category(work, holding_id, Corrected(SINCE + 11 * DAY, "written-proof", "第7号"), keyring=KEYRING)
        assert await states_on(registry_engine, holding_id, 10, 11, 12) == [None, "suspended", "enjoying"]

    async def test_is_applied_for_anew_after_it_was_over(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        holding_id = await given_recognised(registry_engine, veteran_id)
        await changing(centre(registry_engine), holding_id, Act.STOP, "renounced", SINCE + 10 * DAY)
        with pytest.raises(HoldingInvalid) as refused:
            await applying(room(registry_engine), veteran_id, applied_on=SINCE + 9 * DAY)
        assert [fault.field for fault in refused.value.fields] == ["applied_on"]
        await applying(room(registry_engine), veteran_id, applied_on=SINCE + 11 * DAY)
        assert await states_on(registry_engine, holding_id, 9, 10, 11) == ["enjoying", "stopped", "received"]

    async def test_is_corrected_and_the_certificate_stays(self, registry_engine: AsyncEngine) -> None:
        holding_id = await given_recognised(registry_engine, await given_veteran(registry_engine))
        said = Corrected(SINCE + DAY, "written-proof", "省厅证明第8号")
        await correct_category(centre(registry_engine), holding_id, said, keyring=KEYRING, version=3)
        [(_, _, event)] = await published(registry_engine, "category-corrected")
        assert event["since"] == (SINCE + DAY).isoformat()
        kept = "SELECT state_from = recognised_on AND certificate_sealed IS NOT NULL FROM category_holding"
        assert await scalar(registry_engine, kept)
        with pytest.raises(HoldingChanged):
            await correct_category(centre(registry_engine), holding_id, said, keyring=KEYRING, version=3)


class TestAPersonsLife:
    async def test_moves_the_holding_and_its_revocation_brings_it_back(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        holding_id = await given_recognised(registry_engine, veteran_id)
        work = given_work(registry_engine)
        await record_death(work, veteran_id, Reported(TODAY, "medical-certificate", "第1号"), keyring=KEYRING)
        assert await stands(registry_engine, veteran_id) == ["deceased"]
        with pytest.raises(PersonIsDeceased):
            await changing(work, holding_id, Act.SUSPEND, "under-review")
        await revoke_death_record(work, veteran_id, reason="another-person", document="第2号", keyring=KEYRING)
        assert await stands(registry_engine, veteran_id) == ["enjoying"]
        await deregister_veteran(work, veteran_id, Ground("not-a-veteran", "第3号"), keyring=KEYRING)
        assert await stands(registry_engine, veteran_id) == ["cancelled"]
        await revoke_deregistration(work, veteran_id, Ground("evidence-found", "第4号"), keyring=KEYRING)
        assert await stands(registry_engine, veteran_id) == ["enjoying"]

    async def test_that_was_erased_has_nothing_more_written_into_it(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        recognised = await given_recognised(registry_engine, veteran_id)
        lacking = (await applying(room(registry_engine), veteran_id, "11")).holding_id
        work = given_work(registry_engine)
        await record_death(work, veteran_id, Reported(TODAY, "medical-certificate", "第1号"), keyring=KEYRING)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
        with pytest.raises(FileErased):
            await changing(work, recognised, Act.CANCEL, "recognised-wrongly", SINCE)
        with pytest.raises(FileErased):
            await withdraw_category_application(work, lacking, reason="withdrawn", document="某某的申请")

    async def test_is_one_after_a_merge(self, registry_engine: AsyncEngine) -> None:
        survivor, merged = [await given_veteran(registry_engine, id_number=given_number(n)) for n in range(2)]
        holding_id = await given_recognised(registry_engine, merged)
        pair = await given_pair(registry_engine, survivor, merged)
        await merging(registry_engine, pair, survivor)
        assert await stands(registry_engine, survivor) == ["enjoying"]
        assert await stands(registry_engine, merged) == []
        with pytest.raises(CategoryHeld):
            await applying(room(registry_engine), survivor)
        await changing(centre(registry_engine), holding_id, Act.SUSPEND, "under-review")
        await unmerging(registry_engine, pair, survivor)
        assert (await stands(registry_engine, survivor), await stands(registry_engine, merged)) == ([], ["suspended"])


class TestTheTable:
    def test_has_a_reason_for_every_act_and_reaches_the_ministrys_nine(self) -> None:
        assert {*REASONS_OF} == {*TRANSITIONS} - {Act.APPLY, Act.RECOGNISE, Act.REFUSE}
        reached = {to for transition in TRANSITIONS.values() for to in transition.to}
        assert {*HoldingState} == {*STATES}
        assert reached | {*BY_FILE.values()} == {*HoldingState}

    def test_moves_from_every_state_only_where_it_says(self) -> None:
        for act, transition in TRANSITIONS.items():
            assert HoldingState.DECEASED not in transition.since | transition.to, act
            assert HoldingState.MOVED not in transition.since | transition.to, act
