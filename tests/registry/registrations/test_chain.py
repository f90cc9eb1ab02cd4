"""A room hands in, a station verifies, the centre registers; nobody is registered before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.copies import VETERANS, rows
from faults.oracle.figures import OF_REGISTRY
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deaths.commands import Reported, record_death
from services.registry.network.domain import OrgUnitOccupied
from services.registry.registrations.commands import hand_in_anew, register_veteran, withdraw_registration
from services.registry.registrations.domain import RegistrationChanged, RegistrationIsOver, RegistrationNotFound
from services.registry.registrations.queries import OPEN_REGISTRATIONS
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from services.registry.self_accounts.commands import open_self_account
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.domain.standing import FileErased, FileState
from services.registry.veterans.queries.files import VeteranNotFound
from shared.approval import OpinionInvalid, OpinionNotDue, OpinionOfAnother, Refused, Returned, Statement
from shared.auth.caller import Grant
from shared.auth.roles import Role
from shared.ids import new_id
from shared.privacy.personal import Personal
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.families.given import WIFE, keeper, relating
from tests.registry.given import KEYRING, NOW, TODAY, audited, given_network, given_work, published
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM,
    ROOM_PATH,
    ZHANG_WEI,
    given_form,
    given_number,
    given_veteran,
)
from tests.registry.registrations.given import (
    AGREES,
    REFUSES,
    RETURNS,
    centre,
    given_handed_in,
    room,
    saying,
    scalar,
    station,
)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestWhoIsHandedInByARoom:
    async def test_is_registered_once_the_station_and_the_centre_agree(self, registry_engine: AsyncEngine) -> None:
        handed = await register_veteran(room(registry_engine), given_form(), registrar=REGISTRAR)
        veteran_id = handed.veteran_id
        assert handed.state is FileState.SUBMITTED
        assert await published(registry_engine, "veteran-registered") == []
        assert await saying(station(registry_engine), veteran_id, AGREES, 1) is FileState.STATION_VERIFIED
        assert await published(registry_engine, "veteran-registered") == []
        later = replace(centre(registry_engine), now=NOW + timedelta(days=2))
        assert await saying(later, veteran_id, AGREES, 2) is FileState.REGISTERED
        [(_, sequence, event)] = await published(registry_engine, "veteran-registered")
        assert (sequence, event) == (
            1,
            {
                "person_id": str(veteran_id), "org_code": ROOM, "org_path": ROOM_PATH, "domicile_code": ROOM,
                "residence_code": ROOM, "party_member": True, "channel": "counter",
                "registered_on": (TODAY + timedelta(days=2)).isoformat(),
            },
        )  # fmt: skip
        by = await scalar(registry_engine, "SELECT registered_by FROM veteran")
        assert by == later.caller.account_id
        assert [result for _, result in await audited(registry_engine, "give-opinion")] == ["done", "done"]

    async def test_keeps_the_day_that_the_form_stated(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_handed_in(station(registry_engine), registered_on="2018-10-01")
        await saying(centre(registry_engine), veteran_id, AGREES)
        [(_, _, event)] = await published(registry_engine, "veteran-registered")
        assert event["registered_on"] == "2018-10-01"

    async def test_is_nobody_before(self, registry_engine: AsyncEngine, postgres: Postgres) -> None:
        veteran_id = await given_handed_in(room(registry_engine))
        mediator: dict[str, Any] = {"kind": RoleKind.MEDIATOR, "assumed_on": TODAY, "source": "名册"}
        corrected = Correction("political_code", Personal("13"), None, "县组〔2019〕7号")
        reported = Reported(TODAY, "medical-certificate", "第1号")
        for act in (
            correct_field(given_work(registry_engine), veteran_id, corrected, registrar=REGISTRAR),
            record_death(given_work(registry_engine), veteran_id, reported, keyring=KEYRING),
            assume_role(given_work(registry_engine), veteran_id, **mediator, keyring=KEYRING),
            open_self_account(given_work(registry_engine), veteran_id),
        ):
            with pytest.raises(VeteranNotFound):
                await act
        assert not {row for row in await rows(postgres.admin_url, OF_REGISTRY) if row[1] in {"F01", "F02"}}
        assert not await rows(postgres.admin_url, VETERANS)

    async def test_keeps_the_unit_from_closing(self, registry_engine: AsyncEngine) -> None:
        await given_handed_in(room(registry_engine))
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), ROOM, occupancies=[OPEN_REGISTRATIONS])
        assert [fault.code for fault in refused.value.fields] == ["open-registrations"]

    async def test_is_not_verified_by_who_handed_in(self, registry_engine: AsyncEngine) -> None:
        both = room(registry_engine)
        veteran_id = await given_handed_in(both)
        grant = Grant(new_id(), Role.STATION_STAFF, "411329.411329104", "代理")
        promoted = replace(both, caller=replace(both.caller, grants=(grant,)))
        with pytest.raises(OpinionOfAnother):
            await saying(promoted, veteran_id, AGREES)
        assert await saying(station(registry_engine), veteran_id, AGREES) is FileState.STATION_VERIFIED

    async def test_is_decided_on_by_the_level_whose_turn_it_is(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_handed_in(room(registry_engine))
        for work in (centre(registry_engine), room(registry_engine)):
            with pytest.raises(OpinionNotDue):
                await saying(work, veteran_id, AGREES)
        for work in (station(registry_engine, "411329.411329105"), room(registry_engine, OTHER_ROOM_PATH)):
            with pytest.raises(RegistrationNotFound):
                await saying(work, veteran_id, AGREES)
        assert await saying(station(registry_engine), veteran_id, AGREES) is FileState.STATION_VERIFIED

    async def test_is_verified_once_whoever_is_faster(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_handed_in(room(registry_engine))
        found = await race(
            registry_engine,
            "veteran",
            [saying(station(registry_engine), veteran_id, said, 1) for said in (AGREES, RETURNS)],
        )
        assert sorted(type(each).__name__ for each in found) == ["FileState", "RegistrationChanged"]
        assert await scalar(registry_engine, "SELECT count(*) FROM registration_opinion") == 2


class TestWhoIsHandedInByAStation:
    async def test_waits_for_the_centre_alone(self, registry_engine: AsyncEngine) -> None:
        handed = await register_veteran(station(registry_engine), given_form(), registrar=REGISTRAR)
        assert handed.state is FileState.STATION_VERIFIED
        assert await saying(centre(registry_engine), handed.veteran_id, AGREES) is FileState.REGISTERED

    async def test_is_returned_to_it_and_no_further(self, registry_engine: AsyncEngine) -> None:
        clerk = station(registry_engine)
        veteran_id = await given_handed_in(clerk)
        assert await saying(centre(registry_engine), veteran_id, RETURNS) is FileState.SUBMITTED
        with pytest.raises(OpinionInvalid):
            await saying(clerk, veteran_id, RETURNS)
        assert await saying(clerk, veteran_id, AGREES) is FileState.STATION_VERIFIED


class TestWhoIsEnteredByTheCentre:
    async def test_is_registered_at_once_and_nobody_is_asked(self, registry_engine: AsyncEngine) -> None:
        handed = await register_veteran(centre(registry_engine), given_form(), registrar=REGISTRAR)
        assert handed.state is FileState.REGISTERED
        assert len(await published(registry_engine, "veteran-registered")) == 1
        with pytest.raises(RegistrationNotFound):
            await saying(centre(registry_engine), handed.veteran_id, AGREES)


class TestARegistrationThatIsReturned:
    async def test_is_told_of_by_a_code_and_goes_on_when_handed_in_anew(self, registry_engine: AsyncEngine) -> None:
        clerk = room(registry_engine)
        veteran_id = await given_handed_in(clerk, mobile="19900001234", category_codes=("51",), merits="三等功")
        assert await saying(station(registry_engine), veteran_id, RETURNS) is FileState.DRAFT
        [(_, sequence, event)] = await published(registry_engine, "veteran-registration-returned")
        told = {"step": "station", "outcome": "supplement", "reason_code": "evidence-missing"}
        assert (sequence, event) == (1, {"person_id": str(veteran_id), "org_path": ROOM_PATH, **told})
        corrected = {"domicile_code": ROOM, "org_code": ROOM, "political_code": "13", "name": "张玮"}
        handed = await hand_in_anew(clerk, veteran_id, corrected, registrar=REGISTRAR, version=2)
        assert handed.state is FileState.SUBMITTED
        await saying(station(registry_engine), veteran_id, AGREES)
        await saying(centre(registry_engine), veteran_id, AGREES)
        [(_, sequence, event)] = await published(registry_engine, "veteran-registered")
        assert (sequence, event["party_member"]) == (2, False)
        # What whoever fills the form in is not shown stays as it was.
        kept = "SELECT mobile_sealed IS NOT NULL AND merits_sealed IS NOT NULL FROM person JOIN veteran ON TRUE"
        assert await scalar(registry_engine, kept)
        assert await scalar(registry_engine, "SELECT category_code FROM category_holding") == "51"
        assert await scalar(registry_engine, "SELECT discharged_on IS NULL FROM veteran")

    async def test_may_be_handed_in_anew_with_another_number(self, registry_engine: AsyncEngine) -> None:
        clerk = room(registry_engine)
        veteran_id = await given_handed_in(clerk)
        other = given_form(id_number=given_number(7))
        await hand_in_anew(clerk, veteran_id, other, registrar=REGISTRAR)
        await given_veteran(registry_engine)  # the number that was typed wrong
        with pytest.raises(AlreadyRegistered):
            await hand_in_anew(clerk, veteran_id, given_form(), registrar=REGISTRAR)
        with pytest.raises(AlreadyRegistered):
            await given_veteran(registry_engine, id_number=given_number(7))

    async def test_is_not_handed_in_anew_once_the_next_level_agreed(self, registry_engine: AsyncEngine) -> None:
        clerk = room(registry_engine)
        veteran_id = await given_handed_in(clerk)
        await saying(station(registry_engine), veteran_id, AGREES)
        with pytest.raises(OpinionNotDue):
            await hand_in_anew(clerk, veteran_id, given_form(), registrar=REGISTRAR)
        with pytest.raises(RegistrationChanged):
            await hand_in_anew(clerk, veteran_id, given_form(), registrar=REGISTRAR, version=1)

    async def test_is_asked_about_from_the_start_after_a_refusal(self, registry_engine: AsyncEngine) -> None:
        clerk = room(registry_engine)
        veteran_id = await given_handed_in(clerk)
        assert await saying(station(registry_engine), veteran_id, REFUSES) is FileState.REFUSED
        [(_, _, event)] = await published(registry_engine, "veteran-registration-returned")
        assert (event["outcome"], event["reason_code"]) == ("refuse", "not-a-veteran")
        with pytest.raises(OpinionNotDue):
            await saying(centre(registry_engine), veteran_id, AGREES)
        handed = await hand_in_anew(clerk, veteran_id, given_form(), registrar=REGISTRAR)
        assert handed.state is FileState.SUBMITTED
        direct = await hand_in_anew_by_centre(registry_engine)
        assert direct is FileState.REGISTERED

    @pytest.mark.parametrize(
        "said",
        [Returned("not-a-veteran"), Refused("not-a-veteran", ""), Refused("evidence-missing", REFUSES.clause)],
    )
    async def test_says_why(self, registry_engine: AsyncEngine, said: Statement) -> None:
        veteran_id = await given_handed_in(room(registry_engine))
        with pytest.raises(OpinionInvalid):
            await saying(station(registry_engine), veteran_id, said)


async def hand_in_anew_by_centre(engine: AsyncEngine) -> FileState:
    """Where the centre hands in what a station refused."""
    veteran_id = await given_handed_in(room(engine), id_number=given_number(9))
    await saying(station(engine), veteran_id, REFUSES)
    form = given_form(id_number=given_number(9))
    return (await hand_in_anew(centre(engine), veteran_id, form, registrar=REGISTRAR)).state


class TestARegistrationThatIsWithdrawn:
    async def test_leaves_nothing_of_the_person_and_frees_the_number(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_handed_in(room(registry_engine), health_code="3", category_codes=("51",))
        await withdraw_registration(room(registry_engine), veteran_id, reason="本人要求撤回", version=1)
        for left in ("data_key", "name_token", "category_holding"):
            assert await scalar(registry_engine, f"SELECT count(*) FROM {left}") == 0
        gone = "SELECT coalesce(health_code, political_code, id_number_hash_a::text) IS NULL FROM person"
        assert await scalar(registry_engine, gone)
        with pytest.raises(OpinionNotDue):
            await saying(station(registry_engine), veteran_id, AGREES)
        with pytest.raises(FileErased):
            await hand_in_anew(room(registry_engine), veteran_id, given_form(), registrar=REGISTRAR)
        with pytest.raises(RegistrationIsOver):
            await withdraw_registration(room(registry_engine), veteran_id, reason="再撤一次")
        await given_veteran(registry_engine)

    async def test_leaves_a_relative_known_who_may_be_handed_in_anew(self, registry_engine: AsyncEngine) -> None:
        husband = await given_veteran(registry_engine)
        await relating(keeper(registry_engine), husband)
        clerk = room(registry_engine)
        wife = await given_handed_in(clerk, id_number=WIFE, name="李梅", health_code="3")
        assert await scalar(registry_engine, "SELECT relative_id FROM family_relation") == wife
        await withdraw_registration(clerk, wife, reason="本人要求撤回")
        kept = "SELECT health_code IS NULL AND wrapped IS NOT NULL FROM person JOIN data_key USING (person_id)"
        assert await scalar(registry_engine, kept + " WHERE person_id = :id", id=wife)
        with pytest.raises(AlreadyRegistered):
            await given_handed_in(clerk, id_number=WIFE)
        form = {name: value for name, value in given_form().items() if name not in {"id_number", "name"}}
        assert (await hand_in_anew(clerk, wife, form, registrar=REGISTRAR)).state is FileState.SUBMITTED

    async def test_is_not_once_somebody_is_registered(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_handed_in(station(registry_engine))
        await saying(centre(registry_engine), veteran_id, AGREES)
        with pytest.raises(RegistrationIsOver):
            await withdraw_registration(station(registry_engine), veteran_id, reason="登记有误")


class TestTheSameNumber:
    async def test_is_refused_while_it_is_decided_on(self, registry_engine: AsyncEngine) -> None:
        """T1; T3: in fifteen digits."""
        await given_handed_in(room(registry_engine))
        other = given_form(domicile_code=OTHER_ROOM, org_code=OTHER_ROOM, id_number="999329590226001")
        with pytest.raises(AlreadyRegistered) as refused:
            await register_veteran(room(registry_engine, OTHER_ROOM_PATH), other, registrar=REGISTRAR)
        assert refused.value.fields == ()
        with pytest.raises(AlreadyRegistered) as refused:
            await given_veteran(registry_engine)
        assert "尚未办结" in refused.value.fields[0].zh
        assert len(await published(registry_engine, "veteran-registered")) == 0

    async def test_is_handed_in_once_whoever_is_faster(self, registry_engine: AsyncEngine) -> None:
        clerks = [room(registry_engine), station(registry_engine), centre(registry_engine)]
        found = await race(
            registry_engine,
            "person",
            [register_veteran(clerk, given_form(id_number=ZHANG_WEI), registrar=REGISTRAR) for clerk in clerks],
        )
        assert sorted(type(each).__name__ for each in found) == ["AlreadyRegistered", "AlreadyRegistered", "HandedIn"]
