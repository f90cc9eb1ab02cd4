"""Who works in the county besides the demo's clerk: a second person at the centre, and some stations and rooms."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.demo.accounts import Founders, sign_in
from deploy.demo.client import Client, for_each
from deploy.demo.county import CENTRE
from deploy.demo.lives.acts import Level
from deploy.demo.lives.county import Ground

ROLES: Mapping[Level, str] = {"room": "room-staff", "station": "station-staff", "centre": "centre-staff"}


@dataclass(frozen=True)
class Staff:
    """`clerk` and `second` are the centre's, `leader` the bureau's; the others by the code of their unit."""

    clerk: Client
    second: Client
    leader: Client
    stations: Mapping[str, Client]
    rooms: Mapping[str, Client]

    def at(self, level: Level, room: str, station: str) -> Client:
        """Who speaks for a level where this room is responsible."""
        return {"room": self.rooms.get(room), "station": self.stations.get(station)}.get(level) or self.clerk


async def open_staff(public: Client, founders: Founders, clerk: Client, ground: Ground) -> Staff:
    """All of them let in, and signed in. Their passwords are written down nowhere: nobody signs in as them later."""
    wanted: list[tuple[Level, str]] = [("centre", CENTRE)]
    wanted += [("station", code) for code in ground.staffed_stations]
    wanted += [("room", code) for code in ground.staffed_rooms]

    async def let_in(place: tuple[Level, str]) -> Client:
        level, code = place
        username, password = f"lives-{level}-{code.lower()}", secrets.token_urlsafe(18)
        account = {"username": username, "display_name": f"示例经办人（{code}）"}
        grant = {"role": ROLES[level], "org_code": code, "purpose": "a lived year"}
        await founders.let_in(account, password, [grant])
        return await sign_in(public, username, password)

    second, *others = await for_each(wanted, let_in)
    by_place = dict(zip(wanted[1:], others, strict=True))
    stations = {code: client for (level, code), client in by_place.items() if level == "station"}
    rooms = {code: client for (level, code), client in by_place.items() if level == "room"}
    return Staff(clerk, second, founders.leader, stations, rooms)
