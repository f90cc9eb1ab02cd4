"""Applications to join the Party: stage by stage, and never a member at the same time (S31, C4, T12)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.applicants.domain import (
    Application,
    ApplicationChanged,
    ApplicationEnded,
    ApplicationInvalid,
    ApplicationNotFound,
    ApplicationOpen,
)
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deaths.commands import Reported, record_death, revoke_death_record
from services.registry.main import PARTY_CHECKS, PARTY_LASTED
from services.registry.party.commands import dissolve_party_organisation
from services.registry.party.domain import PartyKind, PartyOrganisationOccupied
from services.registry.party_applications.commands import (
    CorrectedApplication,
    Submitted,
    advance_application,
    close_application,
    correct_application,
    submit_application,
)
from services.registry.party_memberships.commands import Stated, record_membership
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.races import race
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_party, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, codes_of, given_veteran

SUBMITTED, ACTIVIST, TARGET, ADMITTED = date(2019, 2, 12), date(2019, 3, 1), date(2019, 4, 1), date(2019, 4, 22)
BRANCH = "411329104-DZB"
PAPER = "入党申请书"


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    """No member, in a room whose station has its branch."""
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    await given_party(registry_engine, PartyKind.GROUP, "411329104210")
    return await given_veteran(registry_engine, political_code="13", registered_on="2019-01-05")


async def submitted(engine: AsyncEngine, veteran: UUID, on: date = SUBMITTED) -> Application:
    return await submit_application(given_work(engine), veteran, Submitted(on, PAPER), keyring=KEYRING)


async def advanced(engine: AsyncEngine, application: Application, on: date, **how: Any) -> Application:
    work, about = given_work(engine), application.application_id
    return await advance_application(work, about, on=on, document="支委会决议", keyring=KEYRING, **how)


async def admitted(engine: AsyncEngine, veteran: UUID) -> Application:
    application = await submitted(engine, veteran)
    for day in (ACTIVIST, TARGET, ADMITTED):
        application = await advanced(engine, application, day)
    return application


async def corrected(engine: AsyncEngine, application: Application, **changes: Any) -> Application:
    said = CorrectedApplication(
        **{name: getattr(application, name) for name in CorrectedApplication.__dataclass_fields__}
    )
    how = replace(said, document="登记有误，凭会议记录更正", **changes)
    return await correct_application(given_work(engine), application.application_id, how, keyring=KEYRING)


async def said_to_be_member(engine: AsyncEngine, veteran: UUID, since: date) -> None:
    correction = Correction("political_code", Personal("01"), since, "党员档案")
    await correct_field(given_work(engine), veteran, correction, registrar=REGISTRAR)


def member(since: date, until: date | None = None) -> dict[str, Any]:
    ends = None if until is None else until.isoformat()
    return {"org_path": ROOM_PATH, "starts_on": since.isoformat(), "ends_on": ends, "party_member": True}


class TestSubmitting:
    async def test_goes_to_the_branch_over_the_persons_room(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        assert (application.party_org_code, application.org_path, application.stage.code) == (
            BRANCH,
            ROOM_PATH,
            "submitted",
        )
        [(_, sequence, event)] = await published(registry_engine, "party-application-submitted")
        assert (sequence, event) == (
            1,
            {
                "application_id": str(application.application_id),
                "person_id": str(veteran),
                "party_org_code": BRANCH,
                "org_path": ROOM_PATH,
                "submitted_on": "2019-02-12",
            },
        )
        assert (f"veteran {veteran}", "done") in await audited(registry_engine, "submit-application")

    async def test_is_refused_a_member_and_who_was_one_since(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        await said_to_be_member(registry_engine, veteran, date(2019, 3, 1))
        with pytest.raises(ApplicationInvalid) as refused:
            await submitted(registry_engine, veteran)
        assert codes_of(refused.value) == {"submitted_on": "was-member"}
        left = Correction("political_code", Personal("13"), date(2019, 4, 1), "党员档案")
        await correct_field(given_work(registry_engine), veteran, left, registrar=REGISTRAR)
        with pytest.raises(ApplicationInvalid):
            await submitted(registry_engine, veteran, date(2019, 3, 31))
        assert (await submitted(registry_engine, veteran, date(2019, 4, 1))).version == 1

    async def test_is_open_once_whoever_asks_at_once(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        several = (submitted(registry_engine, veteran) for _ in range(4))
        answers = await race(registry_engine, "party_application", several)
        assert sum(isinstance(each, Application) for each in answers) == 1, answers
        assert sum(isinstance(each, ApplicationOpen) for each in answers) == 3

    async def test_is_of_today_or_before(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        with pytest.raises(ApplicationInvalid) as refused:
            await submitted(registry_engine, veteran, date(2019, 5, 1))
        assert codes_of(refused.value) == {"submitted_on": "in-future"}


class TestAdvancing:
    async def test_makes_a_member_in_the_event_that_closes_the_application(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        application = await admitted(registry_engine, veteran)
        assert (application.stage.code, application.is_open, application.version) == ("probationary", False, 4)
        *_, (_, sequence, event) = await published(registry_engine, "party-application-advanced")
        assert (sequence, event["stage"], event["advanced_on"]) == (4, "probationary", "2019-04-22")
        assert (event["membership_before"], event["membership"]) == ([], [member(ADMITTED)])
        # The file's own stream tells of the field, and of no change of membership beside that event.
        [(_, _, told)] = await published(registry_engine, "veteran-profile-updated")
        assert (told["changed_fields"], told["party_member_before"], told["party_member"]) == (
            ["political_code"],
            True,
            True,
        )

    async def test_goes_in_order(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        with pytest.raises(ApplicationInvalid) as early:
            await advanced(registry_engine, application, date(2019, 2, 11))
        assert codes_of(early.value) == {"activist_on": "out-of-order"}
        with pytest.raises(ApplicationInvalid) as late:
            await advanced(registry_engine, application, date(2019, 5, 1))
        assert codes_of(late.value) == {"activist_on": "in-future"}
        await advanced(registry_engine, application, ACTIVIST, version=1)
        with pytest.raises(ApplicationChanged):
            await advanced(registry_engine, application, TARGET, version=1)

    async def test_becomes_a_full_member_without_another_count(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        application = await admitted(registry_engine, veteran)
        full = await advanced(registry_engine, application, TODAY)
        assert full.stage.code == "full"
        *_, (_, _, event) = await published(registry_engine, "party-application-advanced")
        assert event["membership_before"] == event["membership"] == [member(ADMITTED)]

    async def test_is_nobodys_of_another_station(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        other = given_work(registry_engine, Role.STATION_STAFF, OTHER_ROOM_PATH.rpartition(".")[0])
        with pytest.raises(ApplicationNotFound):
            await advance_application(
                other, application.application_id, on=ACTIVIST, document="支委会决议", keyring=KEYRING
            )


class TestTheFile:
    async def test_makes_nobody_a_member_beside_his_application(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        application = await submitted(registry_engine, veteran)
        with pytest.raises(ApplicationOpen):
            await said_to_be_member(registry_engine, veteran, date(2019, 4, 1))
        work, about = given_work(registry_engine), application.application_id
        await close_application(work, about, on=date(2019, 3, 10), reason="withdrawn", document="本人申请")
        with pytest.raises(ApplicationOpen):
            await said_to_be_member(registry_engine, veteran, date(2019, 3, 9))
        await said_to_be_member(registry_engine, veteran, date(2019, 3, 10))

    async def test_ends_it_with_a_death_and_goes_on_when_that_is_revoked(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await submitted(registry_engine, veteran)
        death = Reported(date(2019, 4, 10), "medical-certificate", "死亡证明")
        await record_death(given_work(registry_engine), veteran, death, keyring=KEYRING)
        [(_, sequence, closed)] = await published(registry_engine, "party-application-closed")
        assert (sequence, closed["reason"], closed["closed_on"]) == (2, "deceased", "2019-04-10")
        work = given_work(registry_engine)
        await revoke_death_record(work, veteran, reason="another-person", document="证明", keyring=KEYRING)
        [(_, sequence, again)] = await published(registry_engine, "party-application-corrected")
        period = {"org_path": ROOM_PATH, "starts_on": "2019-02-12", "ends_on": "2019-04-10"}
        assert (sequence, again["applied_before"], again["applied"]) == (3, [period], [{**period, "ends_on": None}])


class TestEnding:
    async def test_is_told_once(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        work, about = given_work(registry_engine), application.application_id
        with pytest.raises(ApplicationInvalid) as early:
            await close_application(work, about, on=date(2019, 2, 11), reason="withdrawn", document="本人申请")
        assert codes_of(early.value) == {"closed_on": "out-of-order"}
        await close_application(work, about, on=ACTIVIST, reason="withdrawn", document="本人申请")
        with pytest.raises(ApplicationEnded):
            await close_application(work, about, on=ACTIVIST, reason="withdrawn", document="本人申请")
        assert len(await published(registry_engine, "party-application-closed")) == 1
        assert (await submitted(registry_engine, veteran, TARGET)).is_open

    async def test_of_an_error_is_on_the_day_it_began(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await advanced(registry_engine, await submitted(registry_engine, veteran), ACTIVIST)
        ended = await close_application(
            given_work(registry_engine), application.application_id, on=TODAY, reason="entered-in-error", document="误"
        )
        assert (ended.closed_on, ended.applied) == (SUBMITTED, ())

    async def test_is_what_a_branch_waits_for(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        checks = {"held": PARTY_CHECKS, "lasted": PARTY_LASTED}
        how: dict[str, Any] = {"dissolved_on": TODAY, "reason": "reorganised", "document": "批复", **checks}
        with pytest.raises(PartyOrganisationOccupied) as held:
            await dissolve_party_organisation(given_work(registry_engine), BRANCH, **how)
        assert [fault.code for fault in held.value.fields] == ["active-groups", "open-party-applications"]
        work, about = given_work(registry_engine), application.application_id
        await close_application(work, about, on=TODAY, reason="withdrawn", document="本人申请")
        await dissolve_party_organisation(given_work(registry_engine), "411329104210-DXZ", **how)
        assert (await dissolve_party_organisation(given_work(registry_engine), BRANCH, **how)).dissolved_on == TODAY


class TestCorrecting:
    async def test_moves_both_counts_by_the_same_event(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await admitted(registry_engine, veteran)
        again = await corrected(registry_engine, application, probationary_on=date(2019, 4, 15))
        [(_, sequence, event)] = await published(registry_engine, "party-application-corrected")
        assert (sequence, again.version) == (5, 5)
        assert [event["applied_before"][0]["ends_on"], event["applied"][0]["ends_on"]] == ["2019-04-22", "2019-04-15"]
        assert (event["membership_before"], event["membership"]) == ([member(ADMITTED)], [member(date(2019, 4, 15))])
        later = await corrected(registry_engine, again, probationary_on=date(2019, 4, 25))
        *_, (_, _, event) = await published(registry_engine, "party-application-corrected")
        assert event["membership"] == [member(date(2019, 4, 25))]
        assert later.political_before == "13"

    async def test_takes_an_admission_back(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await admitted(registry_engine, veteran)
        again = await corrected(registry_engine, application, probationary_on=None)
        assert (again.is_open, again.stage.code) == (True, "development-target")
        [(_, _, event)] = await published(registry_engine, "party-application-corrected")
        assert (event["membership_before"], event["membership"]) == ([member(ADMITTED)], [])
        assert event["applied"] == [{"org_path": ROOM_PATH, "starts_on": "2019-02-12", "ends_on": None}]
        *_, (_, _, told) = await published(registry_engine, "veteran-profile-updated")
        assert (told["party_member_before"], told["party_member"]) == (False, False)

    async def test_takes_formal_membership_back_with_the_admission(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        application = await admitted(registry_engine, veteran)
        await record_membership(given_work(registry_engine), veteran, Stated(BRANCH, None, ADMITTED, "党员名册"))
        await corrected(registry_engine, application, probationary_on=None)
        *_, (_, _, told) = await published(registry_engine, "party-membership-counted")
        assert (told["counted_before"][0]["starts_on"], told["counted"]) == (ADMITTED.isoformat(), [])

    async def test_undoes_an_end_and_refuses_a_gap(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        work, about = given_work(registry_engine), application.application_id
        ended = await close_application(work, about, on=ACTIVIST, reason="withdrawn", document="本人申请")
        with pytest.raises(ApplicationInvalid) as half:
            await corrected(registry_engine, ended, closed_on=None)
        assert codes_of(half.value) == {"end_reason": "both-or-neither"}
        with pytest.raises(ApplicationInvalid) as gap:
            await corrected(registry_engine, ended, closed_on=None, end_reason=None, target_on=TARGET)
        assert codes_of(gap.value) == {"target_on": "stage-left-out"}
        assert (await corrected(registry_engine, ended, closed_on=None, end_reason=None)).is_open
