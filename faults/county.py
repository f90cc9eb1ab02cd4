"""A county small enough to be set up in a second: a centre, two township stations, four village rooms each."""

from secrets import token_urlsafe

from deploy.demo.accounts import give_grant, open_account, sign_in
from deploy.demo.client import Client
from deploy.demo.county import CENTRE, County, read_county
from deploy.demo.load import load_divisions, load_network, load_party
from faults.material import ROOM_CLERK, STATION_CLERK
from faults.person_intents import LONG_AGO

STATIONS = 2
ROOMS_PER_STATION = 4
# An erasure waits half a year from the day on which the death was recorded, and no load runs as long: in the databases
# of experiments who has died long ago was recorded as dead long ago.
RECORDED_LONG_AGO = f"""
    CREATE FUNCTION record_long_ago() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.recorded_at := NEW.died_on + 1; RETURN NEW; END $$;
    CREATE TRIGGER record_long_ago BEFORE INSERT ON death
    FOR EACH ROW WHEN (NEW.died_on <= '{LONG_AGO}') EXECUTE FUNCTION record_long_ago();
    CREATE FUNCTION known_long_ago() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.known_from := NEW.ended_on + 1; RETURN NEW; END $$;
    CREATE TRIGGER known_long_ago BEFORE UPDATE ON recipient
    FOR EACH ROW WHEN (NEW.ended_on <= '{LONG_AGO}') EXECUTE FUNCTION known_long_ago();
"""


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


async def open_counters(public: Client, administrator: Client, security: Client, leader: Client) -> dict[str, Client]:
    """Those who hand in and who verify, by user name: for every room and station of the county."""
    opened = {}
    for username, role in ((ROOM_CLERK, "room-staff"), (STATION_CLERK, "station-staff")):
        password = token_urlsafe(18)
        account = {"username": username, "display_name": "试验窗口"}
        account_id = await open_account(administrator, security, account, password)
        grant = {"account_id": account_id, "role": role, "org_code": CENTRE, "purpose": "experiment"}
        await give_grant(security, leader, grant)
        opened[username] = await sign_in(public, username, password)
    return opened


async def set_up(clerk: Client, county: County) -> None:
    """Divisions, service network and its Party organisations, through the public APIs."""
    await load_divisions(clerk)
    await load_network(clerk, county)
    await load_party(clerk, county)
