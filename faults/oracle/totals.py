"""What figures hold of all days, as it follows from what the units hold on each."""

from collections import defaultdict
from collections.abc import Iterable

from faults.oracle.copies import Source
from faults.oracle.facts import Row

SHOWN_IN_ALL = Source(
    "reporting",
    "SELECT org_path, figure_code, sum(delta_here)::bigint AS here, sum(delta_below)::bigint AS below"
    " FROM figure_total GROUP BY 1, 2 HAVING sum(delta_here) <> 0 OR sum(delta_below) <> 0",
)


def in_all(shown: Iterable[Row]) -> frozenset[Row]:
    """(unit path, figure, here, below) of all days, of what the units hold themselves."""
    sums: dict[Row, list[int]] = defaultdict(lambda: [0, 0])
    for path, figure, _, delta in shown:
        labels = path.split(".")
        for depth in range(1, len(labels) + 1):
            sums[".".join(labels[:depth]), figure][depth < len(labels)] += int(delta)
    return frozenset((*unit, str(here), str(below)) for unit, (here, below) in sums.items() if here or below)
