"""Who was discharged reports in within thirty days; that is recorded, corrected, revoked."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.domain.correction import FieldNotCorrectable
from services.registry.deaths.commands import Reported, record_death
from services.registry.report_ins.commands import (
    DocumentedReportIn,
    correct_report_in,
    record_report_in,
    revoke_report_in,
)
from services.registry.report_ins.domain import NoReportIn, ReportIn, ReportInRecorded
from services.registry.report_ins.rules import ReportInInvalid
from services.registry.veterans.domain.standing import FileChanged, PersonIsDeceased
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.browsers import words_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.families.given import SHI_AN, keeper
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, codes_of, given_veteran
from tests.registry.report_ins.given import DOCUMENT, IN_TIME, MARCH, reporting_in

BODY = {"discharged_on": "2019-03-01", "reported_on": "2019-04-03", "document": DOCUMENT}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    served: dict[str, Any] = {"enlisted_on": "2017-09", "discharged_on": "2019-03"}
    return await given_veteran(registry_engine, **served, registered_on="2019-04-01")


async def correcting(engine: AsyncEngine, veteran_id: UUID, report_in: ReportIn, **more: Any) -> int:
    told = DocumentedReportIn(report_in, "更正说明第1号")
    return await correct_report_in(keeper(engine), veteran_id, told, keyring=KEYRING, **more)


async def revoking(engine: AsyncEngine, veteran_id: UUID) -> int:
    facts: dict[str, Any] = {"reason": "another-person", "document": "更正说明第2号", "keyring": KEYRING}
    return await revoke_report_in(keeper(engine), veteran_id, **facts)


class TestTheClock:
    @pytest.mark.parametrize(
        ("discharged", "reported", "excuse", "late", "forfeit"),
        [
            (MARCH, date(2019, 3, 31), None, 0, False),
            (MARCH, date(2019, 4, 1), None, 1, False),
            (MARCH, date(2019, 4, 30), None, 30, False),
            (MARCH, date(2019, 5, 1), None, 31, True),
            (MARCH, date(2019, 5, 1), "illness", 31, False),
            (date(2011, 10, 31), date(2019, 5, 1), None, 0, False),
            (date(2011, 11, 1), date(2011, 12, 2), None, 1, False),
            (date(2024, 8, 31), date(2024, 10, 1), None, 1, False),
            (date(2024, 9, 1), date(2024, 10, 2), None, 1, False),
        ],
    )
    def test_is_that_of_the_day_of_the_discharge(
        self, discharged: date, reported: date, excuse: str | None, late: int, forfeit: bool
    ) -> None:
        report_in = ReportIn(discharged, reported, None, excuse)
        assert (report_in.late_days, report_in.is_forfeit) == (late, forfeit)


class TestAReportIn:
    async def test_is_told_of_without_the_day_of_the_discharge_and_stands_in_the_file(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        late = ReportIn(MARCH, date(2019, 4, 3), None, "papers-late")
        assert await reporting_in(registry_engine, veteran, late, version=1) == 2
        [(_, sequence, event)] = await published(registry_engine, "discharge-reported-in")
        assert (sequence, event) == (
            2,
            {
                "person_id": str(veteran), "org_path": ROOM_PATH, "reported_on": "2019-04-03", "late_days": 3,
                "ceremony": None,
            },
        )  # fmt: skip
        with pytest.raises(ReportInRecorded):
            await reporting_in(registry_engine, veteran)
        said = Correction("reported_in_on", Personal("2019-04-04"), None, DOCUMENT)
        with pytest.raises(FieldNotCorrectable):
            await correct_field(given_work(registry_engine), veteran, said, registrar=REGISTRAR)
        assert await audited(registry_engine, "record-report-in") == [
            (f"veteran {veteran}", "done"), (f"veteran {veteran}", "report-in-recorded"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("report_in", "codes"),
        [
            (ReportIn(MARCH, date(2019, 5, 1)), {"reported_on": "in-future"}),
            (ReportIn(MARCH, date(2019, 2, 28)), {"reported_on": "before-discharge"}),
            (ReportIn(MARCH, MARCH, date(2019, 2, 28)), {"ceremony_on": "before-discharge"}),
            (ReportIn(date(2019, 2, 28), MARCH), {"discharged_on": "discharge-differs"}),
            (ReportIn(MARCH, date(2019, 3, 31), None, "illness"), {"excuse": "not-late"}),
            (
                ReportIn(date(2017, 8, 31), MARCH),
                {"discharged_on": "before-service"},
            ),
        ],
    )
    async def test_that_cannot_be_is_refused(
        self, registry_engine: AsyncEngine, veteran: UUID, report_in: ReportIn, codes: dict[str, str]
    ) -> None:
        if codes.get("discharged_on") == "before-service":
            said = Correction("discharged_on", None, None, DOCUMENT)
            await correct_field(given_work(registry_engine), veteran, said, registrar=REGISTRAR)
        with pytest.raises(ReportInInvalid) as refused:
            await reporting_in(registry_engine, veteran, report_in)
        assert codes_of(refused.value) == codes

    async def test_is_of_the_living_in_scope(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        told = DocumentedReportIn(IN_TIME, DOCUMENT)
        with pytest.raises(VeteranNotFound):
            await record_report_in(keeper(registry_engine, OTHER_ROOM_PATH), veteran, told, keyring=KEYRING)
        died = Reported(TODAY, "medical-certificate", "第2号")
        await record_death(given_work(registry_engine), veteran, died, keyring=KEYRING)
        with pytest.raises(PersonIsDeceased):
            await reporting_in(registry_engine, veteran, IN_TIME)

    async def test_is_recorded_once_by_two_who_ask_together(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        asked = [reporting_in(registry_engine, veteran, IN_TIME) for _ in range(2)]
        ended = await race(registry_engine, "veteran", asked)
        assert sorted(type(each).__name__ for each in ended) == ["ReportInRecorded", "int"]

    async def test_that_was_typed_wrong_is_corrected_and_revoked_and_kept(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        for act in (correcting(registry_engine, veteran, IN_TIME), revoking(registry_engine, veteran)):
            with pytest.raises(NoReportIn):
                await act
        await reporting_in(registry_engine, veteran, IN_TIME)
        welcomed = ReportIn(MARCH, date(2019, 4, 1), date(2019, 4, 8))
        with pytest.raises(FileChanged):
            await correcting(registry_engine, veteran, welcomed, version=1)
        assert await correcting(registry_engine, veteran, welcomed, version=2) == 3
        assert await revoking(registry_engine, veteran) == 4
        [(_, _, corrected)] = await published(registry_engine, "discharge-report-corrected")
        assert (corrected["late_days"], corrected["ceremony"]) == (1, "2019-04-08")
        [(_, sequence, revoked)] = await published(registry_engine, "discharge-report-revoked")
        assert (sequence, revoked["reported_on"]) == (4, "2019-04-01")
        async with registry_engine.connect() as connection:
            kept = await connection.execute(text("SELECT reported_on, end_reason FROM report_in ORDER BY report_in_id"))
            assert [tuple(row) for row in kept] == [
                (date(2019, 3, 31), "corrected"), (date(2019, 4, 1), "another-person"),
            ]  # fmt: skip
            said = text("SELECT value FROM person_fact WHERE field = 'reported_in_on' ORDER BY known_from, fact_id")
            assert len((await connection.execute(said)).all()) == 4
            assert await connection.scalar(text("SELECT reported_in_on FROM veteran")) is None
        assert await reporting_in(registry_engine, veteran, IN_TIME) == 5


class TestByHttp:
    async def test_a_station_keeps_it_and_a_room_sees_who_was_late(self, client_for: ClientFor, veteran: UUID) -> None:
        at = f"/veterans/{veteran}/report-in"
        station, room = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.post(at, json=BODY)).status_code == 403
        wrong = await station.post(at, json={**BODY, "excuse": "forgot", "document": ""})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "excuse": "not-an-excuse", "document": "too-short",
        }  # fmt: skip
        done = await station.post(at, json={**BODY, "version": 1})
        assert (done.status_code, done.json()) == (201, {"version": 2})
        assert (await station.post(f"{at}/correction", json={**BODY, "version": 1})).status_code == 409
        [late] = (await room.get("/report-ins", params={"is_late": "true"})).json()["items"]
        assert (late["person_id"], late["late_days"], late["is_forfeit"]) == (str(veteran), 3, False)
        assert (await room.get("/report-ins", params={"is_late": "false"})).json()["items"] == []
        assert (await (await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)).get("/report-ins")).json()["items"] == []
        in_time = {**BODY, "reported_on": "2019-03-31", "version": 2}
        assert (await station.post(f"{at}/correction", json=in_time)).json() == {"version": 3}
        revocation = {"reason": "recorded-in-error", "document": "更正说明", "version": 3}
        assert (await station.post(f"{at}/revocation", json=revocation)).json() == {"version": 4}
        found = (await room.get(f"/veterans/{veteran}/report-ins")).json()
        assert [each["end_reason"] for each in found] == ["recorded-in-error", "corrected"]


class TestThePages:
    async def test_record_correct_and_revoke_it(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk, person = await browser_of(Role.STATION_STAFF, SHI_AN), f"/registry/persons/{veteran}"
        part, at = f"{person}/report-ins", f"{person}/report-in"
        assert part in (await clerk.get(person)).text
        assert "没有报到登记。" in words_of(await clerk.get(part))
        assert 'name="version" value="1"' in (await clerk.get(at)).text
        sent = {**BODY, "excuse": "", "ceremony_on": "", "version": "1", "idempotency_key": "one"}
        for _ in range(2):
            assert (await clerk.post(at, data=sent)).headers["location"] == person
        assert "逾期 3 天" in words_of(await clerk.get(part))
        assert "逾期 3 天" in words_of(await clerk.get("/registry/report-ins?is_late=true"))
        stale = await clerk.post(
            f"{at}/correction", data={**sent, "idempotency_key": "two", "reported_on": "2019-03-30"}
        )
        assert (stale.status_code, "2019-04-03" in words_of(stale)) == (409, True)
        shown = await clerk.get(f"{at}/correction")
        assert 'value="2019-04-03"' in shown.text
        welcomed = {**sent, "idempotency_key": "three", "version": "2", "ceremony_on": "2019-04-08"}
        assert (await clerk.post(f"{at}/correction", data=welcomed)).status_code == 303
        assert (await clerk.get(f"{at}/revocation")).status_code == 200
        revoked = {"reason": "unfounded", "document": "更正说明", "version": "3", "idempotency_key": "four"}
        assert (await clerk.post(f"{at}/revocation", data=revoked)).status_code == 303
        assert "证明材料不实" in words_of(await clerk.get(part))
        story = words_of(await clerk.get(person))
        assert all(act in story for act in ("登记报到", "更正、补充报到登记", "撤销报到登记"))
