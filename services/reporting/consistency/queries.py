"""What the rules are checked on."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.consistency.rules import Tree
from services.reporting.figures.queries.both import list_members_applying
from services.reporting.figures.queries.tree import list_tree
from services.reporting.party.queries import list_rooms_astray


async def get_tree(connection: AsyncConnection, centre_path: str, as_of: date) -> Tree:
    """Every unit with its figures as of the end of that day. The centre is among them."""
    nodes = await list_tree(connection, as_of)
    figures = {path: node.figures for path, node in nodes.items()}
    astray, applying = await list_rooms_astray(connection, as_of), await list_members_applying(connection, as_of)
    return Tree(centre_path, {centre_path: {}} | figures, astray, applying)
