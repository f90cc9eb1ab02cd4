"""What records of deaths rest on, and why they are revoked."""

from collections.abc import Mapping

from shared.events.codes import DEATH_REVOCATION_REASON, DEATH_SOURCE
from shared.language import Named

SOURCES: Mapping[str, Named] = DEATH_SOURCE.by_code()
REASONS: Mapping[str, Named] = DEATH_REVOCATION_REASON.by_code()
