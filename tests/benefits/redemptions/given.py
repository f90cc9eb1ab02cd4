"""A driving school and a house builder, their clerks, and those who come to them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import VETERAN
from services.benefits.redemptions.commands import assign_clerk, show_discount_code
from services.benefits.redemptions.projection import RELATIVES
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.clock import now
from shared.command import Work
from shared.events.registry import FamilyRelationEnded, FamilyRelationRecorded
from shared.ids import new_id
from tests.benefits.given import ROOM, given_delivered, given_learned, keyring, veteran_registered
from tests.benefits.merchants.given import given_agreement, given_centre
from tests.given import CENTRE, given_caller, given_grant, given_work

SURNAME = "张**"
CONTRACT = "新房〔2019〕18号"


@dataclass(frozen=True)
class Town:
    """Persons by what they are to a veteran, and merchants' clerks by their shop."""

    veteran: UUID = field(default_factory=new_id)
    wife: UUID = field(default_factory=new_id)
    grandson: UUID = field(default_factory=new_id)
    former_wife: UUID = field(default_factory=new_id)
    house: UUID = field(default_factory=new_id)
    school: UUID = field(default_factory=new_id)


def relation(veteran: UUID, relative: UUID, kind: str, **more: Any) -> FamilyRelationRecorded:
    return FamilyRelationRecorded(
        relation_id=new_id(), person_id=veteran, relative_person_id=relative, org_path=ROOM, relation=kind, **more
    )


async def given_relations(engine: AsyncEngine, *events: Any) -> None:
    """Registry has told these."""
    async with engine.begin() as connection:
        delivered = [given_delivered(event, offset=place) for place, event in enumerate(events)]
        await RELATIVES.apply(connection, delivered)


async def given_town(engine: AsyncEngine, **terms: Any) -> Town:
    """The house gives 1 % on top of its general offer, once a person; the school 10 % for family. `terms` change those
    of the house."""
    town = Town()
    await given_centre(engine)
    await given_learned(engine, [veteran_registered(town.veteran)])
    former = relation(town.veteran, town.former_wife, "spouse")
    ended = FamilyRelationEnded(
        relation_id=former.relation_id, person_id=town.veteran, relative_person_id=town.former_wife, org_path=ROOM,
        relation="spouse", ended_on=date(2019, 3, 1), reason="divorce",
    )  # fmt: skip
    wife, grandson = relation(town.veteran, town.wife, "spouse"), relation(town.veteran, town.grandson, "grandchild")
    await given_relations(engine, wife, grandson, former, ended)
    of_house: dict[str, Any] = {
        "base": "general-offer-price", "rate_bp": 100, "subject": "veteran", "most_each": 1, "period": "agreement",
    }  # fmt: skip
    of_house = {**of_house, "industry": "housing", **terms}
    for clerk, shop, said in ((town.house, "奥通置业", of_house), (town.school, "新兴驾校", {})):
        agreement = await given_agreement(engine, shop, **said)
        await given_grant(engine, clerk, Role.MERCHANT_CLERK, CENTRE)
        await assign_clerk(given_work(engine), clerk, agreement, document="店员名单")
    return town


async def given_code(engine: AsyncEngine, person: UUID, *, surname: str = SURNAME, work: Work | None = None) -> str:
    """The digits that somebody shows at this moment."""
    asking = work or given_work(engine, now=now())
    shown = await show_discount_code(asking, person, surname=surname, keyring=keyring())
    return shown.digits


async def died(engine: AsyncEngine, person: UUID, on: date) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(VETERAN).where(VETERAN.c.veteran_id == person).values(deceased_on=on))


def clerk_of(account: UUID) -> Caller:
    return given_caller(Role.MERCHANT_CLERK, account_id=account)
