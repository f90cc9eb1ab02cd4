"""A merge is told while consumers lag: both files were approved for the same meanwhile. One of the two is paid."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.batches.commands import propose_payment_batch
from services.benefits.batches.tables import PAYMENT
from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import ENTITLEMENT
from tests.benefits.given import ROOM, given_learned, keyring
from tests.benefits.payments.given import given_county_pays, given_veteran, granted
from tests.given import given_work
from tests.lives import veterans_merged


async def test_both_were_approved_before_it_was_told_and_one_is_paid(benefits_engine: AsyncEngine) -> None:
    await given_county_pays(benefits_engine)
    surviving, merged = [await given_veteran(benefits_engine) for _ in range(2)]
    for each in (surviving, merged):
        await granted(benefits_engine, each)
    on = date(2019, 4, 20)
    await given_learned(benefits_engine, [veterans_merged(ROOM, on, merged_id=merged, surviving_id=surviving)])
    work = given_work(benefits_engine)
    batch = await propose_payment_batch(work, month=Month(2019, 5), document="发放表", keyring=keyring())
    async with benefits_engine.connect() as connection:
        paid = select(ENTITLEMENT.c.entitlement_id, PAYMENT.c.month).select_from(PAYMENT.join(ENTITLEMENT))
        rows = (await connection.execute(paid.where(PAYMENT.c.batch_id == batch))).all()
    assert sorted(row.month for row in rows) == [date(2019, 4, 1), date(2019, 5, 1)]
    assert len({row.entitlement_id for row in rows}) == 1
