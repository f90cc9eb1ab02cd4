"""Where the pages of rounds are, and their words."""

from collections.abc import Mapping
from typing import Any

from services.benefits.awards.parameters import (
    AWARDS,
    DISQUALIFICATIONS,
    GROUNDS,
    LEVELS,
    OFFICES,
    STAGES,
    STANDINGS,
    STEPS,
)
from shared.language import Named

LIST = "/benefits/awards"
ONE = LIST + "/{round_id:uuid}"
NOMINATION = ONE + "/nominations/{nomination_id:uuid}"
RUN, NOMINATE, GRANT = "awards.run", "awards.nominate", "awards.grant"
WORDS: Mapping[str, Any] = {
    "awards": AWARDS,
    "levels": LEVELS,
    "stages": STAGES,
    "offices": OFFICES,
    "grounds": GROUNDS,
    "disqualifications": DISQUALIFICATIONS,
    "standings": STANDINGS,
    "steps": STEPS,
    "passing": (Named("true", "通过", "passes"), Named("false", "不通过", "does not pass")),
}
