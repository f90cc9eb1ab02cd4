"""What persons are handed about what was decided: said by each room, printed for whoever may see it."""

from datetime import date
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.confirmations.commands import revoke_confirmation
from services.registry.corrections.commands import (
    confirm_identity_correction,
    propose_identity_correction,
    refuse_identity_correction,
)
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.data_requests.commands import Answer, Asked, close_request, open_request
from services.registry.deaths.commands import Reported as ReportedDeath
from services.registry.deaths.commands import record_death, revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.relocations.commands import Reported, record_relocation, revoke_relocation
from services.registry.relocations.parameters import Kind
from services.registry.report_ins.commands import revoke_report_in
from services.registry.report_ins.domain import ReportIn
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.papers import only, printed, words_on
from tests.registry.categories.given import RETURNS as LACKS
from tests.registry.categories.given import applying, given_recognised
from tests.registry.categories.given import saying as saying_of_category
from tests.registry.confirmations.given import confirming_year, missing
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, REGISTRAR, given_number, given_veteran
from tests.registry.registrations.given import AGREES, REFUSES, RETURNS, centre, given_handed_in, saying, station
from tests.registry.registrations.given import room as in_a_room
from tests.registry.report_ins.given import reporting_in


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def client(client_for: ClientFor) -> httpx2.AsyncClient:
    return await client_for(Role.CENTRE_STAFF)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    return await given_veteran(registry_engine)


class TestARegistration:
    async def test_returned_refused_or_agreed_to_says_so(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        applicant = await given_handed_in(in_a_room(registry_engine))
        path = f"/registrations/{applicant}/letter"
        assert (await client.get(path)).status_code == 404
        await saying(station(registry_engine), applicant, RETURNS)
        said = await printed(client, path)
        assert "411329104服务机构〔2019〕" in said
        assert "补正材料告知书" in said
        assert "说明：请补交退役证复印件。" in said
        assert "复议" not in said
        refused = await given_handed_in(station(registry_engine), id_number=given_number(1))
        await saying(centre(registry_engine), refused, REFUSES)
        said = await printed(client, f"/registrations/{refused}/letter")
        for words in ("不予登记决定书", "退役军人保障法第二条", "六十日内", "六个月内", "第四十六条"):
            assert words in said
        agreed = await given_handed_in(station(registry_engine), id_number=given_number(2))
        await saying(centre(registry_engine), agreed, AGREES)
        assert "准予登记" in await printed(client, f"/registrations/{agreed}/letter")


class TestACategory:
    async def test_returned_or_recognised_says_so_and_not_which_it_is(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        holding = (await applying(in_a_room(registry_engine), veteran)).holding_id
        path = f"/category-holdings/{holding}/opinions/2/letter"
        assert (await client.get(path)).json()["code"] == "letter-not-found"
        await saying_of_category(station(registry_engine), holding, LACKS)
        said = await printed(client, path)
        assert "补正材料告知书" in said
        assert "复议" not in said
        recognised = await given_recognised(registry_engine, veteran)
        said = await printed(client, f"/category-holdings/{recognised}/opinions/5/letter")
        for words in ("类别认定决定书", "予以认定", "行政复议", "六个月内", "＿＿"):
            assert words in said
        assert "参战" not in said


class TestAFile:
    async def test_deregistered_and_back_says_both(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = given_work(registry_engine)
        await deregister_veteran(work, veteran, Ground("false-evidence", "核查第3号"), keyring=KEYRING)
        path = f"/veterans/{veteran}/deregistrations"
        letter = f"{path}/{await only(client, path, 'deregistration_id')}/letter"
        said = await printed(client, letter)
        for words in ("注销登记决定书", "原因：证明材料虚假。", "依据：核查第3号。", "行政复议", "2019年4月30日"):
            assert words in said
        await revoke_deregistration(work, veteran, Ground("decision-set-aside", "判决第5号"), keyring=KEYRING)
        said = await printed(client, letter)
        assert "撤销注销登记告知书" in said
        assert "判决第5号" in said

    async def test_of_somebody_taken_for_dead_says_that_he_lives(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = given_work(registry_engine)
        await record_death(work, veteran, ReportedDeath(TODAY, "medical-certificate", "第2号"), keyring=KEYRING)
        path = f"/veterans/{veteran}/deaths"
        letter = f"{path}/{await only(client, path, 'death_id')}/letter"
        assert (await client.get(letter)).json()["code"] == "letter-not-found"
        await revoke_death_record(work, veteran, reason="unfounded", document="说明第4号", keyring=KEYRING)
        assert "撤销死亡登记告知书" in await printed(client, letter)

    async def test_that_moved_says_who_is_responsible_and_that_it_was_wrong(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = given_work(registry_engine)
        moves = Reported(Kind.DOMICILE, OTHER_ROOM, OTHER_ROOM, TODAY, "户字第9号")
        await record_relocation(work, veteran, moves, registrar=REGISTRAR)
        path = f"/veterans/{veteran}/relocations"
        letter = f"{path}/{await only(client, path, 'relocation_id')}/letter"
        said = await printed(client, letter)
        assert "迁移登记告知书" in said
        assert "负责办理您的事项" in said
        await revoke_relocation(work, veteran, Kind.DOMICILE, reason="unfounded", document="说明第1号", keyring=KEYRING)
        assert "撤销迁移登记告知书" in await printed(client, letter)

    async def test_of_who_reported_in_says_whether_that_was_late(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        late = await given_veteran(registry_engine, discharged_on="2019-02-01", enlisted_on="2014-09-01")
        await reporting_in(registry_engine, late, ReportIn(date(2019, 2, 1), date(2019, 4, 20)))
        path = f"/veterans/{late}/report-ins"
        letter = f"{path}/{await only(client, path, 'report_in_id')}/letter"
        said = await printed(client, letter)
        for words in ("报到登记告知书", "逾期48天", "《退役士兵安置条例》第13、17条", "视为放弃安置待遇"):
            assert words in said
        work = given_work(registry_engine, Role.STATION_STAFF)
        await revoke_report_in(work, late, reason="unfounded", document="说明第1号", keyring=KEYRING)
        assert "不再有效" in await printed(client, letter)

    async def test_confirmed_or_missed_says_so(self, client: httpx2.AsyncClient, registry_engine: AsyncEngine) -> None:
        veteran = await given_veteran(registry_engine, registered_on="2018-10-01")
        work, path = given_work(registry_engine), f"/veterans/{veteran}/confirmations"
        confirmed, missed = await confirming_year(work, veteran), await missing(work, veteran)
        assert "2019年度的确认已于2019年4月30日完成" in await printed(client, f"{path}/{confirmed}/letter")
        assert "2018年度未完成确认" in await printed(client, f"{path}/{missed}/letter")
        await revoke_confirmation(work, confirmed, reason="unfounded", document="说明第1号")
        assert "已经撤销" in await printed(client, f"{path}/{confirmed}/letter")


class TestAnIdentity:
    async def test_corrected_or_not_says_so_and_not_what_it_is(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        wanted = Wanted(IdentityKind.NAME, Personal("张维"), "identity-card", "户字第1号")
        proposer, second = given_work(registry_engine), given_work(registry_engine)
        refused = await propose_identity_correction(proposer, veteran, wanted, registrar=REGISTRAR, most_an_hour=60)
        path = f"/identity-corrections/{refused}/letter"
        assert (await client.get(path)).json()["code"] == "letter-not-found"
        await refuse_identity_correction(second, refused, reason="与户口簿不符")
        said = await printed(client, path)
        for words in ("不予更正决定书", "说明：与户口簿不符。", "六十日内"):
            assert words in said
        agreed = await propose_identity_correction(proposer, veteran, wanted, registrar=REGISTRAR, most_an_hour=60)
        await confirm_identity_correction(second, agreed, typed=Personal("张维"), registrar=REGISTRAR)
        said = await printed(client, f"/identity-corrections/{agreed}/letter")
        assert "更正告知书" in said
        assert "张维" not in said


class TestARequest:
    async def test_is_receipted_then_answered_with_clause_and_remedy(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = given_work(registry_engine)
        request = await open_request(work, veteran, Asked("access", "person", TODAY, "申请书第1号"), keyring=KEYRING)
        path = f"/data-requests/{request}/letter"
        assert "自收到之日起30日内，即于2019年5月30日前答复" in await printed(client, path)
        await close_request(work, request, Answer("refused", "secrecy", "新退役军人〔2019〕7号"))
        said = await printed(client, path)
        for words in ("不予办理告知书", "新退役军人〔2019〕7号", "第四十五条", "第五十条第二款"):
            assert words in said
        error = await open_request(work, veteran, Asked("access", "person", TODAY, "申请书第2号"), keyring=KEYRING)
        await close_request(work, error, Answer("opened-in-error", None, "说明第1号"))
        assert (await client.get(f"/data-requests/{error}/letter")).status_code == 404


class TestALetter:
    async def test_is_for_whom_the_file_is(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        confirmed = await confirming_year(given_work(registry_engine), veteran)
        path = f"/veterans/{veteran}/confirmations/{confirmed}/letter"
        elsewhere = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get(path)).json()["code"] == "veteran-not-found"
        assert (await (await client_for(Role.SYSTEM_ADMINISTRATOR)).get(path)).status_code == 403
        refused = await audited(registry_engine, "get-letter-of-confirmation")
        assert [result for _, result in refused] == ["out-of-scope", "not-allowed"]

    async def test_of_another_person_is_not_found_under_this_one(
        self, client: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(1))
        confirmed = await confirming_year(given_work(registry_engine), other)
        answer = await client.get(f"/veterans/{veteran}/confirmations/{confirmed}/letter")
        assert answer.json()["code"] == "letter-not-found"

    async def test_is_shown_before_it_is_printed_in_english_too(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await reporting_in(registry_engine, veteran)
        browser = await browser_of(Role.CENTRE_STAFF)
        listed = (await browser.get(f"/registry/persons/{veteran}/report-ins")).text
        [path] = {part.partition('"')[0] for part in listed.split('href="') if "/letter" in part}
        shown = (await browser.get(path)).text
        assert "报到登记告知书" in shown
        assert f'href="{path}.pdf"' in shown
        browser.cookies.set("language", "en")
        both = (await browser.get(path)).text
        assert "报到" in both
        assert "reported in on 1985-03-01" in both
        paper = await browser.get(f"{path}.pdf")
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.headers["cache-control"] == "no-store"
        assert "报到登记告知书" in words_on(paper.content)
