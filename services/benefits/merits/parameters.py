"""Which award is delivered by whom."""

from collections.abc import Mapping
from datetime import date

from shared.events.honour_codes import MERIT, MERIT_CEREMONY, MERIT_LEVEL, MERIT_RETURN

MERITS, LEVELS = MERIT.by_code(), MERIT_LEVEL.by_code()
CEREMONIES, RETURNS = MERIT_CEREMONY.by_code(), MERIT_RETURN.by_code()
RULE_SINCE = date(2020, 12, 21)
"""立功受奖军人家庭送喜报工作办法, in force since that day. What was received before was delivered as was the custom."""
DELIVERED_BY: Mapping[str, str] = {
    "august-first-medal": "province",
    "honorary-title": "province",
    "first-class": "city",
    "second-class": "county",
    "third-class": "county",
}
"""By the award, the lowest level that delivers its bulletin under that rule."""
