"""Who lends a role and who it is lent to are one: neither looks at what the other wrote, nor takes back what he did."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.account_holders.commands import name_account_holder, remove_account_holder
from services.registry.account_holders.domain import HolderRemovedByOneself
from services.registry.branch_life.commands import (
    accept_branch_record,
    correct_branch_record,
    record_branch_meeting,
    return_branch_record,
    submit_branch_record,
)
from services.registry.branch_life.domain import OwnRecord, Sheet
from services.registry.party.commands import dissolve_party_organisation, revoke_party_dissolution
from services.registry.party.domain import DissolvedByOneself, PartyKind
from services.registry.reorganisations.commands import (
    begin_org_unit_closing,
    close_org_unit,
    move_holdings,
    move_org_unit,
    revoke_org_unit_closure,
    revoke_org_unit_move,
    take_holdings_back,
)
from services.registry.reorganisations.domain import ClosedByOneself, HandedOverByOneself, MovedByOneself
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from tests.browsers import links_of
from tests.given import given_grant
from tests.registry.conftest import BrowserOf
from tests.registry.given import (
    CENTRE_CODE,
    given_account,
    given_deputy,
    given_network,
    given_party,
    given_work,
)
from tests.registry.persons import given_veteran
from tests.registry.reorganisations.given import given_answers
from tests.registry.reorganisations.test_holdings import HANDOVER, carried

BRANCH, ROOM, STATION, OTHER = "411329104-DZB", "411329104210", "411329104", "411329105"
APRIL = date(2019, 4, 10)
MET = Sheet("committee-meeting", date(2019, 4, 28), "服务站", 5, 5, "学习文件")
ENDED: dict[str, Any] = {
    "dissolved_on": APRIL, "reason": "reorganised", "document": "批复", "held": (), "lasted": (),
}  # fmt: skip


@pytest.fixture(autouse=True)
async def _network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, STATION)


@pytest.fixture
def lender(registry_engine: AsyncEngine) -> Work:
    return given_work(registry_engine)


async def must_be_done_by_another(lender: Work, done: Callable[[Work], Awaitable[object]], refusal: Any) -> None:
    """Than him in whose stead it was done; nor does another who stands in for him."""
    for own in (lender, given_deputy(lender)):
        with pytest.raises(refusal):
            await done(own)
    await done(given_work(lender.engine))


async def test_who_recorded_a_meeting_in_somebodys_stead_leaves_it_to_another(lender: Work) -> None:
    recorded = (await record_branch_meeting(given_deputy(lender), BRANCH, MET)).record_id
    await must_be_done_by_another(
        lender, lambda work: return_branch_record(work, recorded, reason="incomplete", note="请补充"), OwnRecord
    )
    await correct_branch_record(given_work(lender.engine), recorded, replace(MET, agenda="议题"), reason="有误")
    await must_be_done_by_another(lender, lambda work: accept_branch_record(work, recorded), OwnRecord)
    later = replace(MET, held_on=date(2019, 4, 29))
    draft = (await record_branch_meeting(given_work(lender.engine), BRANCH, later, draft=True)).record_id
    await submit_branch_record(given_deputy(lender), draft)
    await must_be_done_by_another(lender, lambda work: accept_branch_record(work, draft), OwnRecord)


async def test_nobody_takes_back_that_his_deputy_dissolved_a_branch(lender: Work) -> None:
    await dissolve_party_organisation(given_deputy(lender), BRANCH, **ENDED)
    await must_be_done_by_another(
        lender, lambda work: revoke_party_dissolution(work, BRANCH, document="更正说明"), DissolvedByOneself
    )


async def test_nobody_takes_back_that_his_deputy_moved_a_unit(lender: Work) -> None:
    await given_party(lender.engine, PartyKind.BRANCH, OTHER)
    await move_org_unit(given_deputy(lender), ROOM, parent_code=OTHER, moved_on=APRIL, document="批复")
    await must_be_done_by_another(
        lender, lambda work: revoke_org_unit_move(work, ROOM, document="更正说明"), MovedByOneself
    )


async def test_nobody_takes_back_that_his_deputy_closed_a_unit(lender: Work) -> None:
    deputy = given_deputy(lender)
    await begin_org_unit_closing(given_work(lender.engine), ROOM, document="批复")
    await given_answers(lender.engine, ROOM)
    await close_org_unit(deputy, ROOM, closed_on=date(2019, 4, 28))
    await must_be_done_by_another(
        lender, lambda work: revoke_org_unit_closure(work, ROOM, document="更正说明"), ClosedByOneself
    )


async def test_nobody_takes_back_what_his_deputy_handed_over(registry_engine: AsyncEngine) -> None:
    await given_veteran(registry_engine, registered_on="2019-03-01")
    lender = given_work(registry_engine)
    asked = await move_holdings(given_deputy(lender), ROOM, HANDOVER)
    await carried(registry_engine, asked)
    await must_be_done_by_another(
        lender, lambda work: take_holdings_back(work, ROOM, asked.move_id, document="更正说明"), HandedOverByOneself
    )


async def test_nobody_takes_back_whom_his_deputy_named_as_a_holder(registry_engine: AsyncEngine) -> None:
    person, account = await given_veteran(registry_engine), await given_account(registry_engine)
    lender = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)
    await name_account_holder(given_deputy(lender), account, person_id=person, document="核对记录")
    await must_be_done_by_another(
        lender, lambda work: remove_account_holder(work, account, reason="有误"), HolderRemovedByOneself
    )


async def test_a_page_offers_nobody_what_he_would_be_refused(
    registry_engine: AsyncEngine, browser_of: BrowserOf
) -> None:
    """Neither the review of a record, nor that a dissolution, or a move of a unit, is taken back."""
    work = given_work(registry_engine)
    lender, standing_in = work.caller.account_id, new_id()
    await given_grant(registry_engine, standing_in, Role.CENTRE_STAFF, CENTRE_CODE, on_behalf_of=lender)
    readers = [
        await browser_of(Role.CENTRE_STAFF, account_id=lender),
        await browser_of(Role.VETERAN, account_id=standing_in),
        await browser_of(Role.CENTRE_STAFF),
    ]
    acting = given_deputy(work)
    await given_party(registry_engine, PartyKind.BRANCH, OTHER)
    record = (await record_branch_meeting(acting, BRANCH, MET)).record_id
    await dissolve_party_organisation(acting, f"{OTHER}-DZB", **ENDED)
    await move_org_unit(acting, "411329105200", parent_code=STATION, moved_on=APRIL, document="批复")
    for page, button in (
        (f"/registry/branch-records/{record}", f"/registry/branch-records/{record}/return"),
        (f"/registry/party/{OTHER}-DZB", f"/registry/party/{OTHER}-DZB/dissolution/revocation"),
        ("/registry/network/411329105200", "/registry/network/411329105200/move/revocation"),
    ):
        offered = [button in links_of(await each.get(page)) for each in readers]
        assert offered == [False, False, True], page
