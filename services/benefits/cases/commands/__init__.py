"""What can be done to a case, one file per command:

- `opening`     a veteran brings a dispute to a service organisation
- `assignment`  mediators take it over
- `handover`    a mediator leaves, others take his cases over
- `transfer`    its organisation is merged into another one, which takes it over
- `resolution`  it ends, once, with an outcome document
- `withdrawal`  it is given up before that
- `recording`   it was handled before: all of that at once, as a ledger tells it
- `mending`     its end was said wrongly: corrected, or the case reopened
- `disclosure`  its content is read in clear, for a purpose that is kept
- `storage`     the row they all lock and write
"""

from services.benefits.cases.commands.assignment import assign_mediators
from services.benefits.cases.commands.disclosure import disclose_case
from services.benefits.cases.commands.handover import hand_over_cases
from services.benefits.cases.commands.mending import correct_resolution, reopen_case
from services.benefits.cases.commands.opening import open_case
from services.benefits.cases.commands.recording import record_handled_case
from services.benefits.cases.commands.resolution import resolve_case
from services.benefits.cases.commands.transfer import return_cases, transfer_cases
from services.benefits.cases.commands.withdrawal import withdraw_case

__all__ = [
    "open_case",
    "assign_mediators",
    "hand_over_cases",
    "transfer_cases",
    "return_cases",
    "resolve_case",
    "withdraw_case",
    "record_handled_case",
    "correct_resolution",
    "reopen_case",
    "disclose_case",
]
