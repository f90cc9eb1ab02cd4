"""What the rules are checked on."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.consistency.rules import OF_VETERANS, Tree
from services.reporting.figures.queries.both import list_members_applying
from services.reporting.figures.queries.tree import list_tree
from services.reporting.party.queries import list_rooms_astray


async def get_tree(connection: AsyncConnection, centre_path: str, as_of: date) -> Tree:
    """Every unit with its figures as of the end of that day. The centre is among them."""
    nodes = await list_tree(connection, as_of)
    figures = {path: node.figures for path, node in nodes.items()}
    return Tree(
        centre_path,
        {centre_path: {}} | figures,
        await list_rooms_astray(connection, as_of),
        await list_members_applying(connection, as_of),
        await list_served_by_strangers(connection, as_of),
    )


# Who serves on that day and goes on to: of a file that was merged since its terms ended, F01 knows nothing any more.
_STRANGERS = text("""
    SELECT DISTINCT org_path FROM (
        SELECT figure_code, org_path, subject FROM figure_entry WHERE figure_code = ANY (CAST(:codes AS text[]))
        GROUP BY figure_code, org_path, subject
        HAVING sum(delta) > 0 AND sum(delta) FILTER (WHERE day <= :as_of) > 0
    ) AS serving LEFT JOIN (
        SELECT subject FROM figure_entry WHERE figure_code = 'F01'
        GROUP BY subject HAVING sum(delta) > 0
    ) AS registered USING (subject)
    WHERE registered.subject IS NULL
""")


async def list_served_by_strangers(connection: AsyncConnection, as_of: date) -> frozenset[str]:
    """The paths of the units at which somebody serves on that day who is no registered veteran by now: a term may have
    begun before the registration."""
    found = await connection.execute(_STRANGERS, {"codes": list(OF_VETERANS), "as_of": as_of})
    return frozenset(found.scalars())
