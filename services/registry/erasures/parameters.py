"""What allows an erasure, and how proposals end."""

from collections.abc import Mapping
from enum import StrEnum

from shared.events.privacy_codes import ERASURE_GROUND
from shared.language import Named


class Ground(StrEnum):
    """A word of the code list erasure-ground."""

    RETENTION_ENDED = "retention-ended"
    DEREGISTERED = "deregistered"


GROUNDS: Mapping[str, Named] = ERASURE_GROUND.by_code()
ERASED = "erased"
OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(ERASED, "已删除", "erased"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
FILE_NUMBER_LENGTH = 8
"""How much of the end of a file's number whoever confirms types."""
