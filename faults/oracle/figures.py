"""The figures as reporting holds them, and the same computed from the sources' own tables."""

from collections.abc import Callable, Mapping

import asyncpg

Cell = tuple[str, str, str]

SHOWN = """
    SELECT org_path, figure_code, day::text, delta FROM figure_change WHERE delta <> 0
"""
# Figure catalogue of the domain description, 1.1, in the words of the registry's own tables.
OF_REGISTRY = """
    SELECT path, code, day::text, sum(delta)::bigint FROM (
        SELECT org_path::text AS path, 'F01' AS code, registered_on AS day, 1 AS delta FROM veteran
        UNION ALL
        SELECT org_path::text, 'F02', registered_on, 1 FROM veteran JOIN person ON person_id = veteran_id
        WHERE political_code IN ('01', '02')
        UNION ALL
        SELECT org_path::text, CASE kind WHEN 'station' THEN 'F03' ELSE 'F04' END, established_on, 1 FROM org_unit
        WHERE kind <> 'centre'
        UNION ALL
        SELECT org_path::text, CASE kind WHEN 'branch' THEN 'F05' ELSE 'F06' END, established_on, 1
        FROM party_organisation
        UNION ALL
        SELECT org_path::text, 'F19', assumed_on, 1 FROM social_role WHERE kind = 'mediator'
        UNION ALL
        SELECT org_path::text, 'F19', ended_on, -1 FROM social_role WHERE kind = 'mediator' AND ended_on IS NOT NULL
    ) AS counted (path, code, day, delta) GROUP BY path, code, day HAVING sum(delta) <> 0
"""
OF_BENEFITS = """
    SELECT org_path::text, 'F20', resolved_on::text, count(*)::bigint FROM dispute_case
    WHERE outcome IN ('agreement-reached', 'settled-on-the-spot') AND cardinality(mediator_ids) > 0
    GROUP BY 1, 3
"""


async def compare_figures(admin_url: Callable[[str], str]) -> Mapping[Cell, tuple[int, int]]:
    """(unit path, figure, day) → what reporting adds there, what the sources say."""
    shown = await _cells(admin_url("reporting"), SHOWN)
    true = await _cells(admin_url("registry"), OF_REGISTRY) | await _cells(admin_url("benefits"), OF_BENEFITS)
    return {cell: (shown.get(cell, 0), true.get(cell, 0)) for cell in sorted(shown.keys() | true.keys())}


async def _cells(url: str, statement: str) -> dict[Cell, int]:
    connection = await asyncpg.connect(url)
    try:
        return {(row[0], row[1], row[2]): row[3] for row in await connection.fetch(statement)}
    finally:
        await connection.close()
