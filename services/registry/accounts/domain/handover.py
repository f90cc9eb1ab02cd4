"""Whether a slip alone is enough, or a second person hands the account over (pure)."""

from enum import StrEnum


class SlipGround(StrEnum):
    """Who issued a slip: a keeper of accounts; a station, for a person's own affairs; who has the server, at the setup
    or on its console."""

    KEEPER = "keeper"
    STATION = "station"
    SERVER = "server"


def needs_second_person(ground: SlipGround) -> bool:
    """Whoever issued the slip has seen its secret: alone he must not become who holds the account's grants, those it is
    given later included. A station's slip is for an account that is never given more than its holder's own affairs."""
    return ground is SlipGround.KEEPER
