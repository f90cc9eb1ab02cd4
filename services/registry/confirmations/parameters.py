"""How somebody made sure, what came of it, and why a record is revoked."""

from collections.abc import Mapping

from shared.events.person_codes import CONFIRMATION_METHOD, CONFIRMATION_RESULT, CONFIRMATION_REVOCATION
from shared.language import Named

METHODS: Mapping[str, Named] = CONFIRMATION_METHOD.by_code()
RESULTS: Mapping[str, Named] = CONFIRMATION_RESULT.by_code()
REVOCATIONS: Mapping[str, Named] = CONFIRMATION_REVOCATION.by_code()
# What a record that the year was missed is ended with when the person is confirmed after all.
CONFIRMED_LATE = "confirmed-late"
# Those that people choose.
REASONS = tuple(each for each in REVOCATIONS.values() if each.code != CONFIRMED_LATE)
