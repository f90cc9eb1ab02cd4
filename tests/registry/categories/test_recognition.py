"""R5: a category is recognised by evidence, three opinions and a clause; refused only with a reason and a clause."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import withdraw_category_application
from services.registry.categories.domain.deciding import Words
from services.registry.categories.domain.holding import (
    CategoryHeld,
    HoldingChanged,
    HoldingInvalid,
    HoldingNotFound,
    HoldingStandsOtherwise,
)
from services.registry.deaths.commands import Reported, record_death
from services.registry.veterans.domain.standing import PersonIsDeceased
from services.registry.veterans.queries.files import VeteranNotFound
from shared.approval import OpinionInvalid, OpinionNotDue, OpinionOfAnother, Outcome
from shared.auth.caller import Grant
from shared.auth.roles import Role
from shared.ids import new_id
from tests.races import race
from tests.registry.categories.given import (
    AGREES,
    CERTIFICATE,
    RECOGNISES,
    REFUSES,
    RETURNS,
    SINCE,
    TERMS,
    applying,
    given_recognised,
    saying,
)
from tests.registry.given import KEYRING, TODAY, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_veteran
from tests.registry.registrations.given import centre, room, scalar, station


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestACategory:
    async def test_is_recognised_once_room_station_and_centre_agree(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = await applying(room(registry_engine), veteran_id)
        assert applied.waits_for == "station"
        assert await saying(station(registry_engine), applied.holding_id, AGREES, 1) == "received"
        assert await saying(centre(registry_engine), applied.holding_id, RECOGNISES, 2) == "enjoying"
        events = [each for each in await published(registry_engine) if each[0].startswith("category-")]
        whose = {
            "holding_id": str(applied.holding_id), "person_id": str(veteran_id), "org_path": ROOM_PATH,
            "category": "42",
        }  # fmt: skip
        assert events == [
            ("category-applied", 1, {**whose, "applied_on": TODAY.isoformat(), "origin": "office"}),
            (
                "category-recognised", 2,
                {**whose, "since": SINCE.isoformat(), "benefit": True, "clause": "pension-2019-53"},
            ),
        ]  # fmt: skip
        levels = "SELECT string_agg(step || ' ' || outcome, ', ' ORDER BY number) FROM category_opinion"
        assert await scalar(registry_engine, levels) == "room agree, station agree, centre agree"

    async def test_is_asked_of_the_room_first_whoever_hands_in(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = await applying(centre(registry_engine), veteran_id)
        assert applied.waits_for == "room"
        for work in (centre(registry_engine), station(registry_engine)):
            with pytest.raises(OpinionNotDue):
                await saying(work, applied.holding_id, AGREES)
        with pytest.raises(OpinionInvalid):  # nobody is before the room
            await saying(room(registry_engine), applied.holding_id, RETURNS)
        assert await saying(room(registry_engine), applied.holding_id, REFUSES) == "not-recognised"

    async def test_is_asked_of_the_station_first_where_it_is_responsible_itself(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, org_code="411329104")
        applied = await applying(station(registry_engine), veteran_id)
        assert applied.waits_for == "centre"
        assert await saying(centre(registry_engine), applied.holding_id, RECOGNISES) == "enjoying"

    async def test_is_not_decided_by_one_person_at_two_levels(self, registry_engine: AsyncEngine) -> None:
        both = room(registry_engine)
        applied = await applying(both, await given_veteran(registry_engine))
        grant = Grant(new_id(), Role.STATION_STAFF, "411329.411329104", "代理")
        promoted = replace(both, caller=replace(both.caller, grants=(grant,)))
        with pytest.raises(OpinionOfAnother):
            await saying(promoted, applied.holding_id, AGREES)

    async def test_takes_from_the_last_level_since_when_by_which_clause_and_with_what(
        self, registry_engine: AsyncEngine
    ) -> None:
        applied = await applying(room(registry_engine), await given_veteran(registry_engine))
        with pytest.raises(HoldingInvalid) as refused:
            await saying(station(registry_engine), applied.holding_id, RECOGNISES)
        assert [fault.code for fault in refused.value.fields] == ["not-yet"]
        await saying(station(registry_engine), applied.holding_id, AGREES)
        with pytest.raises(HoldingInvalid) as refused:
            await saying(centre(registry_engine), applied.holding_id, AGREES)
        assert [fault.field for fault in refused.value.fields] == ["recognised_on", "has_benefit", "clause"]
        tomorrow = replace(RECOGNISES, terms=replace(TERMS, recognised_on=TODAY + timedelta(days=1)))
        with pytest.raises(HoldingInvalid):
            await saying(centre(registry_engine), applied.holding_id, tomorrow)
        without = replace(RECOGNISES, terms=replace(TERMS, has_benefit=False))
        assert await saying(centre(registry_engine), applied.holding_id, without) == "recognised-no-benefit"

    async def test_is_held_and_applied_for_once(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await given_recognised(registry_engine, veteran_id)
        with pytest.raises(CategoryHeld):
            await applying(station(registry_engine), veteran_id)
        other = await race(
            registry_engine, "veteran", [applying(station(registry_engine), veteran_id, "11") for _ in range(2)]
        )
        assert len({each.holding_id for each in other}) == 1
        assert len(await published(registry_engine, "category-applied")) == 2

    async def test_keeps_its_certificate_sealed_and_off_the_bus(self, registry_engine: AsyncEngine) -> None:
        await given_recognised(registry_engine, await given_veteran(registry_engine))
        sealed = await scalar(registry_engine, "SELECT certificate_sealed FROM category_holding")
        assert CERTIFICATE.encode() not in (sealed or CERTIFICATE.encode())
        for table in ("outbox", "audit", "category_holding", "category_holding_past"):
            found = f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE :number"
            assert await scalar(registry_engine, found, number=f"%{CERTIFICATE}%") == 0


class TestWhatAFormClaims:
    async def test_is_no_application_until_somebody_hands_in_the_evidence(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, category_codes=("42", "51"))
        assert not [each for each in await published(registry_engine) if each[0].startswith("category-")]
        claimed = await scalar(registry_engine, "SELECT holding_id FROM category_holding WHERE category_code = '42'")
        with pytest.raises(OpinionNotDue):
            await saying(room(registry_engine), claimed, AGREES)
        applied = await applying(room(registry_engine), veteran_id)
        assert applied.holding_id == claimed
        assert await scalar(registry_engine, "SELECT count(*) FROM category_holding") == 2


class TestARefusal:
    async def test_has_a_reason_and_a_clause_and_is_told(self, registry_engine: AsyncEngine) -> None:
        applied = await applying(room(registry_engine), await given_veteran(registry_engine))
        assert await saying(station(registry_engine), applied.holding_id, REFUSES) == "not-recognised"
        [(_, sequence, event)] = await published(registry_engine, "category-refused")
        assert (sequence, event["reason_code"], event["clause"]) == (2, "no-record-in-file", "pension-2019-53")

    @pytest.mark.parametrize(
        ("changed", "fields"),
        [({"reason_code": None}, ["reason_code"]), ({"clause": None}, ["clause"]),
         ({"reason_code": "evidence-missing", "clause": None}, ["reason_code", "clause"])],
    )  # fmt: skip
    def test_cannot_be_said_without(self, changed: dict[str, Any], fields: list[str]) -> None:
        words = Words(Outcome.REFUSE, reason_code="no-proof", clause="pension-2024-61")
        assert words.said() == replace(REFUSES, reason_code="no-proof", clause="pension-2024-61", note=None)
        with pytest.raises(OpinionInvalid) as refused:
            replace(words, **changed).said()
        assert [fault.field for fault in refused.value.fields] == fields

    @pytest.mark.parametrize(
        "written",
        [
            "UPDATE category_holding SET clause = NULL",
            "UPDATE category_holding SET reason_code = NULL",
            "UPDATE category_opinion SET clause = NULL WHERE outcome = 'refuse'",
            "UPDATE category_holding SET state = 'enjoying'",
        ],
    )
    async def test_cannot_be_written_without(self, registry_engine: AsyncEngine, written: str) -> None:
        applied = await applying(room(registry_engine), await given_veteran(registry_engine))
        await saying(station(registry_engine), applied.holding_id, REFUSES)
        with pytest.raises(IntegrityError):
            async with registry_engine.begin() as connection:
                await connection.execute(text(written))

    async def test_lets_the_person_apply_anew_before_all_levels(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = await applying(room(registry_engine), veteran_id)
        await saying(station(registry_engine), applied.holding_id, REFUSES)
        again = await applying(
            room(registry_engine), veteran_id, document="省厅证明第8号", evidence_kind="written-proof"
        )
        assert (again.holding_id, again.waits_for) == (applied.holding_id, "station")
        await saying(station(registry_engine), applied.holding_id, AGREES)
        assert await saying(centre(registry_engine), applied.holding_id, RECOGNISES) == "enjoying"
        assert await scalar(registry_engine, "SELECT max(round) FROM category_opinion") == 2


class TestAnApplication:
    async def test_is_returned_and_handed_in_anew_by_the_unit_that_is_responsible(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = await applying(room(registry_engine), veteran_id)
        await saying(station(registry_engine), applied.holding_id, RETURNS)
        with pytest.raises(OpinionNotDue):
            await applying(centre(registry_engine), veteran_id)
        with pytest.raises(HoldingChanged):
            await applying(room(registry_engine), veteran_id, version=1)
        again = await applying(room(registry_engine), veteran_id, document="补充证明第2号", version=2)
        assert again == applied
        assert len(await published(registry_engine, "category-applied")) == 1
        [(_, sequence, event)] = await published(registry_engine, "category-returned")
        assert (sequence, event["step"], event["reason_code"]) == (2, "station", "evidence-missing")

    async def test_keeps_the_day_of_the_first_application_whichever_day_it_is_handed_in_anew(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        days = "SELECT applied_on || ' ' || coalesce(resubmitted_on::text, '-') FROM category_holding"
        holding_id = (await applying(room(registry_engine), veteran_id, applied_on=date(2019, 4, 2))).holding_id
        await applying(room(registry_engine), veteran_id, applied_on=date(2019, 4, 1))
        assert await scalar(registry_engine, days) == "2019-04-01 -", "typed wrongly, and nobody has looked at it yet"
        await saying(station(registry_engine), holding_id, RETURNS)
        for wrong in (date(2019, 3, 31), TODAY + timedelta(days=1)):
            with pytest.raises(HoldingInvalid) as refused:
                await applying(room(registry_engine), veteran_id, applied_on=wrong)
            assert [fault.field for fault in refused.value.fields] == ["applied_on"]
        await applying(room(registry_engine), veteran_id, applied_on=date(2019, 4, 20))
        assert await scalar(registry_engine, days) == "2019-04-01 2019-04-20"
        await saying(station(registry_engine), holding_id, RETURNS)
        await applying(room(registry_engine), veteran_id)
        assert await scalar(registry_engine, days) == f"2019-04-01 {TODAY}"
        await saying(station(registry_engine), holding_id, REFUSES)
        await applying(room(registry_engine), veteran_id)
        assert await scalar(registry_engine, days) == f"{TODAY} -", "applied for anew"

    async def test_is_decided_on_once_whoever_is_faster(self, registry_engine: AsyncEngine) -> None:
        applied = await applying(room(registry_engine), await given_veteran(registry_engine))
        found = await race(
            registry_engine,
            "veteran",
            [saying(station(registry_engine), applied.holding_id, said, 1) for said in (AGREES, REFUSES)],
        )
        assert sorted(type(each).__name__ for each in found) == ["HoldingChanged", "HoldingState"]
        assert await scalar(registry_engine, "SELECT count(*) FROM category_opinion") == 2

    async def test_is_given_up_before_it_is_decided_on(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = await applying(room(registry_engine), veteran_id)
        said: dict[str, Any] = {"reason": "withdrawn", "document": "本人申请第1号"}
        await withdraw_category_application(room(registry_engine), applied.holding_id, **said)
        [(_, _, event)] = await published(registry_engine, "category-cancelled")
        assert event["reason_code"] == "withdrawn"
        with pytest.raises(OpinionNotDue):
            await saying(station(registry_engine), applied.holding_id, AGREES)
        with pytest.raises(HoldingStandsOtherwise):
            await withdraw_category_application(room(registry_engine), applied.holding_id, **said)
        assert (await applying(room(registry_engine), veteran_id)).waits_for == "station"

    async def test_is_nobodys_who_is_not_responsible(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        with pytest.raises(VeteranNotFound):
            await applying(room(registry_engine, OTHER_ROOM_PATH), veteran_id)
        applied = await applying(room(registry_engine), veteran_id)
        for work in (room(registry_engine, OTHER_ROOM_PATH), station(registry_engine, "411329.411329105")):
            with pytest.raises(HoldingNotFound):
                await saying(work, applied.holding_id, AGREES)

    async def test_rests_while_the_person_is_recorded_as_dead(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        applied = await applying(room(registry_engine), veteran_id)
        died = Reported(TODAY, "medical-certificate", "第1号")
        await record_death(given_work(registry_engine), veteran_id, died, keyring=KEYRING)
        with pytest.raises(PersonIsDeceased):
            await saying(station(registry_engine), applied.holding_id, AGREES)
        with pytest.raises(PersonIsDeceased):
            await applying(room(registry_engine), veteran_id, "11")
