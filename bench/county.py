"""Places and people to write about: the demo county's network, a clerk who may register, forms of invented people."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.access import token_of
from deploy.demo.county import CENTRE, PACK, County, Unit, read_county
from deploy.demo.people import id_number
from services.registry.accounts.tables import ACCOUNT
from services.registry.divisions.commands import import_divisions
from services.registry.network.commands import establish_org_unit
from services.registry.network.domain import HostKind, UnitKind
from services.registry.network.rules import Proposal
from services.registry.settings import Settings
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT
from shared.command import Work
from shared.ids import new_id

ESTABLISHED_ON = date(2018, 10, 1)
FIRST_BIRTHDAY = date(1945, 1, 1)  # of age to enlist in 1979
BIRTHDAYS = 5_400
SERIALS = 980


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody of the centre who may register anybody in the county."""

    account_id: UUID
    token: str

    def work(self, engine: AsyncEngine) -> Work:
        grant = Grant(new_id(), Role.CENTRE_STAFF, CENTRE, "bench")
        return Work(engine, Caller(self.account_id, (grant,), "zh-CN", "127.0.0.1"), datetime.now(UTC))


async def establish(engine: AsyncEngine, settings: Settings) -> tuple[County, Clerk]:
    """Divisions, network and a clerk, by the registry's own commands."""
    county, clerk = read_county(), _clerk(settings)
    work = clerk.work(engine)
    await import_divisions(work, content=(PACK / "divisions.csv").read_bytes())
    for unit in (county.centre, *county.stations, *county.rooms):
        await establish_org_unit(work, _proposal(unit))
    row = {
        "grant_id": new_id(),
        "account_id": clerk.account_id,
        "role": Role.CENTRE_STAFF,
        "org_path": CENTRE,
        "purpose": "bench",
        "valid_from": datetime(2018, 10, 1, tzinfo=UTC),
    }
    account = {
        "account_id": clerk.account_id,
        "username": "bench",
        "display_name": "办事员",
        "created_at": row["valid_from"],
    }
    async with engine.begin() as connection:
        await connection.execute(insert(ACCOUNT), account)
        await connection.execute(insert(ACCESS_GRANT), row)
    return county, clerk


def forms(county: County) -> Iterator[dict[str, object]]:
    """Forms as the counter fills them in, never the same person twice, going from room to room."""
    rooms = county.village_rooms
    for number in itertools.count():
        room = rooms[number % len(rooms)]
        yield form_of(number, room)


def form_of(number: int, room: Unit) -> dict[str, object]:
    born_on = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    return {
        "id_number": id_number(born_on, serial=1 + number // BIRTHDAYS % SERIALS),
        "name": "张卫国",
        "domicile_code": room.division,
        "domicile_address": "河南省南阳市新野县某镇某村某组",
        "residence_code": room.division,
        "mobile": f"199{number % 100_000_000:08}",
        "political_code": "01",
        "education_code": "40",
        "bank_account": f"62170000{number:011}",
        "enlisted_on": "1979-12",
        "discharged_on": "1983-12-01",
        "category_codes": ["51"],
        "org_code": room.code,
        "registered_on": "2019-04-30",
        "synthetic": True,
    }


def _clerk(settings: Settings) -> Clerk:
    account_id = new_id()
    return Clerk(account_id, token_of(settings, account_id))


def _proposal(unit: Unit) -> Proposal:
    kind, host_kind = UnitKind(unit.kind), HostKind(unit.host_kind)
    return Proposal(unit.code, kind, host_kind, unit.name, unit.parent, unit.division, ESTABLISHED_ON)
