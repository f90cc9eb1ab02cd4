"""What the rules are checked on."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.consistency.rules import OF_VETERANS, ONCE, Tree
from services.reporting.figures.queries.both import list_members_applying
from services.reporting.figures.queries.tree import Node, list_tree
from services.reporting.party.queries import list_rooms_astray


async def get_tree(
    connection: AsyncConnection, centre_path: str, as_of: date, nodes: Mapping[str, Node] | None = None
) -> Tree:
    """Every unit with its figures as of the end of that day, `nodes` where they were read before in the same snapshot.
    The centre is among them."""
    figures = {path: node.figures for path, node in (nodes or await list_tree(connection, as_of)).items()}
    return Tree(
        centre_path,
        {centre_path: {}} | figures,
        await list_rooms_astray(connection, as_of),
        await list_members_applying(connection, as_of),
        await list_served_by_strangers(connection, as_of),
        await list_served_by_departed(connection, as_of),
        await list_counted_otherwise(connection, as_of),
        await list_resolved_by_others(connection, as_of),
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


# What F01 lost on a day, moves between units aside, is somebody who died or left; a file that was merged into another
# leaves nothing on any day.
_DEPARTED = text("""
    WITH served AS (
        SELECT org_path, subject, sum(net) > 0 AS serves, max(day) FILTER (WHERE net > 0) AS begun_on FROM (
            SELECT figure_code, org_path, subject, day, sum(delta) AS net FROM figure_entry
            WHERE figure_code = ANY (CAST(:codes AS text[])) AND day <= :as_of
            GROUP BY figure_code, org_path, subject, day
        ) AS days GROUP BY figure_code, org_path, subject
    ), departed AS (
        SELECT subject, max(day) FILTER (WHERE net < 0) AS left_on FROM (
            SELECT subject, day, sum(delta) AS net FROM figure_entry
            WHERE figure_code = 'F01' AND day <= :as_of AND subject IN (SELECT subject FROM served)
            GROUP BY subject, day
        ) AS days GROUP BY subject HAVING sum(net) <= 0 AND bool_or(net < 0)
    )
    SELECT DISTINCT org_path FROM served JOIN departed USING (subject) WHERE serves OR begun_on > left_on
""")


async def list_served_by_departed(connection: AsyncConnection, as_of: date) -> frozenset[str]:
    """The paths of the units at which somebody serves on that day, or began to serve, after he had died or left the
    county."""
    found = await connection.execute(_DEPARTED, {"codes": list(OF_VETERANS), "as_of": as_of})
    return frozenset(found.scalars())


# Almost always nobody: only then the units are looked for.
_OTHERWISE = text("""
    SELECT otherwise.figure_code, org_path, max(times) FROM (
        SELECT figure_code, subject, sum(delta)::bigint AS times FROM figure_entry
        WHERE figure_code = ANY (CAST(:codes AS text[])) AND day <= :as_of
        GROUP BY figure_code, subject HAVING sum(delta) NOT IN (0, 1)
    ) AS otherwise, LATERAL (
        SELECT org_path FROM figure_entry AS held
        WHERE held.figure_code = otherwise.figure_code AND held.subject = otherwise.subject AND day <= :as_of
        GROUP BY org_path HAVING sum(delta) <> 0
    ) AS units GROUP BY otherwise.figure_code, org_path
""")


async def list_counted_otherwise(connection: AsyncConnection, as_of: date) -> dict[tuple[str, str], int]:
    """By figure and path of a unit, how often somebody counts on that day who must count once or not at all."""
    codes = [code for figures in ONCE.values() for code in figures]
    found = await connection.execute(_OTHERWISE, {"codes": codes, "as_of": as_of})
    return {(code, path): times for code, path, times in found}


# As figures have it: the role is held from a day on until another, by whichever of a person's files.
_BY_OTHERS = text("""
    WITH RECURSIVE mediator AS (
        SELECT case_id, resolved_on, mediator_id AS file FROM case_mediator WHERE resolved_on <= :as_of
        UNION
        SELECT case_id, resolved_on, CASE file WHEN merged_id THEN surviving_id ELSE merged_id END
        FROM mediator JOIN merged_file ON file IN (merged_id, surviving_id)
    ), by_a_mediator AS (
        SELECT case_id FROM mediator JOIN figure_entry AS held
               ON held.figure_code = 'F19' AND held.subject = CAST(file AS text) AND held.day <= resolved_on
        GROUP BY case_id, file HAVING sum(held.delta) > 0
    )
    SELECT org_path, count(*) AS cases FROM (
        SELECT org_path FROM figure_entry
        WHERE figure_code = 'F20' AND day <= :as_of AND subject IN (
            SELECT CAST(case_id AS text) FROM mediator
            WHERE case_id NOT IN (SELECT case_id FROM by_a_mediator)
        ) GROUP BY org_path, subject HAVING sum(delta) > 0
    ) AS counted GROUP BY org_path
""")


async def list_resolved_by_others(connection: AsyncConnection, as_of: date) -> dict[str, int]:
    """By path of a unit, how many disputes count there as resolved of whose mediators none, by what is known now, held
    the role on the day of it."""
    found = await connection.execute(_BY_OTHERS, {"as_of": as_of})
    return {row.org_path: row.cases for row in found}
