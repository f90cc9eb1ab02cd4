"""Reading what reorganisations need: `paths` (what is kept by the path of a unit), `closing` (what is open where a unit
is to be closed), `holdings` (what a unit holds, and how far a move of it is)."""

from services.registry.reorganisations.queries.closing import (
    CHECKS,
    Check,
    Closing,
    faults_of,
    find_closing,
    get_closing,
    list_answers,
    list_open,
)
from services.registry.reorganisations.queries.holdings import (
    count_holdings,
    get_holdings_move,
    list_holdings_moves,
    list_results,
)
from services.registry.reorganisations.queries.paths import PATHS, list_up_to

__all__ = [
    "CHECKS",
    "PATHS",
    "Check",
    "Closing",
    "count_holdings",
    "faults_of",
    "find_closing",
    "get_closing",
    "get_holdings_move",
    "list_answers",
    "list_holdings_moves",
    "list_open",
    "list_results",
    "list_up_to",
]
