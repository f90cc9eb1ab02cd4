"""How long decisions about persons may be challenged."""

CHALLENGE_MONTHS = 6
"""行政诉讼法 art 46: so long after a decision it may be challenged in court, and what it rests on is needed."""
