"""Which way somebody moves, and why a record of it is revoked."""

from collections.abc import Mapping
from enum import StrEnum

from shared.events.person_codes import TRANSFER_DIRECTION, TRANSFER_REVOCATION_REASON
from shared.language import Named
from shared.rule import Limit


class Direction(StrEnum):
    """Which way."""

    OUT = "out"
    IN = "in"


DIRECTIONS: Mapping[str, Named] = TRANSFER_DIRECTION.by_code()
REASONS: Mapping[str, Named] = TRANSFER_REVOCATION_REASON.by_code()

PAID_AHEAD = Limit(
    12, "paid-ahead-months", "ours: the county of origin pays to the end of a year; further was mistyped"
)

IS_OPEN = (Named("true", "办理中", "under way"), Named("false", "已完成", "completed"))
