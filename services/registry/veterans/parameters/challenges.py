"""How long decisions about persons may be challenged in court, and what they rest on is needed."""

from datetime import date

from shared.rule import Limit, Period

CHALLENGE = Limit(6, "challenge-months", "行政诉讼法 art 46", Period(date(2015, 5, 1), None))
CHALLENGE_MONTHS = CHALLENGE.number
