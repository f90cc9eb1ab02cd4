"""A county small enough to be set up in a second: a centre, two township stations, four village rooms each."""

from deploy.demo.client import Client
from deploy.demo.county import County, read_county
from deploy.demo.load import load_divisions, load_network, load_party

STATIONS = 2
ROOMS_PER_STATION = 4


def small_county() -> County:
    whole = read_county()
    stations = [station for station in whole.stations if station.division][:STATIONS]
    rooms = [
        room
        for station in stations
        for room in [room for room in whole.village_rooms if room.parent == station.code][:ROOMS_PER_STATION]
    ]
    return County(whole.centre, tuple(stations), tuple(rooms))


async def open_grantee(administrator: Client) -> str:
    """The id of an account that grants are given to and taken from."""
    account = {"username": "grantee", "display_name": "试验账号"}
    answer = await administrator.post("registry", "/accounts", account)
    return str(answer["account_id"])


async def set_up(clerk: Client, county: County) -> None:
    """Divisions, service network and its Party organisations, through the public APIs."""
    await load_divisions(clerk)
    await load_network(clerk, county)
    await load_party(clerk, county)
