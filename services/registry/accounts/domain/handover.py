"""Whether a slip alone is enough, or a second person hands the account over (pure)."""

from collections.abc import Collection
from enum import StrEnum

from shared.auth.roles import Role


class SlipGround(StrEnum):
    """Who issued a slip: a keeper of accounts; a station, for a person's own affairs; who has the server, at the setup
    or on its console."""

    KEEPER = "keeper"
    STATION = "station"
    SERVER = "server"


def needs_second_person(ground: SlipGround, held: Collection[str]) -> bool:
    """`held` are the roles that the account holds or will hold when the slip is used. Whoever issued the slip has seen
    its secret: alone he must not become who holds them."""
    match ground:
        case SlipGround.KEEPER:
            return bool(held)
        case SlipGround.STATION:
            return bool(set(held) - {Role.VETERAN})
        case SlipGround.SERVER:
            return False
