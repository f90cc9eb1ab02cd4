"""Figures of cases, as benefits' table says them, and as the log does."""

from collections.abc import Iterator, Mapping
from typing import Any

from faults.oracle.copies import Source
from faults.oracle.facts import Row

OF_CASES = Source("benefits", """
    SELECT org_path::text, 'F20', resolved_on::text, count(*)::bigint FROM dispute_case
    WHERE kind = 'dispute' AND outcome IN ('agreement-reached', 'settled-on-the-spot') AND cardinality(mediator_ids) > 0
    GROUP BY 1, 3
    UNION ALL
    SELECT org_path::text, 'F29', withdrawn_on::text, count(*)::bigint FROM dispute_case
    WHERE state = 'withdrawn' GROUP BY 1, 3
""")  # fmt: skip

Data = Mapping[str, Any]

# How much what an event says of the end of a case adds; a correction takes out besides what was said before.
SIGNS: Mapping[str, int] = {
    "case-resolved": 1, "case-withdrawn": 1, "case-resolution-corrected": 1, "case-reopened": -1,
}  # fmt: skip


def of_cases(name: str, data: Data) -> Iterator[tuple[Row, int]]:
    """What an event of a case adds."""
    if name not in SIGNS:
        return
    for said, sign in ((data, SIGNS[name]), *([(data["before"], -1)] if "before" in data else [])):
        if _is_settled(said):
            yield (said["org_path"], "F20", said["resolved_on"]), sign
        if said.get("withdrawn_on"):
            yield (said["org_path"], "F29", said["withdrawn_on"]), sign


def _is_settled(said: Data) -> bool:
    good = said.get("outcome") in {"agreement-reached", "settled-on-the-spot"}
    return good and said["kind"] == "dispute" and bool(said["mediator_ids"])
