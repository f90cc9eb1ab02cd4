"""Slips are issued, answered, sent back, raised and closed, and who is late is told; what a command refuses."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.slips.commands.overdue import TELL_OVERDUE_SLIPS
from services.reporting.slips.commands.supervising import (
    answer_slip,
    issue_slip,
    raise_slip,
    return_slip,
    settle_slip,
    withdraw_slip,
)
from services.reporting.slips.consumer import SLIPS_FOLLOW
from services.reporting.slips.domain import (
    Slip,
    SlipNotOverdue,
    SlipUnitInvalid,
    SupervisionSlipNotFound,
    WrongSlipState,
)
from services.reporting.slips.tables import SUPERVISION_SLIP_STEP
from services.reporting.units.domain import OrgUnitNotFound
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.command import Transaction, Work, command
from shared.schedule.job import Due
from tests.given import given_caller, given_work
from tests.reporting.daily_reports.given import CLERK, at
from tests.reporting.given import SHIAN, WAIZI, YANGYING, code_of, fold, small_county
from tests.reporting.moves import goes_below
from tests.reporting.schemes.given import told

ISSUED_ON, DUE, LATER = date(2019, 5, 6), date(2019, 5, 9), date(2019, 5, 10)
CENTRE_STAFF = given_caller(Role.CENTRE_STAFF)


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, small_county())


def work(engine: AsyncEngine, caller: Caller = CENTRE_STAFF, day: date = ISSUED_ON) -> Work:
    return given_work(engine, caller, at(10, day=day))


async def issued(engine: AsyncEngine, code: str = code_of(SHIAN)) -> Slip:
    return await issue_slip(work(engine), code, matter="daily-reports", demand="三日内补报四月日报告")


@command
async def _tell(tx: Transaction, day: date) -> None:
    assert await TELL_OVERDUE_SLIPS.run(tx, Due("", at(0, day=day), {})) is None


async def names(engine: AsyncEngine, slip_id: UUID) -> list[str]:
    """What was told of a slip, one after another; its steps are the same."""
    found = await told(engine, str(slip_id))
    own = select(SUPERVISION_SLIP_STEP.c.version).where(SUPERVISION_SLIP_STEP.c.slip_id == slip_id)
    async with engine.connect() as connection:
        steps = sorted(await connection.scalars(own))
    assert steps == [sequence for _, sequence in found] == list(range(1, len(found) + 1))
    return [name.removeprefix("supervision-notice-") for name, _ in found]


class TestSlips:
    async def test_are_answered_sent_back_answered_again_and_settled(self, reporting_engine: AsyncEngine) -> None:
        slip = await issued(reporting_engine)
        assert (slip.due_on, slip.colour) == (DUE, "blue")
        await answer_slip(work(reporting_engine, CLERK, DUE), slip.slip_id, note="已补报")
        again = await return_slip(work(reporting_engine, day=DUE), slip.slip_id, note="仍缺两日")
        assert again.due_on == date(2019, 5, 14)
        await answer_slip(work(reporting_engine, CLERK, LATER), slip.slip_id, note="两日已补报")
        await settle_slip(work(reporting_engine, day=LATER), slip.slip_id, note="符合要求")
        with pytest.raises(WrongSlipState):
            await withdraw_slip(work(reporting_engine, day=LATER), slip.slip_id, note="误发")
        await _tell(work(reporting_engine, day=date(2019, 6, 1)), date(2019, 6, 1))
        found = await names(reporting_engine, slip.slip_id)
        assert found == ["issued", "answered", "returned", "answered", "closed"]

    async def test_are_told_overdue_once_and_raised(self, reporting_engine: AsyncEngine) -> None:
        slip = await issued(reporting_engine)
        demand, note = "立即补报", "逾期未回复"
        with pytest.raises(SlipNotOverdue):
            await raise_slip(work(reporting_engine, day=DUE), slip.slip_id, demand=demand, note=note)
        await _tell(work(reporting_engine, day=DUE), DUE)
        assert await names(reporting_engine, slip.slip_id) == ["issued"]
        for _ in range(2):
            await _tell(work(reporting_engine, day=LATER), LATER)
        assert await names(reporting_engine, slip.slip_id) == ["issued", "overdue"]
        tries = [
            raise_slip(work(reporting_engine, day=LATER), slip.slip_id, demand=demand, note=note) for _ in range(2)
        ]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(each).__name__ for each in found) == ["Slip", "WrongSlipState"]
        [orange] = [each for each in found if isinstance(each, Slip)]
        assert await names(reporting_engine, slip.slip_id) == ["issued", "overdue", "closed"]
        assert (orange.colour, orange.follows, orange.due_on, orange.matter, orange.demand) == (
            "orange", slip.slip_id, date(2019, 5, 15), "daily-reports", "立即补报",
        )  # fmt: skip
        await answer_slip(work(reporting_engine, CLERK, LATER), orange.slip_id, note="已补报")
        red = await raise_slip(
            work(reporting_engine, day=LATER), orange.slip_id, demand="到局说明", note="仍有两日未补"
        )
        assert (red.colour, red.follows) == ("red", orange.slip_id)

    async def test_are_for_stations_and_answered_by_their_own(self, reporting_engine: AsyncEngine) -> None:
        with pytest.raises(SlipUnitInvalid):
            await issued(reporting_engine, code_of(YANGYING))
        with pytest.raises(OrgUnitNotFound):
            await issued(reporting_engine, "411329999")
        slip = await issued(reporting_engine)
        stranger = given_caller(Role.STATION_STAFF, WAIZI)
        with pytest.raises(SupervisionSlipNotFound):
            await answer_slip(work(reporting_engine, stranger), slip.slip_id, note="已补报")
        with pytest.raises(SupervisionSlipNotFound):
            await answer_slip(work(reporting_engine, CLERK), UUID(int=1), note="已补报")
        withdrawn = await withdraw_slip(work(reporting_engine), slip.slip_id, note="误发")
        assert (withdrawn.outcome, await names(reporting_engine, slip.slip_id)) == ("withdrawn", ["issued", "closed"])

    async def test_go_with_their_station_to_another_place(self, reporting_engine: AsyncEngine) -> None:
        slip = await issued(reporting_engine)
        there = await goes_below(reporting_engine, SHIAN, WAIZI, ISSUED_ON, SLIPS_FOLLOW)
        clerk = given_caller(Role.STATION_STAFF, there)
        assert (await answer_slip(work(reporting_engine, clerk), slip.slip_id, note="已补报")).org_path == there
