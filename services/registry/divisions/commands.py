"""Taking over a list of divisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from services.registry.divisions.domain import Division, check_lines, read_lines
from services.registry.divisions.queries import known_codes
from shared.command import Transaction, command
from shared.database.bulk import arrays

# Sorted by code, every parent comes before its children; the foreign key is checked at the end of the statement.
_TAKE_OVER = text(
    """
    WITH listed AS (
        SELECT * FROM unnest(
            CAST(:codes AS text[]), CAST(:names AS text[]), CAST(:parents AS text[]), CAST(:levels AS text[])
        ) AS listed (code, name, parent_code, level)
    ), written AS (
        INSERT INTO division AS held (code, name, parent_code, level) SELECT * FROM listed
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level
        WHERE (held.name, held.level) IS DISTINCT FROM (excluded.name, excluded.level)
        RETURNING held.code, xmax = 0 AS added
    )
    SELECT count(*) FILTER (WHERE added) AS added_count, count(*) FILTER (WHERE NOT added) AS changed_count FROM written
    """
)


@dataclass(frozen=True)
class Imported:
    """What a list changed. Divisions it does not name stay as they are."""

    added_count: int
    changed_count: int
    unchanged_count: int


@command
async def import_divisions(tx: Transaction, *, content: bytes) -> Imported:
    """Take over a CSV (code,name,parent_code,level; UTF-8 or GB18030) whole, or nothing of it. Again changes nothing.

    Raises `DivisionsUnreadable`, `DivisionsInvalid`.
    """
    await tx.connection.execute(text("LOCK TABLE division IN SHARE ROW EXCLUSIVE MODE"))
    lines = read_lines(content)
    check_lines(lines, await known_codes(tx.connection))
    return await _take_over(tx, [line.division() for line in lines])


async def _take_over(tx: Transaction, divisions: Sequence[Division]) -> Imported:
    listed = ((each.code, each.name, each.parent_code, each.level) for each in divisions)
    columns = arrays(("codes", "names", "parents", "levels"), listed)
    written = (await tx.connection.execute(_TAKE_OVER, columns)).one()
    unchanged = len(divisions) - written.added_count - written.changed_count
    return Imported(written.added_count, written.changed_count, unchanged)
