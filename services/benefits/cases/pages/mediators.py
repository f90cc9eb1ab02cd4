"""Mediators to choose from in a form."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.domain import Case
from services.benefits.directory.queries import mediators_on, names_of_units, stations_over
from shared.auth.caller import Caller


async def mediators_for(
    connection: AsyncConnection, caller: Caller, cases: Sequence[Case], day: date
) -> Mapping[UUID, str]:
    """Who mediates on the day in the stations of these cases and their rooms, by id, with the units he does it for:
    several people have the same masked name."""
    stations = await stations_over(connection, {case.org_path for case in cases})
    posts: defaultdict[UUID, set[str]] = defaultdict(set)
    for unit in stations | {case.org_code for case in cases}:  # a case of the centre is of no station
        for row in await connection.execute(mediators_on(day, caller, unit=unit)):
            posts[row.veteran_id].add(row.org_code)
    names = await names_of_units(connection, set().union(*posts.values()))
    return {who: "、".join(names.get(code, code) for code in sorted(posts[who])) for who in sorted(posts)}
