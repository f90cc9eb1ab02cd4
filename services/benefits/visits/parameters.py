"""Occasions of visits."""

from collections.abc import Mapping

from shared.events.visit_codes import VISIT_LEVEL, VISIT_MISS, VISIT_OCCASION
from shared.language import Named

OCCASIONS, LEVELS, MISSES = VISIT_OCCASION.by_code(), VISIT_LEVEL.by_code(), VISIT_MISS.by_code()
SPRING_FESTIVAL, ARMY_DAY, BEREAVEMENT = "spring-festival", "army-day", "bereavement"
FESTIVALS: Mapping[str, Named] = {code: OCCASIONS[code] for code in (SPRING_FESTIVAL, ARMY_DAY)}
"""On which everybody is visited, each level once a year: so it can be said who was not visited yet."""
DAYS_OF_VISITS = 20
"""Visits before the Spring Festival are planned for so many days before New Year's Eve."""
KNOWN_BEFORE = frozenset({"deceased", "moved"})
"""Why a visit is known to fail before its day."""
FIRST_YEAR, LAST_YEAR = 2010, 2050
"""Years whose Spring Festival is known."""
