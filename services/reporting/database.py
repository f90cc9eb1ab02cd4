"""The tables of this service attach to this metadata; each room names its own in `tables.py`."""

from collections.abc import Iterable, Sequence

from shared.database.metadata import new_metadata

METADATA = new_metadata()


def arrays(names: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, list[object]]:
    """Rows turned into one array a column, as `unnest` takes them; no rows give empty arrays."""
    columns: dict[str, list[object]] = {name: [] for name in names}
    for row in rows:
        for name, value in zip(names, row, strict=True):
            columns[name].append(value)
    return columns
