"""Agreements with merchants of an invented county, and what was told of them."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.merchants.schemas import AGREEMENTS
from shared.entries.commands import record_entry, take_step
from shared.outbox.tables import OUTBOX
from tests.benefits.given import given_learned, unit_established
from tests.given import CENTRE, given_work

DEFINITION = AGREEMENTS.definition
DOCUMENT = "优惠协议第1号"
INTENTION = {
    "org_code": CENTRE, "shop": "新兴驾校", "address": "朝阳路一号", "industry": "driving",
    "intended_on": "2019-03-11", "document": DOCUMENT,
}  # fmt: skip
TERMS: dict[str, Any] = {
    "base": "lowest-price", "rate_bp": 1_000, "subject": "family", "most_each": None, "period": None,
    "valid_from": date(2019, 4, 1), "valid_until": None,
}  # fmt: skip
SIGNED, ACTIVE = date(2019, 3, 25), date(2019, 4, 1)


async def given_centre(engine: AsyncEngine) -> None:
    """The centre is known."""
    await given_learned(engine, [unit_established(CENTRE)])


async def given_intention(engine: AsyncEngine, **more: Any) -> UUID:
    """A merchant intends to give a discount, with some of it otherwise."""
    form = AGREEMENTS.form.model_validate({**INTENTION, **more})
    return await record_entry(given_work(engine), DEFINITION, form.facts(), document=form.document)


async def stepping(engine: AsyncEngine, agreement: UUID, step: str, on: date, **said: Any) -> int:
    return await take_step(given_work(engine), DEFINITION, agreement, step, on=on, document=DOCUMENT, said=said)


async def given_agreement(
    engine: AsyncEngine, shop: str = "新兴驾校", *, industry: str = "driving", **terms: Any
) -> UUID:
    """An agreement in force, with some of its terms otherwise."""
    agreement = await given_intention(engine, shop=shop, industry=industry)
    await stepping(engine, agreement, "signature", SIGNED, **{**TERMS, **terms})
    await stepping(engine, agreement, "activation", ACTIVE)
    return agreement


async def told(engine: AsyncEngine, *words: str) -> list[tuple[str, dict[str, Any]]]:
    """What benefits told of agreements or of what has one of these words, in order."""
    wanted = words or ("merchant-",)
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    named = [(row.type.split(".")[-2], msgspec.json.decode(row.payload)) for row in rows]
    return [each for each in named if any(word in each[0] for word in wanted)]
