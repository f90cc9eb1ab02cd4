"""What is shown can be opened: nobody is led to a page of reporting that refuses him."""

from datetime import date

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.briefings.commands import issue_briefing
from services.reporting.briefings.domain import EditionContent
from services.reporting.paper_forms.commands import load_paper_form
from services.reporting.paper_forms.parameters import SLIP
from services.reporting.slips.commands.supervising import issue_slip
from shared.auth.roles import Role
from tests.browsers import crawled
from tests.given import given_caller, given_work
from tests.reporting.briefings.given import draft
from tests.reporting.bulletins.given import LEADER, MAY_13, drafted
from tests.reporting.bulletins.given import issued as issued_bulletin
from tests.reporting.conftest import ClientFor
from tests.reporting.dispatches.given import issued
from tests.reporting.given import SHIAN, YANGYING, code_of, fold, given_progress, small_county, veteran_registered

READERS = (
    (Role.BUREAU_LEADER, "411329"),
    (Role.CENTRE_STAFF, "411329"),
    (Role.CENTRE_STAFF, SHIAN),
    (Role.AUDITOR, "411329"),
    (Role.STATION_STAFF, SHIAN),
    (Role.ROOM_STAFF, YANGYING),
)


class TestEveryLink:
    async def test_leads_somewhere_for_whom_it_is_shown_to(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        """In one county, which takes long to build, for each of its readers."""
        await fold(reporting_engine, [*small_county(), veteran_registered(YANGYING, date(2019, 3, 1))])
        await (await browser_for()).post("/reporting/snapshots/new", data={"as_of": "2019-04-30"})
        await issued(reporting_engine)
        issuing = given_work(reporting_engine, given_caller(Role.CENTRE_STAFF), MAY_13)
        await issue_slip(issuing, code_of(SHIAN), matter="venue", demand="悬挂标牌")
        await given_progress(reporting_engine)
        await issued_bulletin(reporting_engine, (await drafted(reporting_engine)).bulletin_id)
        await drafted(reporting_engine, date(2019, 5, 1), MAY_13)
        said = EditionContent("四月登记情况", date(2019, 4, 1), date(2019, 4, 30), ("F01",), "登记平稳。")
        note = (await draft(issuing, said)).briefing_id
        await issue_briefing(given_work(reporting_engine, LEADER, MAY_13), note)
        await load_paper_form(issuing, "slip", msgspec.structs.replace(SLIP.zh_words, word="新退役督"))
        for role, path in READERS:
            opened = await crawled(await browser_for(role, path), "/reporting/county", below="/reporting/")
            assert {link: status for link, status in opened.items() if status != 200} == {}, (role, path)
            assert len(opened) > 10, (role, path)
