"""Who works below the centre, and whom they work for."""

from collections.abc import Mapping
from typing import Any

from deploy.demo.accounts import ADMINISTRATOR, LEADER, SECURITY, give_grant, open_account, sign_in
from deploy.demo.client import Client
from deploy.demo.county import CENTRE, County, Unit, read_county
from deploy.demo.flow import wait_until_drained
from deploy.demo.people import Person, people

PASSWORD = "eleven words are enough for anybody"
STATION_CLERK, ROOM_CLERK, MEDIATOR, SHOP_CLERK = "station-clerk", "room-clerk", "mediator", "shop-clerk"


def first_station(county: County) -> Unit:
    """The station that the county of these tests has, with its first rooms."""
    return county.stations[0]


def first_room(county: County) -> Unit:
    """Its first room."""
    return next(room for room in county.rooms if room.parent == first_station(county).code)


async def given_staff(public: Client, clients: Mapping[str, Client]) -> dict[str, Client]:
    """By user name: a clerk of a station, a clerk and a mediator of its first room, a merchant's clerk; signed in."""
    county = read_county()
    station, room = first_station(county).code, first_room(county).code
    posts = {
        STATION_CLERK: ("镇站经办人", "station-staff", station),
        ROOM_CLERK: ("村室经办人", "room-staff", room),
        MEDIATOR: ("村调解员", "mediator", room),
        SHOP_CLERK: ("商家店员", "merchant-clerk", CENTRE),
    }
    keeper, security = clients[ADMINISTRATOR], clients[SECURITY]
    for name, (shown, role, unit) in posts.items():
        account = await open_account(keeper, security, {"username": name, "display_name": shown}, PASSWORD)
        grant = {"account_id": account, "role": role, "org_code": unit, "purpose": "岗位职责"}
        await give_grant(security, clients[LEADER], grant)
    return {name: await sign_in(public, name, PASSWORD) for name in posts}


def invented(count: int, first: int = 0) -> list[Person]:
    """So many people of the first room, each another one."""
    county = read_county()
    own = [person for person in people(county) if person.room == first_room(county)]
    return own[first : first + count]


async def given_veteran(clerk: Client, person: Person) -> str:
    """The id of a person, registered as at the counter, whom every service knows."""
    form: dict[str, Any] = {
        "id_number": person.id_number,
        "name": person.name,
        "domicile_code": person.room.division,
        "org_code": person.room.code,
        "political_code": "01",
        "discharged_on": person.discharged_on.isoformat(),
        "synthetic": True,
    }
    registered = await clerk.post("registry", "/veterans", form)
    await wait_until_drained(clerk.http, clerk.addresses.workers)
    return str(registered["veteran_id"])


async def given_mediator(clerk: Client, person: Person) -> str:
    """The id of a person who mediates."""
    veteran = await given_veteran(clerk, person)
    term = {"kind": "mediator", "org_code": person.room.code, "assumed_on": "2019-02-01", "source": "村委会决议"}
    await clerk.post("registry", f"/veterans/{veteran}/social-roles", term)
    await wait_until_drained(clerk.http, clerk.addresses.workers)
    return veteran
