"""What levels may say of a registration, and why."""

from collections.abc import Mapping

from shared.approval import Outcome
from shared.events.codes import APPROVAL_OUTCOME, ORG_UNIT_KIND, REGISTRATION_RETURN_REASON
from shared.language import Named

OUTCOMES: Mapping[str, Named] = APPROVAL_OUTCOME.by_code()
REASONS: Mapping[str, Named] = REGISTRATION_RETURN_REASON.by_code()
LEVELS: Mapping[str, Named] = ORG_UNIT_KIND.by_code()
_CODES_FOR: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.SUPPLEMENT: ("evidence-missing", "evidence-unclear", "details-differ"),
    Outcome.REFUSE: ("wrong-unit", "not-a-veteran", "false-evidence", "domicile-elsewhere"),
}
REASONS_FOR: Mapping[Outcome, Mapping[str, Named]] = {
    outcome: {code: REASONS[code] for code in codes} for outcome, codes in _CODES_FOR.items()
}
