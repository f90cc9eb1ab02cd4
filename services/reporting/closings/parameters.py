"""Which stocks keep a unit open, and which end with it."""

from collections.abc import Mapping

# What somebody still has to move, or to end: by the figure the word of `open-matter`. Registry counts the same by its
# tables; the answer says that figures have followed.
HELD: Mapping[str, str] = {
    "F01": "counted-persons",
    "F02": "counted-members",
    "F46": "counted-formal-members",
    "F52": "counted-staff",
    "F53": "counted-area",
    "F10": "counted-halls",
    "F16": "counted-applicants",
    "F17": "counted-cadres",
    "F18": "counted-committees",
    "F19": "counted-mediators",
    "F21": "counted-entrepreneurs",
    "F22": "counted-volunteers",
    "F25": "counted-agreements",
    "F26": "counted-intentions",
    "F27": "counted-plaques",
    "F28": "counted-bodies",
    "F41": "counted-rooms",
}
# What it still has to do.
TASKS, SLIPS, REPORTS = "dispatch-tasks", "supervision-slips", "returned-reports"
# The unit itself, the Party organisation beside it, what was found at its checks: the closing ends them on its day.
ENDS_WITH_IT = frozenset({"F03", "F04", "F05", "F06", "F43", "F45"})
# The county's own, which is never closed.
OF_THE_CENTRE = frozenset({"F07", "F08"})
