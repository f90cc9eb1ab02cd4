"""What is done about files that may be one person's.

tokens    what files are compared by
finding   done by the worker: those that came in or changed are compared with all others
deciding  done by somebody: noticed, decided to be two, reopened
"""

from services.registry.duplicates.commands.deciding import reopen_suspicion, report_duplicate, rule_out_duplicate
from services.registry.duplicates.commands.finding import BATCH, find_duplicates

__all__ = ["BATCH", "find_duplicates", "report_duplicate", "reopen_suspicion", "rule_out_duplicate"]
