"""Somebody who reads a part of the county from a feed: nothing is kept for subscribers while there is none."""

from deploy.demo.accounts import LEADER, SECURITY, sign_in_as
from faults.arena import Arena
from faults.county import small_county
from shared.clock import local_date, now

FEED = {
    "subscriber": "drill", "types": ["registry.persons"], "until_on": f"{local_date(now())}",
    "purpose": "演练", "legal_basis": "演练",
}  # fmt: skip


async def subscribe(arena: Arena) -> None:
    """To what happens at a station."""
    security, leader = [await sign_in_as(arena.public, arena.site.home, name) for name in (SECURITY, LEADER)]
    wanted = {**FEED, "divisions": [small_county().stations[0].code]}
    proposed = await security.post("registry", "/subscription-proposals", wanted)
    await leader.post("registry", f"/subscription-proposals/{proposed['proposal_id']}/confirmation", {})
