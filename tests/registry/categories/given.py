"""A category that somebody applies for, and what its three levels say."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import apply_for_category, change_category, give_category_opinion
from services.registry.categories.commands.applying import Application, Applied
from services.registry.categories.domain.deciding import recognising
from services.registry.categories.domain.terms import Change, Recognition
from services.registry.categories.parameters import Act
from shared.approval import Agreed, Refused, Returned, Statement
from shared.command import Work
from shared.privacy.personal import Personal
from tests.registry.given import KEYRING, TODAY
from tests.registry.registrations.given import centre, room, station

CERTIFICATE = "豫优字第0042号"
DOCUMENT = "个人档案第3页"
SINCE = date(2019, 4, 1)
TERMS = Recognition(SINCE, has_benefit=True, clause="pension-2019-53")
RECOGNISES = recognising(TERMS)
AGREES = Agreed("材料齐全")
RETURNS = Returned("evidence-missing", "请补交证明")
REFUSES = Refused("no-record-in-file", "pension-2019-53", "档案中查无记载")


async def applying(work: Work, veteran_id: UUID, category: str = "42", **more: Any) -> Applied:
    """Evidence is handed in."""
    version = more.pop("version", None)
    said = {"evidence_kind": "personal-file", "document": DOCUMENT, "certificate": Personal(CERTIFICATE), **more}
    return await apply_for_category(work, veteran_id, Application(category, **said), keyring=KEYRING, version=version)


async def saying(work: Work, holding_id: UUID, said: Statement, version: int | None = None) -> str:
    return await give_category_opinion(work, holding_id, said, keyring=KEYRING, version=version)


async def given_recognised(
    engine: AsyncEngine, veteran_id: UUID, category: str = "42", *, terms: Recognition = TERMS
) -> UUID:
    """Somebody whom a room, its station and the centre agreed to recognise."""
    holding_id = (await applying(room(engine), veteran_id, category)).holding_id
    await saying(station(engine), holding_id, AGREES)
    await saying(centre(engine), holding_id, recognising(terms))
    return holding_id


async def changing(
    work: Work, holding_id: UUID, act: Act, reason: str, on: date = TODAY, version: int | None = None
) -> int:
    return await change_category(work, holding_id, Change(act, reason, on, "新退役军人〔2019〕7号"), version=version)


async def given_categories(engine: AsyncEngine, veteran_id: UUID) -> None:
    """One that was recognised and is suspended, another of which something is missing."""
    recognised = await given_recognised(engine, veteran_id)
    await changing(centre(engine), recognised, Act.SUSPEND, "under-review")
    lacking = await applying(room(engine), veteran_id, "11")
    await saying(station(engine), lacking.holding_id, RETURNS)
