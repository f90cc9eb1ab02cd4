"""Opening cases and reading their content, against a real database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import disclose_case
from services.benefits.cases.domain import CaseNotFound, ContentErased
from services.benefits.cases.queries import get_case
from services.benefits.cases.rules import OpeningRefused
from services.benefits.cases.tables import CASE, CASE_CONTENT
from services.benefits.directory.domain import ApplicantErased, OrgUnitNotKnownYet, VeteranNotKnownYet
from services.benefits.directory.tables import ORG_UNIT, VETERAN
from shared.audit.tables import AUDIT
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.command.hourly import TooManyDisclosures
from shared.events.benefits import CaseOpened
from shared.events.registry import PersonErased
from shared.idempotency.claim import IdempotencyKey, IdempotencyKeyReused
from shared.ids import new_id
from shared.privacy.personal import Personal
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    STATION,
    SUMMARY,
    County,
    code_of,
    given_case,
    given_county,
    given_learned,
    keyring,
)
from tests.benefits.seen import audited, count, outbox, published_events
from tests.given import given_caller, given_work
from tests.lives import (
    as_survivors_tell,
    death_record_revoked,
    deregistration_revoked,
    relocation_revoked,
    residence_moved,
    transfer_revoked,
    transferred_in,
    transferred_out,
    veteran_deceased,
    veteran_deregistered,
    veteran_relocated,
    veterans_merged,
    veterans_unmerged,
)


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


class TestOpenCase:
    async def test_stores_the_case_and_publishes_it(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        async with benefits_engine.connect() as connection:
            assert await get_case(connection, given_caller(), case.case_id) == case
        [(version, event)] = await published_events(benefits_engine, CaseOpened)
        assert version == 1
        assert event == CaseOpened(
            case_id=case.case_id,
            kind="dispute",
            org_code=code_of(ROOM),
            org_path=ROOM,
            applicant_id=county.applicant,
            parties_count=2,
            opened_on=date(2019, 4, 2),
            due_on=date(2019, 5, 2),
        )
        assert await audited(benefits_engine) == [("open-case", f"case {case.case_id}", "done")]

    async def test_marks_the_events_of_an_invented_applicant(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        await given_case(given_work(benefits_engine), county)
        async with benefits_engine.begin() as connection:
            await connection.execute(update(VETERAN).values(synthetic=False))
        await given_case(given_work(benefits_engine), county)
        marked = [b"ce_synthetic" in row.headers and b"true" in row.headers for row in await outbox(benefits_engine)]
        assert marked == [True, False]

    async def test_keeps_what_it_is_about_from_database_bus_and_audit(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        await given_case(given_work(benefits_engine), county)
        async with benefits_engine.connect() as connection:
            tables = (
                await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            ).scalars()
            for table in list(tables):
                rows = (await connection.execute(text(f'SELECT row_to_json(t)::text FROM "{table}" t'))).scalars().all()
                dump = "".join(rows)
                assert SUMMARY not in dump, table
                assert SUMMARY.encode().hex() not in dump, table

    async def test_waits_for_a_veteran_whose_event_is_under_way(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        with pytest.raises(VeteranNotKnownYet) as refused:
            await given_case(given_work(benefits_engine), county, applicant_id=new_id())
        assert "稍后重试" in refused.value.sentence("zh-CN")
        assert "try again" in refused.value.sentence("en")
        with pytest.raises(OrgUnitNotKnownYet):
            await given_case(given_work(benefits_engine), county, org_code="411329199")
        assert await count(benefits_engine, CASE) == 0
        assert [result for *_, result in await audited(benefits_engine)] == [
            "veteran-not-known-yet",
            "org-unit-not-known-yet",
        ]

    async def test_is_for_veterans_and_units_of_the_callers_own(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        clerk = given_work(benefits_engine, given_caller(Role.ROOM_STAFF, ROOM))
        assert (await given_case(clerk, county)).org_path == ROOM
        with pytest.raises(VeteranNotKnownYet):
            await given_case(clerk, county, applicant_id=county.stranger)
        with pytest.raises(OutOfScope):
            await given_case(clerk, county, org_code=code_of(OTHER_ROOM))

    async def test_serves_a_veteran_of_one_room_at_another(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county, applicant_id=county.stranger)
        assert case.org_path == ROOM

    async def test_is_for_nobody_who_has_died_before_it(self, benefits_engine: AsyncEngine, county: County) -> None:
        """R6: until the record of the death is revoked."""
        died = veteran_deceased(ROOM, date(2019, 4, 1), person_id=county.applicant)
        await given_learned(benefits_engine, [died])
        with pytest.raises(OpeningRefused) as refused:
            await given_case(given_work(benefits_engine), county)
        assert [(each.field, each.code) for each in refused.value.fields] == [("applicant_id", "applicant-deceased")]
        await given_case(given_work(benefits_engine), county, opened_on=date(2019, 4, 1))
        await given_learned(benefits_engine, [death_record_revoked(died)])
        await given_case(given_work(benefits_engine), county)

    async def test_is_for_nobody_who_is_deregistered(self, benefits_engine: AsyncEngine, county: County) -> None:
        """From the start, until that is revoked."""
        void = veteran_deregistered(ROOM, date(2019, 3, 1), person_id=county.applicant)
        await given_learned(benefits_engine, [void])
        with pytest.raises(OpeningRefused) as refused:
            await given_case(given_work(benefits_engine), county, opened_on=date(2019, 2, 1))
        assert [(each.field, each.code) for each in refused.value.fields] == [
            ("applicant_id", "applicant-deregistered")
        ]
        await given_learned(benefits_engine, [deregistration_revoked(void)])
        await given_case(given_work(benefits_engine), county)

    async def test_is_also_for_the_unit_where_the_applicant_lives_and_follows_the_domicile(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        there = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        here = given_work(benefits_engine, given_caller(Role.STATION_STAFF, STATION))
        lives = residence_moved(ROOM, OTHER_ROOM, date(2019, 4, 1), person_id=county.applicant)
        moved = veteran_relocated(ROOM, OTHER_ROOM, date(2019, 4, 1), person_id=county.applicant)
        with pytest.raises(VeteranNotKnownYet):
            await given_case(there, county, org_code=code_of(OTHER_ROOM))
        await given_learned(benefits_engine, [lives])
        await given_case(there, county, org_code=code_of(OTHER_ROOM))
        await given_case(here, county)
        await given_learned(benefits_engine, [relocation_revoked(lives, None)])
        with pytest.raises(VeteranNotKnownYet):
            await given_case(there, county, org_code=code_of(OTHER_ROOM))
        await given_learned(benefits_engine, [moved])
        await given_case(there, county, org_code=code_of(OTHER_ROOM))
        with pytest.raises(VeteranNotKnownYet):
            await given_case(here, county)

    async def test_is_for_nobody_who_was_erased_on_no_day(self, benefits_engine: AsyncEngine, county: County) -> None:
        """Not for one before the death either: the content would stay."""
        died = veteran_deceased(ROOM, date(2019, 4, 2), person_id=county.applicant)
        erased = PersonErased(person_id=county.applicant, org_path=ROOM, ground="retention-ended")
        await given_learned(benefits_engine, [died, erased])
        with pytest.raises(ApplicantErased):
            await given_case(given_work(benefits_engine), county, opened_on=date(2019, 4, 1))

    async def test_is_for_the_file_that_goes_on(self, benefits_engine: AsyncEngine, county: County) -> None:
        """Not for the one that was merged into it, until that is undone."""
        merged = veterans_merged(
            ROOM, date(2019, 3, 1), merged_id=county.applicant, surviving_id=county.stranger
        )  # fmt: skip
        await given_learned(benefits_engine, [merged, as_survivors_tell(merged)])
        with pytest.raises(OpeningRefused) as refused:
            await given_case(given_work(benefits_engine), county)
        assert [(each.field, each.code) for each in refused.value.fields] == [("applicant_id", "applicant-merged")]
        await given_case(given_work(benefits_engine), county, applicant_id=county.stranger)
        await given_learned(benefits_engine, [veterans_unmerged(merged)])
        await given_case(given_work(benefits_engine), county)

    async def test_is_for_nobody_who_has_moved_to_another_county_until_he_is_back(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        who, left_on = county.applicant, date(2019, 4, 2)
        gone = transferred_out(ROOM, left_on, person_id=who)
        for told, is_here in (
            ([gone], False),
            ([transfer_revoked(ROOM, person_id=who)], True),
            ([gone, transferred_in(OTHER_ROOM, date(2019, 4, 5), person_id=who)], True),
            ([transfer_revoked(ROOM, away_since=left_on, person_id=who)], False),
        ):
            await given_learned(benefits_engine, told)
            if is_here:
                await given_case(given_work(benefits_engine), county)
                continue
            with pytest.raises(OpeningRefused) as refused:
                await given_case(given_work(benefits_engine), county)
            assert [fault.code for fault in refused.value.fields] == ["applicant-transferred-out"]
            await given_case(given_work(benefits_engine), county, opened_on=date(2019, 4, 1))

    async def test_asks_whether_the_unit_still_works(self, benefits_engine: AsyncEngine, county: County) -> None:
        async with benefits_engine.begin() as connection:
            closed = update(ORG_UNIT).where(ORG_UNIT.c.org_code == code_of(ROOM)).values(closed_on=date(2019, 4, 2))
            await connection.execute(closed)
        with pytest.raises(OpeningRefused) as refused:
            await given_case(given_work(benefits_engine), county)
        assert [fault.code for fault in refused.value.fields] == ["org-unit-closed", "left-open-at-a-closed-unit"]
        with pytest.raises(OpeningRefused) as refused:
            await given_case(given_work(benefits_engine), county, opened_on=date(2019, 4, 1))
        assert [fault.code for fault in refused.value.fields] == ["left-open-at-a-closed-unit"]

    async def test_opens_one_case_for_one_idempotency_key(self, benefits_engine: AsyncEngine, county: County) -> None:
        caller = given_caller()
        keyed = given_work(benefits_engine, caller, idempotency=IdempotencyKey.of("k1", b"body"))
        first, second = await given_case(keyed, county), await given_case(keyed, county)
        assert first == second
        assert await count(benefits_engine, CASE) == 1
        assert len(await published_events(benefits_engine, CaseOpened)) == 1
        with pytest.raises(IdempotencyKeyReused):
            await given_case(given_work(benefits_engine, caller, idempotency=IdempotencyKey.of("k1", b"other")), county)


class TestDiscloseCase:
    async def test_gives_the_summary_and_keeps_the_purpose(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        found = await disclose_case(
            given_work(benefits_engine), case.case_id, keyring=keyring(), purpose="supervision", most_an_hour=9
        )
        assert (found.reveal(), str(found)) == (SUMMARY, "***")
        async with benefits_engine.connect() as connection:
            columns = (AUDIT.c.subject, AUDIT.c.purpose, AUDIT.c.result)
            rows = await connection.execute(select(*columns).where(AUDIT.c.action == "disclose-case"))
            assert [tuple(row) for row in rows] == [(f"case {case.case_id}", "supervision", "done")]

    async def test_is_refused_and_recorded_outside_the_scope(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        elsewhere = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        with pytest.raises(CaseNotFound):
            await disclose_case(elsewhere, case.case_id, keyring=keyring(), purpose="mediation", most_an_hour=9)
        assert (await audited(benefits_engine))[-1] == ("disclose-case", f"case {case.case_id}", "out-of-scope")

    async def test_is_refused_beyond_so_many_in_an_hour(self, benefits_engine: AsyncEngine, county: County) -> None:
        work = given_work(benefits_engine)
        cases = [await given_case(work, county) for _ in range(3)]
        for case in cases[:2]:
            await disclose_case(work, case.case_id, keyring=keyring(), purpose="mediation", most_an_hour=2)
        with pytest.raises(TooManyDisclosures) as refused:
            await disclose_case(work, cases[2].case_id, keyring=keyring(), purpose="mediation", most_an_hour=2)
        assert refused.value.sentence("zh-CN") == "一小时内查看敏感信息不得超过2次，请稍后再试。"
        later = replace(work, now=work.now + timedelta(hours=1))
        await disclose_case(later, cases[2].case_id, keyring=keyring(), purpose="mediation", most_an_hour=2)

    async def test_is_not_refused_for_what_a_clock_that_was_ahead_wrote(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        work = given_work(benefits_engine)
        case = await given_case(work, county)
        for ahead in (timedelta(seconds=59), timedelta(minutes=1)):
            earlier = replace(work, now=work.now - ahead)
            await disclose_case(work, case.case_id, keyring=keyring(), purpose="mediation", most_an_hour=9)
            if ahead < timedelta(minutes=1):
                with pytest.raises(TooManyDisclosures):
                    await disclose_case(earlier, case.case_id, keyring=keyring(), purpose="mediation", most_an_hour=1)
            else:
                await disclose_case(earlier, case.case_id, keyring=keyring(), purpose="mediation", most_an_hour=1)

    async def test_cannot_read_what_was_erased(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        async with benefits_engine.begin() as connection:
            await connection.execute(update(CASE_CONTENT).values(data_key=None))
        with pytest.raises(ContentErased):
            await disclose_case(
                given_work(benefits_engine), case.case_id, keyring=keyring(), purpose="mediation", most_an_hour=9
            )

    async def test_reaches_as_far_as_a_stations_subtree(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        station = given_work(benefits_engine, given_caller(Role.STATION_STAFF, STATION))
        found = await disclose_case(station, case.case_id, keyring=keyring(), purpose="mediation", most_an_hour=9)
        assert found == Personal(SUMMARY)
