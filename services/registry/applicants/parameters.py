"""The stages of an application in their order, each with the column that holds its day."""

from dataclasses import dataclass

from shared.events.party_codes import PARTY_APPLICATION_END, PARTY_APPLICATION_STAGE
from shared.language import Named, Text

SUBMITTED, PROBATIONARY, FULL = "submitted", "probationary", "full"
# Why an application ended: entered wrongly; and what ends it without anybody saying so.
IN_ERROR, DECEASED, DEREGISTERED, MOVED_AWAY = "entered-in-error", "deceased", "deregistered", "moved-away"


@dataclass(frozen=True, slots=True)
class Stage:
    """`day`: the name of the column, and of the field of forms."""

    code: str
    day: str
    words: Named


STAGE_WORDS = PARTY_APPLICATION_STAGE.by_code()
STAGES = tuple(
    Stage(code, day, STAGE_WORDS[code])
    for code, day in (
        (SUBMITTED, "submitted_on"),
        ("activist", "activist_on"),
        ("development-target", "target_on"),
        (PROBATIONARY, "probationary_on"),
        (FULL, "full_on"),
    )
)
STAGE = {stage.code: stage for stage in STAGES}
DAYS = tuple(stage.day for stage in STAGES)
# What lists are asked for: a stage, or where an application stands.
STATES = {
    "open": Text("在办", "open"),
    "admitted": Text("已接收", "admitted"),
    "ended": Text("已终止", "ended"),
}
ENDS = PARTY_APPLICATION_END.by_code()
# Those that somebody says; the others follow from what is done with the file.
SAID = {code: word for code, word in ENDS.items() if code not in {DECEASED, DEREGISTERED, MOVED_AWAY}}
