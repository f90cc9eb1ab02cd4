"""The demo county's programmes, and what is applied for, as the demo asks for them over HTTP: each once."""

from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.demo.accounts import LEADER, SECOND, Later
from deploy.demo.benefits import Register, first_rooms
from deploy.demo.client import Addresses, Client
from deploy.demo.county import CENTRE, read_county
from deploy.demo.hardship import load_hardship_aid
from deploy.demo.jobs import APPLICANTS, load_jobs
from deploy.demo.payments import FILE, Hands, load_payments
from deploy.demo.programmes import AMOUNTS, PROGRAMMES, load_programmes
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.conftest import ClientOf
from tests.benefits.given import given_learned, unit_established, veteran_registered


class Known(Register):
    """Whoever applies has a file."""

    def __init__(self, ids: dict[str, UUID]) -> None:
        self.ids = ids

    def at(self, places: Any) -> list[str]:
        return [str(self.ids[code]) for code, _ in places]


async def test_are_all_in_force_and_loading_again_adds_none(
    benefits_engine: AsyncEngine, client_of: ClientOf, tmp_path: Path
) -> None:
    county = read_county()
    parents = {room.code: room.parent for room in county.rooms}
    ids = {code: new_id() for code in first_rooms(county)}
    files = [veteran_registered(own, f"{CENTRE}.{parents[code]}.{code}") for code, own in ids.items()]
    await given_learned(benefits_engine, [unit_established(CENTRE), *files])

    async def client(role: Role) -> Client:
        http = await client_of(role)
        return Client(http, Addresses({"benefits": ""}, {}))

    clerk, second, leader = [await client(role) for role in (Role.CENTRE_STAFF, Role.CENTRE_STAFF, Role.BUREAU_LEADER)]
    hands = Hands(clerk, Later(second, tmp_path, SECOND, second), Later(leader, tmp_path, LEADER, leader), tmp_path)
    for _ in range(2):
        await load_programmes(clerk, Later(leader, tmp_path, LEADER, leader))
        await load_hardship_aid(clerk, county, Known(ids))
        await load_jobs(clerk, county, Known(ids))
        await load_payments(hands, county, Known(ids))
    in_force = [each["programme_code"] async for each in clerk.items("benefits", "/programmes")]
    assert sorted(in_force) == sorted(PROGRAMMES)
    assert len([each async for each in clerk.items("benefits", "/amounts")]) == len(AMOUNTS)
    applied = [each async for each in clerk.items("benefits", "/applications", programme="hardship-aid")]
    assert Counter((each["hardship_kind"], each["waits_for"]) for each in applied) == {
        (kind, "room"): 8 for kind in ("living", "medical", "housing", "other")
    }
    [batch] = [each async for each in clerk.items("benefits", "/payments/batches")]
    assert (batch["outcome"], batch["payments"], batch["fen"], batch["held_back"]) == ("released", 4, 410_050, 0)
    paid = [each async for each in clerk.items("benefits", f"/payments/batches/{batch['batch_id']}/payments")]
    assert Counter(each["outcome"] for each in paid) == {"paid": 3, "failed": 1}
    assert (tmp_path / FILE).read_bytes().startswith(b"PK")
    accounts = [each["state"] async for each in clerk.items("benefits", "/payee-accounts")]
    assert Counter(accounts) == {"in-force": 3, "to-check": 1}
    sought = [each["state"] async for each in clerk.items("benefits", "/job-applications")]
    assert Counter(sought) == dict.fromkeys(("applied", "invited", "hired"), APPLICANTS // 3)
    assert len([each async for each in clerk.items("benefits", "/job-postings")]) == 2
