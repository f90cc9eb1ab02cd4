"""The levels of the network that a chain asks, and who speaks for which."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.auth.caller import Caller
from shared.auth.roles import Role

ROOM, STATION, CENTRE = "room", "station", "centre"

# With which role somebody speaks for a level, for the unit of his grant.
SPEAKS_FOR: Mapping[str, Role] = {
    ROOM: Role.ROOM_STAFF,
    STATION: Role.STATION_STAFF,
    CENTRE: Role.CENTRE_STAFF,
}


def speaking_for(caller: Caller, level: str) -> Caller:
    """The caller with what he may do as staff of that level."""
    return replace(caller, grants=tuple(grant for grant in caller.grants if grant.role is SPEAKS_FOR[level]))


def levels_of(caller: Caller, org_path: str) -> Sequence[str]:
    """The levels that the caller speaks for where this unit is responsible, in the order of the chain."""
    return [level for level in SPEAKS_FOR if speaking_for(caller, level).covers(org_path)]
