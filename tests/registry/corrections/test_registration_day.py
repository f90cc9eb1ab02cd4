"""The day of a registration is another one: on evidence, by two persons, and figures of days past follow."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.domain.correction import CorrectionInvalid
from services.registry.corrections.domain.registration_day import DaysOfFile, RegistrationDay
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.corrections.parameters import IdentityKind
from services.registry.veterans.domain.standing import PersonIsDeceased
from shared.approval.proposal import ProposedByOneself
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.browsers import words_of
from tests.registry.confirmations.given import missing
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.corrections.given import correcting_day as correcting
from tests.registry.corrections.test_identity import clerk, confirming, proposing
from tests.registry.given import given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, codes_of, given_number, given_veteran
from tests.registry.recipients.given import given_recipient
from tests.registry.relocations.given import APRIL, MARCH, REGISTERED, agreed, becoming, dying, moving, returning
from tests.registry.transfers.given import NEW, arriving
from tests.registry.transfers.given import revoking as revoking_transfer

DAY = IdentityKind.REGISTRATION_DAY
FEBRUARY, TENTH = date(2019, 2, 1), date(2019, 4, 10)
WANTED = {"kind": "registration-day", "evidence": "registration-form", "document": "登记表第12号"}


@pytest.fixture
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def refused(engine: AsyncEngine, veteran_id: UUID, will: date) -> Any:
    with pytest.raises(CorrectionInvalid) as told:
        await proposing(given_work(engine), veteran_id, will.isoformat(), DAY)
    return codes_of(told.value)


class TestADay:
    """MARCH is what was said; it is to be FEBRUARY, or APRIL."""

    @pytest.mark.parametrize(
        ("will", "standing", "code"),
        [
            (FEBRUARY, {"born_on": MARCH}, "before-birth"),
            (FEBRUARY, {"born_on": FEBRUARY}, None),
            (APRIL, {"said": [TENTH, APRIL]}, "said-before"),
            (APRIL, {"said": [TENTH]}, None),
            (APRIL, {"moved": [APRIL]}, "moved-before"),
            (FEBRUARY, {"moved": [MARCH]}, "moved-before"),
            (FEBRUARY, {"moved": [APRIL]}, None),
            (FEBRUARY, {"arrived": [MARCH]}, "arrived-after"),
            (FEBRUARY, {"arrived": [FEBRUARY]}, None),
            (FEBRUARY, {"admitted": [MARCH]}, "admitted-between"),
            (FEBRUARY, {"admitted": [FEBRUARY, APRIL]}, None),
            (APRIL, {"admitted": [APRIL]}, "admitted-between"),
            (APRIL, {"admitted": [FEBRUARY, MARCH]}, None),
            (APRIL, {"confirmed": 2018}, "confirmed-before"),
            (APRIL, {"confirmed": 2019}, None),
        ],
    )
    def test_contradicts_nothing_that_stands_on_it(
        self, will: date, standing: dict[str, Any], code: str | None
    ) -> None:
        stands = DaysOfFile(**{"born_on": date(1960, 1, 1), **standing})
        if code is None:
            RegistrationDay(MARCH, will).must_be_possible(stands)
            return
        with pytest.raises(CorrectionInvalid) as told:
            RegistrationDay(MARCH, will).must_be_possible(stands)
        assert codes_of(told.value) == {"value": code}

    def test_names_every_rule_that_it_breaks_with_the_first_day_that_does(self) -> None:
        with pytest.raises(CorrectionInvalid) as told:
            RegistrationDay(MARCH, TENTH).must_be_possible(DaysOfFile(date(1960, 1, 1), [TENTH, APRIL], [APRIL]))
        assert [(fault.code, "2019-04-01" in fault.zh, "2019-04-01" in fault.en) for fault in told.value.fields] == [
            ("said-before", True, True), ("moved-before", True, True),
        ]  # fmt: skip


@pytest.mark.usefixtures("network")
class TestTheDayOfARegistration:
    async def test_is_corrected_with_all_that_began_on_it_and_what_was_said_is_kept(
        self, registry_engine: AsyncEngine, postgres: Postgres, client_for: ClientFor
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED, mobile="13800000001", education_code="60")
        for field, value in (("education_code", "40"), ("mobile", "13800000002")):
            said = Correction(field, Personal(value), None, "说明第1号")
            await correct_field(given_work(registry_engine), veteran_id, said, registrar=REGISTRAR)
        await becoming(registry_engine, veteran_id, "01", TENTH)
        own = given_work(registry_engine)
        correction = await proposing(own, veteran_id, "2019-04-01", DAY)
        with pytest.raises(ProposedByOneself):
            await confirming(own, correction, "2019-04-01")
        await confirming(given_work(registry_engine), correction, "2019-04-01")
        [(_, sequence, event)] = await published(registry_engine, "registration-day-corrected")
        gone = {"org_path": ROOM_PATH, "starts_on": "2019-03-01", "ends_on": "2019-04-01", "party_member": False}
        assert (sequence, event) == (5, {
            "person_id": str(veteran_id), "org_path": ROOM_PATH, "registered_before": "2019-03-01",
            "registered_on": "2019-04-01", "evidence": "household-register", "counted_before": [gone], "counted": [],
        })  # fmt: skip
        assert await published(registry_engine, "identity-corrected") == []
        client = await client_for(Role.CENTRE_STAFF)
        assert (await client.get(f"/veterans/{veteran_id}")).json()["registered_on"] == "2019-04-01"
        facts = (await client.get(f"/veterans/{veteran_id}/facts")).json()
        believed = {(each["field"], each["value"], each["holds_from"]) for each in facts if each["known_until"] is None}
        assert believed == {
            ("registered_on", "2019-04-01", "2019-04-01"), ("education_code", "40", "2019-04-01"),
            ("mobile", None, "2019-04-01"), ("political_code", "13", "2019-04-01"),
            ("political_code", "01", "2019-04-10"),
        }  # fmt: skip
        no_longer = {(each["field"], each["value"], each["holds_from"]) for each in facts if each["known_until"]}
        assert ("registered_on", "2019-03-01", "2019-03-01") in no_longer
        assert ("education_code", "40", "2019-03-01") in no_longer
        assert {(code, day) for _, code, day, *_ in await agreed(registry_engine, postgres)} == {
            ("F01", "2019-04-01"), ("F02", "2019-04-10"),
        }  # fmt: skip
        # What comes after is judged by the new day, and the day is corrected once more, to one before the old.
        await moving(registry_engine, veteran_id, on=date(2019, 4, 20))
        await correcting(registry_engine, veteran_id, FEBRUARY)
        [*_, (_, _, event)] = await published(registry_engine, "registration-day-corrected")
        assert (event["org_path"], event["counted_before"]) == (OTHER_ROOM_PATH, [])
        assert event["counted"] == [{**gone, "starts_on": "2019-02-01"}]
        await returning(registry_engine, veteran_id)
        assert {(code, day) for _, code, day, *_ in await agreed(registry_engine, postgres)} == {
            ("F01", "2019-02-01"), ("F02", "2019-04-10"),
        }  # fmt: skip

    async def test_is_not_put_after_what_stands_on_it(self, registry_engine: AsyncEngine) -> None:
        numbers = map(given_number, range(1, 9))

        async def person() -> UUID:
            return await given_veteran(registry_engine, id_number=next(numbers), **REGISTERED)

        who = await person()
        with pytest.raises(NothingChanges):
            await proposing(given_work(registry_engine), who, "2019-03-01", DAY)
        assert await refused(registry_engine, who, date(2099, 1, 1)) == {"value": "in-future"}
        assert await refused(registry_engine, who, date(1959, 1, 1)) == {"value": "before-birth"}
        await becoming(registry_engine, who, "01", APRIL)
        assert await refused(registry_engine, who, APRIL) == {"value": "said-before"}
        moved = await person()
        await moving(registry_engine, moved, on=MARCH)
        assert await refused(registry_engine, moved, FEBRUARY) == {"value": "moved-before"}
        await returning(registry_engine, moved)
        await correcting(registry_engine, moved, FEBRUARY)
        came = await person()
        await arriving(registry_engine, came, MARCH, **NEW)
        assert await refused(registry_engine, came, FEBRUARY) == {"value": "arrived-after"}
        await revoking_transfer(registry_engine, came)
        await correcting(registry_engine, came, date(2018, 2, 1))
        await missing(given_work(registry_engine), came)
        assert await refused(registry_engine, came, MARCH) == {"value": "confirmed-before"}
        # It was possible when it was proposed, and is not when it is confirmed.
        late = await person()
        correction = await proposing(given_work(registry_engine), late, "2019-04-01", DAY)
        await becoming(registry_engine, late, "01", APRIL)
        with pytest.raises(CorrectionInvalid):
            await confirming(given_work(registry_engine), correction, "2019-04-01")
        await dying(registry_engine, late, TENTH)
        with pytest.raises(PersonIsDeceased):
            await confirming(given_work(registry_engine), correction, "2019-04-01")

    async def test_is_proposed_by_the_centre_and_of_files_alone(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        with pytest.raises(CorrectionInvalid) as told:
            await proposing(clerk(registry_engine), veteran_id, "2019-04-01", DAY)
        assert codes_of(told.value) == {"kind": "centre-only"}
        recipient = await given_recipient(registry_engine)
        with pytest.raises(CorrectionInvalid) as told:
            await proposing(given_work(registry_engine), recipient, "2019-04-01", DAY)
        assert codes_of(told.value) == {"kind": "not-of-recipients"}

    async def test_is_corrected_over_http_and_in_a_browser(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        clerk_of_centre, leader = await browser_of(Role.CENTRE_STAFF), await client_for(Role.BUREAU_LEADER)
        form = f"/registry/persons/{veteran_id}/identity"
        assert "登记日期" in words_of(await clerk_of_centre.get(form))
        again = await clerk_of_centre.post(form, data={**WANTED, "value": "1950-01-01", "version": "1"})
        assert again.status_code == 422
        assert "早于出生日期" in words_of(again)
        sent = await clerk_of_centre.post(form, data={**WANTED, "value": "2019-02-01", "version": "1"})
        assert sent.status_code == 303
        [waiting] = (await leader.get("/identity-corrections?is_open=true")).json()["items"]
        assert (waiting["kind"], waiting["evidence"]) == ("registration-day", "registration-form")
        one = f"/identity-corrections/{waiting['correction_id']}"
        typed = await leader.post(f"{one}/confirmation", json={"value": "2019-02-02"})
        assert (typed.status_code, typed.json()["code"]) == (422, "typed-otherwise")
        assert (await leader.post(f"{one}/confirmation", json={"value": "2019-02-01"})).status_code == 204
        assert (await leader.get(f"/veterans/{veteran_id}")).json()["registered_on"] == "2019-02-01"
        facts = words_of(await clerk_of_centre.get(f"/registry/persons/{veteran_id}/facts"))
        assert "登记日期" in facts
        assert "2019-03-01" in facts
