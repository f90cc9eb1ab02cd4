"""Units that moved to another parent: what services keep by the path of a unit follows it.

Events of persons, cases and grants come in no order with those of units. Whoever writes a path that an event names
writes `standing_at(path)`, where the unit stands by all that is known; whoever keeps paths has `follow` run at `MOVES`
(`following`, where that is all there is to do).

The mover takes the table for itself, and whoever has read it keeps it open until its transaction ends: so no path slips
in by the old tree after the others were put right.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Column, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.tables import MOVED_UNIT
from shared.database.bulk import arrays
from shared.database.ltree import LTREE
from shared.events.registry import OrgUnitMoved, OrgUnitMoveRevoked
from shared.inbox.projection import Delivered, Projection
from shared.places import Move, Tree

MOVES = (OrgUnitMoved, OrgUnitMoveRevoked)
Moved = OrgUnitMoved | OrgUnitMoveRevoked

_LOCK = text("LOCK TABLE moved_unit IN ACCESS EXCLUSIVE MODE")
_TELL = text("""
    INSERT INTO moved_unit (org_code, from_path, told_path, org_path)
    SELECT code, from_path, told_path, text2ltree(told_path)
    FROM unnest(CAST(:codes AS text[]), CAST(:from_paths AS text[]), CAST(:told_paths AS text[]))
         AS told (code, from_path, told_path)
    ON CONFLICT (org_code) DO UPDATE SET from_path = excluded.from_path, told_path = excluded.told_path
""")
_STANDING = text("""
    SELECT path, ltree2text(standing_at(path)) AS place FROM unnest(CAST(:paths AS text[])) AS told (path)
""")
_STAND = text("""
    UPDATE moved_unit SET org_path = text2ltree(path)
    FROM unnest(CAST(:codes AS text[]), CAST(:paths AS text[])) AS standing (code, path)
    WHERE org_code = code
""")


async def apply_moves(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """Three statements and a row a unit that was ever moved."""
    last = {each.event.org_code: each.event for each in delivered}
    told = ((code, event.from_path, event.org_path) for code, event in sorted(last.items()))
    await connection.execute(_LOCK)
    await connection.execute(_TELL, arrays(("codes", "from_paths", "told_paths"), told))
    rows = (await connection.execute(select(MOVED_UNIT).order_by(MOVED_UNIT.c.org_code))).all()
    moves = [Move(row.from_path, row.told_path) for row in rows]
    tree = Tree(moves, moves)
    now = ((move.org_code, tree.path_on(move.to_path, date.max)) for move in moves)
    await connection.execute(_STAND, arrays(("codes", "paths"), now))


async def standing(connection: AsyncConnection, paths: Collection[str]) -> Mapping[str, str]:
    """Where units stand that are called by these paths."""
    rows = await connection.execute(_STANDING, {"paths": list(paths)})
    return {row.path: row.place for row in rows}


async def place_of(connection: AsyncConnection, path: str) -> str:
    """Where the unit stands that is called by this path."""
    return (await standing(connection, [path]))[path]


async def follow(connection: AsyncConnection, *columns: Column[str]) -> None:
    """Every path in these columns leads to where its unit stands: a statement each, whatever their size."""
    for column in columns:
        kept = select(column.label("old_path")).where(column.is_not(None)).distinct().subquery("kept")
        there = func.standing_at(func.ltree2text(kept.c.old_path), type_=LTREE()).label("new_path")
        moved = select(kept.c.old_path, there).subquery("moved")
        differs = (column == moved.c.old_path) & (moved.c.new_path != moved.c.old_path)
        await connection.execute(update(column.table).where(differs).values({column.name: moved.c.new_path}))


def following(name: str, *columns: Column[str]) -> Projection:
    """Of a service's own rows, of which a rebuild has nothing to make anew: they go with their units, since whose staff
    may see them is asked of today's tree."""

    async def apply(connection: AsyncConnection, _delivered: Sequence[Delivered[Moved]]) -> None:
        await follow(connection, *columns)

    return Projection(name, MOVES, apply, ())


MOVED_UNITS = Projection("moved-units", MOVES, apply_moves, (MOVED_UNIT,))
