"""What levels may say of a registration, and why."""

from collections.abc import Mapping

from shared.approval import Outcome
from shared.events.codes import APPROVAL_OUTCOME, ORG_UNIT_KIND, REGISTRATION_RETURN_REASON
from shared.language import Named

OUTCOMES: Mapping[str, Named] = APPROVAL_OUTCOME.by_code()
REASONS: Mapping[str, Named] = REGISTRATION_RETURN_REASON.by_code()
LEVELS: Mapping[str, Named] = ORG_UNIT_KIND.by_code()
REASONS_FOR: Mapping[Outcome, frozenset[str]] = {
    Outcome.SUPPLEMENT: frozenset({"evidence-missing", "evidence-unclear", "details-differ"}),
    Outcome.REFUSE: frozenset({"wrong-unit", "not-a-veteran", "false-evidence", "domicile-elsewhere"}),
}
