"""No Party organisation is dissolved as of a day on which it had something still, nor founded after what it has."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.branch_life.commands import record_branch_meeting, withdraw_branch_record
from services.registry.branch_life.domain import Sheet
from services.registry.main import PARTY_BEGAN, PARTY_CHECKS, PARTY_LASTED
from services.registry.party.commands import correct_party_organisation, dissolve_party_organisation
from services.registry.party.domain import (
    PartyKind,
    PartyOrganisation,
    PartyOrganisationInvalid,
    PartyOrganisationOccupied,
)
from services.registry.party_applications.commands import Submitted, close_application, submit_application
from services.registry.party_memberships.commands.recording import Stated, record_affiliation, record_membership
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf
from tests.registry.given import KEYRING, SINCE, given_network, given_party, given_work
from tests.registry.persons import ROOM, codes_of, given_number, given_veteran

BRANCH, GROUP = "411329104-DZB", f"{ROOM}-DXZ"
PAPER = "批复〔2019〕3号"
EARLIER, DAY, LATER = date(2019, 4, 9), date(2019, 4, 10), date(2019, 4, 20)


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    await given_party(registry_engine, PartyKind.GROUP, ROOM)
    return registry_engine


async def dissolving(engine: AsyncEngine, code: str, on: date, reason: str = "reorganised") -> PartyOrganisation:
    said: dict[str, Any] = {"dissolved_on": on, "reason": reason, "document": PAPER}
    return await dissolve_party_organisation(given_work(engine), code, held=PARTY_CHECKS, lasted=PARTY_LASTED, **said)


async def is_dissolved_from(engine: AsyncEngine, code: str, on: date, word: str) -> None:
    """Not a day earlier, for what `word` tells."""
    with pytest.raises(PartyOrganisationInvalid) as refused:
        await dissolving(engine, code, EARLIER)
    assert codes_of(refused.value) == {"dissolved_on": word}
    assert (await dissolving(engine, code, on)).dissolved_on == on


class TestADay:
    async def test_is_not_before_the_end_of_its_groups(self, engine: AsyncEngine) -> None:
        await dissolving(engine, GROUP, DAY)
        await is_dissolved_from(engine, BRANCH, DAY, "groups-after")

    async def test_is_not_before_the_end_of_its_applications(self, engine: AsyncEngine) -> None:
        person = await given_veteran(engine, registered_on=SINCE.isoformat(), political_code="13")
        said = Submitted(date(2019, 3, 20), PAPER, GROUP)
        applied = await submit_application(given_work(engine), person, said, keyring=KEYRING)
        ended: dict[str, Any] = {"on": DAY, "reason": "withdrawn", "document": PAPER}
        await close_application(given_work(engine), applied.application_id, **ended)
        await is_dissolved_from(engine, GROUP, DAY, "party-applications-after")

    async def test_is_not_before_the_end_of_its_memberships(self, engine: AsyncEngine) -> None:
        person = await given_veteran(engine, registered_on=SINCE.isoformat())
        await record_membership(given_work(engine), person, Stated(GROUP, None, SINCE, PAPER))
        await record_membership(given_work(engine), person, Stated(None, "县外党支部", DAY, PAPER))
        await is_dissolved_from(engine, GROUP, DAY, "formal-members-after")

    async def test_is_after_its_records(self, engine: AsyncEngine) -> None:
        held = Sheet("group-meeting", EARLIER, "服务室", 5, 5, "学习文件")
        await record_branch_meeting(given_work(engine), GROUP, held)
        await is_dissolved_from(engine, GROUP, DAY, "branch-records-after")

    async def test_is_none_while_members_take_part(self, engine: AsyncEngine) -> None:
        person = await given_veteran(engine, registered_on=SINCE.isoformat())
        said: dict[str, Any] = {"since": EARLIER, "document": PAPER}
        await record_affiliation(given_work(engine), person, party_org_code=GROUP, **said)
        with pytest.raises(PartyOrganisationOccupied) as refused:
            await dissolving(engine, GROUP, LATER)
        [fault] = refused.value.fields
        assert (fault.code, "1 名党员登记在该党组织参加活动" in fault.zh) == ("affiliated-members", True)
        await record_affiliation(given_work(engine), person, party_org_code=BRANCH, **said)
        assert (await dissolving(engine, GROUP, LATER)).dissolved_on == LATER

    async def test_may_be_any_where_nothing_ever_was(self, engine: AsyncEngine) -> None:
        """What was taken back keeps nothing."""
        person = await given_veteran(engine, registered_on=SINCE.isoformat())
        await record_membership(given_work(engine), person, Stated(GROUP, None, LATER, PAPER))
        await record_membership(given_work(engine), person, Stated(None, "县外党支部", LATER, PAPER))
        said = Submitted(LATER, PAPER, GROUP)
        other = await given_veteran(
            engine, id_number=given_number(2), registered_on=SINCE.isoformat(), political_code="13"
        )
        applied = await submit_application(given_work(engine), other, said, keyring=KEYRING)
        wrong: dict[str, Any] = {"on": LATER, "reason": "entered-in-error", "document": PAPER}
        await close_application(given_work(engine), applied.application_id, **wrong)
        record = await record_branch_meeting(
            given_work(engine), GROUP, Sheet("group-meeting", LATER, "服务室", 5, 5, "学习文件")
        )
        await withdraw_branch_record(given_work(engine), record.record_id, reason="entered-in-error", note="误录")
        assert (await dissolving(engine, GROUP, DAY, "entered-in-error")).dissolved_on == SINCE

    async def test_is_named_in_a_browser(self, engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await dissolving(engine, GROUP, DAY)
        clerk = await browser_of(Role.CENTRE_STAFF)
        early = {"dissolved_on": "2019-04-09", "reason": "reorganised", "document": PAPER, "version": "1"}
        refused = await clerk.post(f"/registry/party/{BRANCH}/dissolution", data=early)
        assert (refused.status_code, "当日及以后仍有 1 个下属党小组" in refused.text) == (422, True)


async def founding(engine: AsyncEngine, on: date) -> PartyOrganisation:
    said: dict[str, Any] = {"mirror_of": ROOM, "established_on": on, "document": PAPER}
    return await correct_party_organisation(given_work(engine), GROUP, held=PARTY_CHECKS, began=PARTY_BEGAN, **said)


class TestTheDayOfItsFounding:
    async def test_is_not_after_the_first_of_what_it_has(self, engine: AsyncEngine, browser_of: BrowserOf) -> None:
        """Each is named with its day."""
        person = await given_veteran(engine, registered_on=SINCE.isoformat())
        await record_membership(given_work(engine), person, Stated(GROUP, None, EARLIER, PAPER))
        said: dict[str, Any] = {"since": DAY, "document": PAPER}
        await record_affiliation(given_work(engine), person, party_org_code=GROUP, **said)
        await record_branch_meeting(given_work(engine), GROUP, Sheet("group-meeting", DAY, "服务室", 5, 5, "学习文件"))
        with pytest.raises(PartyOrganisationInvalid) as refused:
            await founding(engine, LATER)
        found = [(fault.field, fault.code, str(day) in fault.zh and str(day) in fault.en)
                 for fault, day in zip(refused.value.fields, (EARLIER, DAY, DAY), strict=True)]  # fmt: skip
        words = ("first-member", "first-affiliation", "first-branch-record")
        assert found == [("established_on", word, True) for word in words]
        clerk = await browser_of(Role.CENTRE_STAFF)
        sent = {"mirror_of": ROOM, "established_on": DAY.isoformat(), "document": PAPER, "version": "1"}
        page = await clerk.post(f"/registry/party/{GROUP}/correction", data=sent)
        assert (page.status_code, "自 2019-04-09 起即有党员的组织关系" in page.text) == (422, True)
        assert (await founding(engine, EARLIER)).established_on == EARLIER

    async def test_may_stay_where_what_it_has_was_recorded_before(self, engine: AsyncEngine) -> None:
        """As it was recorded once: a day that is not later than the recorded one is no worse."""
        await record_branch_meeting(given_work(engine), GROUP, Sheet("group-meeting", DAY, "服务室", 5, 5, "学习文件"))
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE party_organisation SET established_on = :on WHERE kind = 'group'"), {"on": LATER}
            )
        assert (await founding(engine, DAY)).established_on == DAY
