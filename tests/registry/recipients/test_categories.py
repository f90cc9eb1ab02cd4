"""Who has no veteran's file holds categories as a veteran does, and is told of when he reaches an age."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import open_category
from services.registry.categories.queries.holdings import get_holding
from services.registry.deregistrations.commands import Ground, deregister_veteran
from services.registry.milestones.commands import tell_ages
from services.registry.milestones.loop import TELLER, AgeTeller
from services.registry.recipients.commands import move_recipient
from services.registry.recipients.domain import RecipientNotFound
from services.registry.registrations.commands import withdraw_registration
from services.registry.veterans.domain.standing import PersonIsDeceased
from shared.command import Work
from tests.registry.categories.given import AGREES, RECOGNISES, applying, given_recognised, saying
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.families.given import WIFE, relating
from tests.registry.given import KEYRING, NOW, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM_PATH, given_number, given_veteran
from tests.registry.recipients.given import DOCUMENT, WIDOW, ending, given_recipient, recording, revoking
from tests.registry.registrations.given import centre, given_handed_in, room, scalar, station

SON = given_number(614, date(2001, 4, 20))


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def stands(engine: AsyncEngine, holding_id: Any) -> tuple[str, str]:
    async with engine.connect() as connection:
        row = await get_holding(connection, holding_id, centre(engine).caller)
    return row.stands, row.org_path


class TestAWidow:
    async def test_is_recognised_level_by_level(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        with pytest.raises(RecipientNotFound):
            await applying(room(registry_engine, OTHER_ROOM_PATH), person_id, "21")
        applied = await applying(room(registry_engine), person_id, "21")
        assert applied.waits_for == "station"
        view: dict[str, Any] = {"purpose": "benefit-handling", "reason": "逐级审核", "most_an_hour": 9}
        await open_category(station(registry_engine), applied.holding_id, **view)
        await saying(station(registry_engine), applied.holding_id, AGREES)
        assert await saying(centre(registry_engine), applied.holding_id, RECOGNISES) == "enjoying"
        [(_, _, event)] = await published(registry_engine, "category-recognised")
        assert (event["person_id"], event["org_path"], event["category"]) == (str(person_id), ROOM_PATH, "21")
        [(subject, _)] = await audited(registry_engine, "open-category")
        assert subject == f"recipient {person_id}"

    async def test_takes_what_is_decided_on_along_to_another_unit(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        applied = await applying(room(registry_engine), person_id, "21")
        await move_recipient(
            centre(registry_engine), person_id, org_code=OTHER_ROOM, moved_on=TODAY, document=DOCUMENT
        )  # fmt: skip
        other = station(registry_engine, "411329.411329105")
        assert await saying(other, applied.holding_id, AGREES) == "received"
        assert await stands(registry_engine, applied.holding_id) == ("received", OTHER_ROOM_PATH)

    @pytest.mark.parametrize(
        ("reason", "state"),
        [("deceased", "deceased"), ("moved-away", "moved"), ("recorded-in-error", "cancelled")],
    )
    async def test_holds_it_while_she_lives_here(self, registry_engine: AsyncEngine, reason: str, state: str) -> None:
        person_id = await given_recipient(registry_engine)
        holding_id = await given_recognised(registry_engine, person_id, "21")
        await ending(station(registry_engine), person_id, reason)
        assert (await stands(registry_engine, holding_id))[0] == state
        await revoking(centre(registry_engine), person_id)
        assert (await stands(registry_engine, holding_id))[0] == "enjoying"

    async def test_applies_for_nothing_once_she_has_died(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        applied = await applying(room(registry_engine), person_id, "21")
        await ending(station(registry_engine), person_id)
        with pytest.raises(PersonIsDeceased):
            await saying(station(registry_engine), applied.holding_id, AGREES)
        with pytest.raises(PersonIsDeceased):
            await applying(room(registry_engine), person_id, "22")

    async def test_keeps_it_when_she_turns_out_to_be_a_veteran(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        holding_id = await given_recognised(registry_engine, person_id, "21")
        her: dict[str, Any] = {"id_number": WIDOW, "name": "赵兰", "category_codes": ("21", "51")}
        form = await given_handed_in(room(registry_engine), **her)
        assert form == person_id
        assert (await stands(registry_engine, holding_id))[0] == "enjoying"  # nobody has decided on the form yet
        await withdraw_registration(room(registry_engine), person_id, reason="填错")
        assert (await stands(registry_engine, holding_id))[0] == "enjoying"

    async def test_is_a_veteran_with_what_she_held(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        holding_id = await given_recognised(registry_engine, person_id, "21")
        await given_veteran(registry_engine, id_number=WIDOW, name="赵兰", category_codes=("21", "51"))
        codes = "SELECT string_agg(category_code || ' ' || state, ', ' ORDER BY category_code) FROM category_holding"
        assert await scalar(registry_engine, codes) == "21 enjoying, 51 received"
        assert (await stands(registry_engine, holding_id))[0] == "enjoying"
        ground = Ground("not-a-veteran", "第3号")
        await deregister_veteran(given_work(registry_engine), person_id, ground, keyring=KEYRING)
        # What is recorded of the recipient says so again.
        assert (await stands(registry_engine, holding_id))[0] == "enjoying"

    async def test_is_not_forgotten_with_the_veteran_she_was_married_to(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await relating(station(registry_engine), veteran_id)
        person_id = await recording(station(registry_engine), number=WIFE, name="李梅")
        await given_recognised(registry_engine, person_id, "21")
        await given_dead(registry_engine, veteran_id)
        await erasing(registry_engine, veteran_id)
        keys = "SELECT count(*) FROM data_key WHERE person_id = :person"
        assert await scalar(registry_engine, keys, person=person_id) == 1


class TestAMartyrsSon:
    async def test_is_told_of_at_18_once_he_applies(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine, number=SON, name="赵小军")
        await tell_ages(Work(registry_engine, TELLER, NOW), keyring=KEYRING)
        assert await published(registry_engine, "age-milestone-reached") == []
        await applying(room(registry_engine), person_id, "21")
        teller = AgeTeller(registry_engine, keyring=KEYRING)
        assert await teller.flow() == {"ages_to_look_at": 1}
        await tell_ages(Work(registry_engine, TELLER, NOW), keyring=KEYRING)
        [(_, _, event)] = await published(registry_engine, "age-milestone-reached")
        assert (event["person_id"], event["age"], event["org_path"]) == (str(person_id), 18, ROOM_PATH)
        assert await teller.flow() == {"ages_to_look_at": 0}

    async def test_is_not_told_of_once_he_has_died(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine, number=SON, name="赵小军")
        await applying(room(registry_engine), person_id, "21")
        await ending(station(registry_engine), person_id, on=TODAY - timedelta(days=1))
        await tell_ages(Work(registry_engine, TELLER, datetime(2024, 1, 1, tzinfo=UTC)), keyring=KEYRING)
        assert await published(registry_engine, "age-milestone-reached") == []
