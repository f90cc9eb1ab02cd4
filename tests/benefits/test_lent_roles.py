"""Who lends a role and who it is lent to are one, where two persons look at something."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.batches.commands import propose_payment_batch, refuse_payment_batch, release_payment_batch
from services.benefits.batches.queries import PROPOSED
from services.benefits.overpayments.commands import (
    Returned,
    confirm_recovery,
    identify_overpayment,
    record_recovery,
    write_off_overpayment,
)
from services.benefits.overpayments.domain import IdentifiedByOneself, RecordedByOneself
from services.benefits.overpayments.tables import RECOVERY
from services.benefits.payments.commands.changing import Change, end_entitlement
from services.benefits.payments.domain.months import Month
from shared.approval.listed import WantedProposals
from shared.approval.proposal import ProposedByOneself
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.command import Work
from shared.http.dependencies import Reading
from shared.ids import new_id
from tests.benefits.given import keyring
from tests.benefits.payments.given import given_county_pays, given_veteran, granted
from tests.given import CENTRE, given_work


@dataclass(frozen=True, slots=True)
class Hands:
    """Of the centre: somebody, who stands in for him, and another one."""

    lender: Work
    deputy: Work
    another: Work


@pytest.fixture
def hands(benefits_engine: AsyncEngine) -> Hands:
    def work(account: UUID, lender: UUID | None = None) -> Work:
        return given_work(
            benefits_engine, Caller(account, (Grant(new_id(), Role.CENTRE_STAFF, CENTRE, "测试", lender),))
        )

    lender = new_id()
    return Hands(work(lender), work(new_id(), lender), work(new_id()))


@pytest.fixture
async def entitlement(benefits_engine: AsyncEngine) -> UUID:
    await given_county_pays(benefits_engine)
    return await granted(benefits_engine, await given_veteran(benefits_engine))


async def waiting(work: Work) -> int:
    """How many batches wait for him."""
    async with work.engine.connect() as connection:
        reading = Reading(connection, work.caller, work.now)
        return await PROPOSED.count(reading, WantedProposals(None, mine=True))


async def test_nobody_releases_what_was_proposed_in_his_stead(hands: Hands, entitlement: UUID) -> None:
    told: dict[str, Any] = {"month": Month(2019, 5), "document": "发放表", "keyring": keyring()}
    batch = await propose_payment_batch(hands.deputy, **told)
    for own in (hands.lender, hands.deputy):
        with pytest.raises(ProposedByOneself):
            await release_payment_batch(own, batch, keyring=keyring())
        with pytest.raises(ProposedByOneself):
            await refuse_payment_batch(own, batch, note="不符")
    assert [await waiting(each) for each in (hands.lender, hands.deputy, hands.another)] == [0, 0, 1]
    await refuse_payment_batch(hands.another, batch, note="重新提出")
    again = await propose_payment_batch(hands.lender, **told)
    with pytest.raises(ProposedByOneself):
        await release_payment_batch(hands.deputy, again, keyring=keyring())
    await release_payment_batch(hands.another, again, keyring=keyring())


async def test_a_large_sum_that_came_back_is_added_up_and_confirmed_as_if_they_were_one(
    benefits_engine: AsyncEngine, hands: Hands, entitlement: UUID
) -> None:
    await set_amount(
        hands.another, table="recovery-alone", key="", since=date(2019, 1, 1), value=50_000, source="县财务制度"
    )  # fmt: skip
    batch = await propose_payment_batch(hands.another, month=Month(2019, 6), document="发放表", keyring=keyring())
    await release_payment_batch(hands.lender, batch, keyring=keyring())
    await end_entitlement(hands.another, entitlement, Change(Month(2019, 4), "condition-not-met", "核查通知"))
    owed = await identify_overpayment(hands.deputy, entitlement, document="追缴通知", keyring=keyring())
    made = [
        await record_recovery(work, owed, Returned(fen, "by-family", date(2019, 7, 1), "收据"))
        for work, fen in ((hands.lender, 30_000), (hands.deputy, 20_001), (hands.another, 30_000))
    ]
    async with benefits_engine.connect() as connection:
        found = await connection.execute(select(RECOVERY.c.recovery_id, RECOVERY.c.is_large))
    large = {row.recovery_id: row.is_large for row in found}
    assert [large[each] for each in made] == [False, True, False]
    for own in (hands.lender, hands.deputy):
        with pytest.raises(RecordedByOneself):
            await confirm_recovery(own, owed, made[1])
    await confirm_recovery(hands.another, owed, made[1])
    with pytest.raises(IdentifiedByOneself):
        await write_off_overpayment(hands.lender, owed, document="批示")
    await write_off_overpayment(hands.another, owed, document="批示")
