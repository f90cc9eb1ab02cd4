"""What is known of a recipient who was never a veteran is erased as a veteran's file is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.parameters import IdentityKind
from services.registry.erasures.commands import confirm_erasure, withdraw_erasure
from services.registry.erasures.commands.restoring import repeat_erasure
from services.registry.erasures.domain import KeptByLaw, KeptElsewhere, KeptUntil, OtherFile
from services.registry.erasures.parameters import Ground
from services.registry.families.queries.relations import list_family
from services.registry.recipients.domain import RecipientChanged, RecipientKnown, RecipientNotFound
from services.registry.registrations.commands import withdraw_registration
from services.registry.veterans.domain.standing import FileErased
from shared.approval.proposal import ProposalOpen, ProposedByOneself
from shared.auth.roles import Role
from shared.events.registry import PersonErased, RecipientErased
from shared.http.dependencies import Reading
from shared.service.console import console_work
from tests.browsers import links_of, words_of
from tests.registry.categories.given import SINCE, applying, given_recognised
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.corrections.test_identity import confirming as confirming_identity
from tests.registry.corrections.test_identity import proposing as proposing_identity
from tests.registry.erasures.given import (
    DIED,
    DOCUMENT,
    LATER,
    YEARS,
    centre,
    confirming,
    dump,
    erasing,
    given_dead,
    leader,
    proposing,
    sealed_cells,
)
from tests.registry.families.given import WIFE, relating
from tests.registry.given import KEYRING, NOW, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_number, given_veteran
from tests.registry.recipients.given import ending, given_recipient, recording, revoking
from tests.registry.registrations.given import centre as of_centre
from tests.registry.registrations.given import given_handed_in, room, scalar, station


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def given_died(engine: AsyncEngine, on: date = DIED, **changes: Any) -> UUID:
    """A widow who died so long ago that what is known of her need be kept no longer."""
    person_id = await given_recipient(engine, **changes)
    await ending(station(engine), person_id, "deceased", on)
    return person_id


async def names_of(engine: AsyncEngine, veteran_id: UUID) -> list[str | None]:
    async with engine.connect() as connection:
        reading = Reading(connection, given_work(engine).caller, NOW)
        kin = await list_family(reading, veteran_id, KEYRING)
    return [None if each.name is None else each.name.reveal() for each in kin]


class TestAnErasure:
    async def test_leaves_nothing_of_her_but_that_she_was_there(self, registry_engine: AsyncEngine) -> None:
        before = await sealed_cells(registry_engine)
        person_id = await given_recipient(registry_engine)
        await given_recognised(registry_engine, person_id, "21")
        named = await proposing_identity(station(registry_engine), person_id, "赵蓝", IdentityKind.NAME)
        await confirming_identity(of_centre(registry_engine), named, "赵蓝")
        await ending(station(registry_engine), person_id, "deceased", DIED)
        hers = await sealed_cells(registry_engine) - before
        assert {table for table, _ in hers} >= {"person", "data_key", "person_fact", "category_holding"}
        await erasing(registry_engine, person_id)
        assert hers & await sealed_cells(registry_engine) == set()
        documents = "SELECT DISTINCT document FROM recipient UNION SELECT document FROM recipient_past"
        async with registry_engine.connect() as connection:
            assert list((await connection.execute(text(documents))).scalars()) == [""]
        assert str(person_id) in await dump(registry_engine)
        [(_, sequence, event)] = await published(registry_engine, "recipient-erased")
        assert (sequence, event["ground"]) == (3, Ground.RETENTION_ENDED)
        assert await scalar(registry_engine, "SELECT version FROM recipient") == 3
        assert await published(registry_engine, "person-erased") == []
        for act in ("propose-erasure", "confirm-erasure"):
            assert await audited(registry_engine, act) == [(f"recipient {person_id}", "done")]
        assert await given_recipient(registry_engine) != person_id  # R1 forgets too

    async def test_is_refused_while_she_is_to_be_known(self, registry_engine: AsyncEngine) -> None:
        living = await given_recipient(registry_engine)
        with pytest.raises(KeptByLaw):
            await proposing(centre(registry_engine), living)
        with pytest.raises(RecipientNotFound):
            await proposing(given_work(registry_engine, Role.CENTRE_STAFF, OTHER_ROOM_PATH), living)
        await ending(station(registry_engine), living, "moved-away")
        with pytest.raises(KeptElsewhere):
            await proposing(centre(registry_engine), living)
        number = given_number(616, date(1963, 1, 1))
        lately = await given_died(registry_engine, NOW.date(), number=number, name="钱兰")
        with pytest.raises(KeptUntil):
            await proposing(centre(registry_engine), lately)

    async def test_waits_half_a_year_from_the_day_on_which_it_was_recorded(self, registry_engine: AsyncEngine) -> None:
        died = await given_died(registry_engine)
        in_error = await given_recipient(registry_engine, number=given_number(616, date(1963, 1, 1)), name="钱兰")
        await ending(station(registry_engine), in_error, "recorded-in-error")
        for person_id in (died, in_error):
            with pytest.raises(KeptUntil):
                await proposing(centre(registry_engine, later=LATER - timedelta(days=1)), person_id)
            await erasing(registry_engine, person_id)
        told = await published(registry_engine, "recipient-erased")
        assert [event["ground"] for _, _, event in told] == [Ground.RETENTION_ENDED, Ground.DEREGISTERED]

    async def test_takes_two_persons_and_the_end_of_her_number(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_died(registry_engine)
        with pytest.raises(RecipientChanged):
            await proposing(centre(registry_engine), person_id, version=1)
        one = centre(registry_engine)
        first = await proposing(one, person_id)
        with pytest.raises(ProposalOpen):
            await proposing(centre(registry_engine), person_id)
        await withdraw_erasure(one, first, reason="另行核实")
        erasure_id = await proposing(one, person_id)
        with pytest.raises(ProposedByOneself):
            await confirming(one, erasure_id, person_id)
        with pytest.raises(OtherFile):
            await confirm_erasure(leader(registry_engine), erasure_id, file_number="00000000", keep_years=YEARS)
        await revoking(of_centre(registry_engine), person_id)
        with pytest.raises(KeptByLaw):
            await confirming(leader(registry_engine), erasure_id, person_id)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 1

    async def test_lets_nothing_be_done_with_her_any_more(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_died(registry_engine)
        await erasing(registry_engine, person_id)
        with pytest.raises(FileErased):
            await revoking(of_centre(registry_engine), person_id)
        with pytest.raises(FileErased):
            await proposing(centre(registry_engine), person_id)


class TestWhoStandsBesideAVeteran:
    async def test_keeps_name_and_number_as_long_as_he_is_known(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await relating(given_work(registry_engine), veteran_id)
        person_id = await given_died(registry_engine, number=WIFE, name="李梅")
        await erasing(registry_engine, person_id)
        assert await names_of(registry_engine, veteran_id) == ["李梅"]
        with pytest.raises(FileErased):
            await revoking(of_centre(registry_engine), person_id)
        await given_dead(registry_engine, veteran_id)
        await erasing(registry_engine, veteran_id)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 0

    async def test_keeps_them_where_a_form_of_his_own_was_withdrawn(self, registry_engine: AsyncEngine) -> None:
        await relating(given_work(registry_engine), await given_veteran(registry_engine))
        person_id = await given_recipient(registry_engine, number=WIFE, name="李梅")
        assert await given_handed_in(room(registry_engine), id_number=WIFE, name="李梅") == person_id
        await withdraw_registration(room(registry_engine), person_id, reason="填错")
        await ending(station(registry_engine), person_id, "deceased", DIED)
        await erasing(registry_engine, person_id)
        told = PersonErased(person_id=person_id, org_path=ROOM_PATH, ground=Ground.RETENTION_ENDED)
        assert not await repeat_erasure(console_work(registry_engine), told, NOW + LATER)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 2

    async def test_is_a_recipient_again_once_recorded_anew(self, registry_engine: AsyncEngine) -> None:
        """Recorded in error, say, while her husband lived."""
        veteran_id = await given_veteran(registry_engine)
        await relating(given_work(registry_engine), veteran_id)
        person_id = await given_recipient(registry_engine, number=WIFE, name="李梅")
        await ending(station(registry_engine), person_id, "recorded-in-error")
        await erasing(registry_engine, person_id)
        told = RecipientErased(person_id=person_id, org_path=ROOM_PATH, ground=Ground.DEREGISTERED)
        work = given_work(registry_engine, Role.STATION_STAFF, "411329.411329104", now=NOW + 2 * LATER)
        assert await recording(work, number=WIFE, name="李梅") == person_id
        assert not await repeat_erasure(console_work(registry_engine), told, NOW + LATER)
        assert await ending(work, person_id, "deceased", NOW.date() + 2 * LATER) == 5

    async def test_who_was_taken_for_dead_comes_back_and_holds_nothing_of_before(
        self, registry_engine: AsyncEngine
    ) -> None:
        """Nothing is left by which the death could be revoked."""
        await relating(given_work(registry_engine), await given_veteran(registry_engine))
        person_id = await given_recipient(registry_engine, number=WIFE, name="李梅")
        await given_recognised(registry_engine, person_id)
        await ending(station(registry_engine), person_id, "deceased", DIED)
        work = given_work(registry_engine, Role.STATION_STAFF, "411329.411329104", now=NOW + 2 * LATER)
        with pytest.raises(RecipientKnown):
            await recording(work, number=WIFE, name="李梅")
        await erasing(registry_engine, person_id)
        assert await scalar(registry_engine, "SELECT state FROM category_holding") != "cancelled"
        assert await recording(work, number=WIFE, name="李梅") == person_id
        assert await scalar(registry_engine, "SELECT state FROM category_holding") == "cancelled"
        at_the_room = given_work(registry_engine, Role.ROOM_STAFF, ROOM_PATH, now=NOW + 2 * LATER)
        await applying(at_the_room, person_id, "21")

    async def test_has_nothing_proposed_of_before_once_recorded_anew(self, registry_engine: AsyncEngine) -> None:
        """What was to be corrected is gone with the rest; it keeps nobody from proposing it anew."""
        await relating(given_work(registry_engine), await given_veteran(registry_engine))
        person_id = await given_recipient(registry_engine, number=WIFE, name="李梅")
        await proposing_identity(station(registry_engine), person_id, "李玫", IdentityKind.NAME)
        await ending(station(registry_engine), person_id, "recorded-in-error")
        await erasing(registry_engine, person_id)
        assert await scalar(registry_engine, "SELECT outcome FROM identity_correction") == "withdrawn"
        later = given_work(registry_engine, Role.STATION_STAFF, "411329.411329104", now=NOW + 2 * LATER)
        assert await recording(later, number=WIFE, name="李梅") == person_id
        proposed = await proposing_identity(later, person_id, "李玫", IdentityKind.NAME)
        await confirming_identity(given_work(registry_engine, now=NOW + 2 * LATER), proposed, "李玫")

    async def test_holds_nothing_of_before_once_recorded_anew(self, registry_engine: AsyncEngine) -> None:
        """What it rested on is gone: nobody enjoys it, and no level is asked."""
        await relating(given_work(registry_engine), await given_veteran(registry_engine))
        person_id = await given_recipient(registry_engine, number=WIFE, name="李梅")
        held = await given_recognised(registry_engine, person_id)
        asked = (await applying(room(registry_engine), person_id, "21")).holding_id
        await ending(station(registry_engine), person_id, "recorded-in-error")
        await erasing(registry_engine, person_id)
        work = given_work(registry_engine, Role.STATION_STAFF, "411329.411329104", now=NOW + 2 * LATER)
        assert await recording(work, number=WIFE, name="李梅") == person_id
        states = "SELECT string_agg(DISTINCT state || ' ' || former_state, ',') FROM category_holding"
        assert await scalar(registry_engine, states) == "cancelled received"
        assert await scalar(registry_engine, "SELECT count(*) FROM category_holding WHERE waits_for IS NOT NULL") == 0
        told = await published(registry_engine, "category-cancelled")
        assert {(event["holding_id"], event["effective_on"], event["reason_code"]) for _, _, event in told} == {
            (str(held), SINCE.isoformat(), "recorded-in-error"),
            (str(asked), TODAY.isoformat(), "recorded-in-error"),
        }
        at_the_room = given_work(registry_engine, Role.ROOM_STAFF, ROOM_PATH, now=NOW + 2 * LATER)
        assert (await applying(at_the_room, person_id, "21")).holding_id == asked


class TestARestoredDatabase:
    async def test_forgets_her_again_once(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_died(registry_engine)
        told = RecipientErased(person_id=person_id, org_path=ROOM_PATH, ground=Ground.RETENTION_ENDED)
        work = console_work(registry_engine)
        assert [await repeat_erasure(work, told, NOW + LATER) for _ in range(2)] == [True, False]
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 0
        assert len(await published(registry_engine, "recipient-erased")) == 1
        assert (await audited(registry_engine, "repeat-erasure"))[0] == (f"recipient {person_id}", "done")


class TestByHttpAndThePages:
    async def test_whoever_is_erased_is_found_by_no_category(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """Which it was, stays; nobody is shown with it, nor counted among those whom somebody was shown."""
        widow, veteran = await given_recipient(registry_engine), await given_veteran(registry_engine)
        for person_id in (widow, veteran):
            await given_recognised(registry_engine, person_id, "21")
        await ending(station(registry_engine), widow, "deceased", DIED)
        await given_dead(registry_engine, veteran)
        client = await client_for(Role.CENTRE_STAFF)
        asked = {"category": "21", "purpose": "benefit-handling", "reason": "核对优待对象"}
        for found in (1, 0):
            for of in ("recipients", "veterans"):
                answer = await client.post(f"/{of}/search-by-category", json=asked)
                assert len(answer.json()["items"]) == found
            for person_id in (widow, veteran) if found else ():
                await erasing(registry_engine, person_id)

    async def test_one_proposes_and_a_leader_confirms(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        await relating(given_work(registry_engine), veteran_id)
        person_id = await given_died(registry_engine, number=WIFE, name="李梅")
        one = f"/registry/recipients/{person_id}"
        clerk, leading = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.BUREAU_LEADER)
        assert f"{one}/erasure" in links_of(await clerk.get(one))
        assert "案件当事人" in words_of(await clerk.get(f"{one}/erasure"))
        stale = await clerk.post(f"{one}/erasure", data={"document": DOCUMENT, "version": 1})
        assert (stale.status_code, 'name="version" value="2"' in stale.text) == (409, True)
        sent = await clerk.post(f"{one}/erasure", data={"document": DOCUMENT, "version": 2})
        listed = await leading.get(sent.headers["location"])
        [confirmation] = [each for each in links_of(listed) if each.endswith("/confirmation")]
        assert "案件当事人" in words_of(await leading.get(confirmation))
        done = await leading.post(confirmation, data={"file_number": str(person_id)[-8:]})
        shown = await leading.get(done.headers["location"])
        assert one in links_of(shown)
        page = await clerk.get(one)
        assert "已删除" in words_of(page)
        assert not {f"{one}/erasure", f"{one}/end/revocation"} & {*links_of(page)}
        client = await client_for(Role.CENTRE_STAFF)
        [told] = (await client.get(f"/erasures?person_id={person_id}")).json()["items"]
        assert (told["has_file"], told["outcome"]) == (False, "erased")
        again: Mapping[str, Any] = {"document": DOCUMENT}
        answer = await client.post(f"/recipients/{person_id}/erasures", json=again)
        assert (answer.status_code, answer.json()["code"]) == (410, "file-erased")
