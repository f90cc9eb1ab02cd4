"""The papers of a file, and which of them every file must hold."""

from collections.abc import Mapping

from shared.events.person_codes import ARCHIVE_PAPER
from shared.language import Named

PAPERS: Mapping[str, Named] = ARCHIVE_PAPER.by_code()
# The others are of those alone who joined the Party or the League, were promoted, rewarded, disabled or paid.
REQUIRED = frozenset({"enlistment-registration", "political-review", "medical-examination", "discharge-registration"})
