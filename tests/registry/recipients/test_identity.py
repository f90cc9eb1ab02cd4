"""The name and number of a recipient, typed wrong, are corrected as a veteran's are."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import refuse_identity_correction
from services.registry.corrections.domain.correction import NumberOfRelative
from services.registry.corrections.domain.identity import TypedOtherwise
from services.registry.corrections.parameters import IdentityKind
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.milestones.commands import tell_ages
from services.registry.milestones.loop import TELLER
from services.registry.recipients.commands import move_recipient
from services.registry.recipients.domain import RecipientChanged, RecipientNotFound
from services.registry.veterans.commands.taking_in import NameDiffers
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.domain.standing import PersonIsDeceased
from shared.approval.proposal import ProposalNotFound, ProposedByOneself
from shared.auth.roles import Role
from shared.command import Work
from tests.browsers import links_of, words_of
from tests.papers import words_on
from tests.races import race
from tests.registry.categories.given import applying
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.corrections.test_identity import RIGHT, confirming, proposing
from tests.registry.given import KEYRING, NOW, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM_PATH, ZHANG_WEI, given_number, given_veteran
from tests.registry.recipients.given import DOCUMENT, WIDOW, ending, given_recipient
from tests.registry.registrations.given import centre, room, scalar, station

SHI_AN = "411329.411329104"
PAPER = {"evidence": "household-register", "document": "户字第12号"}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestANumber:
    async def test_is_the_right_one_once_a_second_person_has_typed_it_and_the_old_is_free(
        self, registry_engine: AsyncEngine
    ) -> None:
        person_id = await given_recipient(registry_engine)
        own = station(registry_engine)
        correction = await proposing(own, person_id)
        with pytest.raises(ProposedByOneself):
            await confirming(own, correction)
        with pytest.raises(TypedOtherwise):
            await confirming(centre(registry_engine), correction, given_number(8))
        await confirming(centre(registry_engine), correction)
        assert await given_recipient(registry_engine, name="赵菊") != person_id
        with pytest.raises(NameDiffers):
            await given_recipient(registry_engine, number=RIGHT, name="赵红")
        said = "SELECT count(*) FILTER (WHERE known_until IS NULL), count(value_sealed), count(*) FROM person_fact"
        assert await scalar(registry_engine, f"SELECT (x.*)::text FROM ({said}) AS x") == "(1,2,2)"
        assert await published(registry_engine, "identity-corrected") == []
        for act in ("propose-identity-correction", "confirm-identity-correction"):
            assert (f"recipient {person_id}", "done") in await audited(registry_engine, act)

    async def test_of_somebody_else_is_refused(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        with pytest.raises(AlreadyRegistered):
            await proposing(station(registry_engine), person_id, ZHANG_WEI)
        with pytest.raises(NumberOfRelative):
            await proposing(station(registry_engine), veteran_id, WIDOW)

    async def test_is_corrected_of_the_living_by_who_may_know_them(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        with pytest.raises(RecipientNotFound):
            await proposing(station(registry_engine, OTHER_ROOM_PATH), person_id)
        correction = await proposing(station(registry_engine), person_id)
        with pytest.raises(ProposalNotFound):
            await confirming(room(registry_engine, OTHER_ROOM_PATH), correction)
        await ending(station(registry_engine), person_id)
        with pytest.raises(PersonIsDeceased):
            await confirming(centre(registry_engine), correction)

    async def test_is_corrected_where_the_recipient_is_also_after_a_void_registration_elsewhere(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        person_id = await given_recipient(registry_engine)
        assert await given_veteran(registry_engine, id_number=WIDOW, name="赵兰") == person_id
        ground = Ground("not-a-veteran", "第3号")
        await deregister_veteran(given_work(registry_engine), person_id, ground, keyring=KEYRING)
        moved: dict[str, Any] = {"org_code": OTHER_ROOM, "moved_on": TODAY, "document": DOCUMENT}
        await move_recipient(given_work(registry_engine), person_id, **moved)
        correction = await proposing(centre(registry_engine), person_id)
        elsewhere = await client_for(Role.STATION_STAFF, SHI_AN)
        assert (await elsewhere.get("/identity-corrections")).json()["items"] == []
        with pytest.raises(ProposalNotFound):
            await refuse_identity_correction(room(registry_engine, ROOM_PATH), correction, reason="填错")
        here = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH.rpartition(".")[0])
        [told] = (await here.get("/identity-corrections")).json()["items"]
        assert told["has_file"] is False
        # The file that had been the person's all along goes on.
        await revoke_deregistration(given_work(registry_engine), person_id, ground, keyring=KEYRING)
        [told] = (await elsewhere.get("/identity-corrections")).json()["items"]
        assert told["has_file"] is True

    async def test_is_one_persons_when_two_are_corrected_to_it_at_once(self, registry_engine: AsyncEngine) -> None:
        one = await given_recipient(registry_engine)
        other = await given_recipient(registry_engine, number=given_number(615), name="赵菊")
        wanted = [await proposing(station(registry_engine), each) for each in (one, other)]
        both = [confirming(centre(registry_engine), each) for each in wanted]
        found = await race(registry_engine, "person_fact", both)
        assert sorted(type(each).__name__ for each in found) == ["AlreadyRegistered", "NoneType"]


class TestANameOrADateOfBirth:
    async def test_is_corrected_and_ages_go_by_it(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine, number=given_number(614, date(2009, 4, 20)))
        await applying(room(registry_engine), person_id, "21")
        await tell_ages(Work(registry_engine, TELLER, NOW), keyring=KEYRING)
        assert await published(registry_engine, "age-milestone-reached") == []
        for kind, value in ((IdentityKind.NAME, "赵蓝"), (IdentityKind.BIRTH_DATE, "2001-04-20")):
            correction = await proposing(station(registry_engine), person_id, value, kind)
            await confirming(centre(registry_engine), correction, value)
        await tell_ages(Work(registry_engine, TELLER, NOW), keyring=KEYRING)
        [(_, _, event)] = await published(registry_engine, "age-milestone-reached")
        assert (event["person_id"], event["age"]) == (str(person_id), 18)


class TestByHttpAndThePages:
    async def test_one_proposes_and_another_confirms(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        person_id = await given_recipient(registry_engine)
        one = f"/registry/recipients/{person_id}"
        clerk, leader = await browser_of(Role.STATION_STAFF, SHI_AN), await browser_of(Role.CENTRE_STAFF)
        assert f"{one}/identity" in links_of(await clerk.get(one))
        form = words_of(await clerk.get(f"{one}/identity"))
        assert "优抚对象" in form
        assert "年龄按更正后的计算" in form
        wrong = await clerk.post(f"{one}/identity", data={"kind": "name", "value": "1", **PAPER})
        assert wrong.status_code == 422
        sent = await clerk.post(f"{one}/identity", data={"kind": "name", "value": "赵蓝", "version": "1", **PAPER})
        listed = await leader.get(sent.headers["location"])
        [confirmation] = [each for each in links_of(listed) if each.endswith("/confirmation")]
        assert "/attachments/of/identity-correction/" in (await leader.get(confirmation)).text
        done = await leader.post(confirmation, data={"value": "赵蓝"})
        assert done.headers["location"].split("?")[0] == one
        client = await client_for(Role.STATION_STAFF, SHI_AN)
        [told] = (await client.get(f"/identity-corrections?person_id={person_id}")).json()["items"]
        assert (told["has_file"], told["outcome"]) == (False, "confirmed")
        letter = await client.get(f"/identity-corrections/{told['correction_id']}/letter")
        assert "您优抚对象登记" in words_on(letter.content)
        stale = {"kind": "name", "value": "赵兰", **PAPER, "version": 9}
        again = await client.post(f"/recipients/{person_id}/identity-corrections", json=stale)
        assert (again.status_code, again.json()["code"]) == (409, RecipientChanged.code)
