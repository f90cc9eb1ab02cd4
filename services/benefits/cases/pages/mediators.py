"""Mediators to choose from in a form."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.domain import Case
from services.benefits.directory.queries import mediators_on, names_of_units
from shared.auth.caller import Caller


def station_of(case: Case) -> str:
    """The code of the station that answers for the case."""
    return ".".join(case.org_path.split(".")[:2]).rpartition(".")[2]


async def mediators_in(
    connection: AsyncConnection, caller: Caller, stations: Iterable[str], day: date
) -> Mapping[UUID, str]:
    """Who mediates on the day in the stations and their rooms, by id, with the units he does it for: several people
    have the same masked name."""
    posts: defaultdict[UUID, set[str]] = defaultdict(set)
    for station in stations:
        for row in await connection.execute(mediators_on(day, caller, unit=station)):
            posts[row.veteran_id].add(row.org_code)
    names = await names_of_units(connection, set().union(*posts.values()))
    return {who: "、".join(names.get(code, code) for code in sorted(posts[who])) for who in sorted(posts)}
