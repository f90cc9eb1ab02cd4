"""What entries of books add to figures, without reporting's code: by registry's own tables, and by the log.

Investment in venues (F09, of it F47 to F50) and meetings (F11 to F13), of all the books: those have amounts that are
known more or less, kinds that a correction changes, and entries that were revoked.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from faults.oracle.copies import Source
from faults.oracle.facts import Row

OF_BOOKS = Source("registry", """
    SELECT path, code, day::text, sum(delta)::bigint FROM (
        SELECT org_path::text, code, completed_on, amount_fen
        FROM capital_project JOIN (VALUES
            ('exact', 'F09'), ('at-least', 'F09'), ('approximate', 'F09'),
            ('exact', 'F47'), ('at-least', 'F48'), ('approximate', 'F49')
        ) AS certain (qualifier, code) USING (qualifier)
        WHERE state <> 'revoked'
        UNION ALL
        SELECT org_path::text, 'F50', completed_on, 1 FROM capital_project
        WHERE state <> 'revoked' AND qualifier IN ('at-most', 'unspecified')
        UNION ALL
        SELECT org_path::text, code, held_on, 1
        FROM governance_meeting JOIN (VALUES
            ('party-standing-committee', 'F11'), ('deployment', 'F12'), ('advancement', 'F12'), ('training', 'F12'),
            ('briefing', 'F12'), ('government-special', 'F13')
        ) AS counted (kind, code) USING (kind)
        WHERE state <> 'revoked'
    ) AS counted (path, code, day, delta) GROUP BY path, code, day HAVING sum(delta) <> 0
""")  # fmt: skip

Data = Mapping[str, Any]

PROJECTS = ("capital-project-completed", "capital-project-corrected", "capital-project-revoked")
MEETINGS = ("governance-meeting-held", "governance-meeting-corrected", "governance-meeting-revoked")
OF_KINDS: Mapping[str, str] = {
    "party-standing-committee": "F11", "deployment": "F12", "advancement": "F12", "training": "F12", "briefing": "F12",
    "government-special": "F13",
}  # fmt: skip
BY_CERTAINTY: Mapping[str, str] = {"exact": "F47", "at-least": "F48", "approximate": "F49"}


def of_books(name: str, data: Data) -> Iterator[tuple[Row, int]]:
    """What an event of a book adds: what it says, less what was said before; of one that is revoked less that."""
    if name not in {*PROJECTS, *MEETINGS}:
        return
    said = [(data, -1 if name.endswith("-revoked") else 1)]
    said += [(data["before"], -1)] if name.endswith("-corrected") else []
    for each, sign in said:
        if name in PROJECTS:
            yield from _of_project(each, sign)
        elif name in MEETINGS and each["kind"] in OF_KINDS:
            yield (each["org_path"], OF_KINDS[each["kind"]], each["held_on"]), sign


def _of_project(said: Data, sign: int) -> Iterator[tuple[Row, int]]:
    path, day = said["org_path"], said["completed_on"]
    if said["qualifier"] not in BY_CERTAINTY:
        yield (path, "F50", day), sign
        return
    for figure in ("F09", BY_CERTAINTY[said["qualifier"]]):
        yield (path, figure, day), sign * said["amount_fen"]
