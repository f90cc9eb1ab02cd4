"""What a service says of whom it holds."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FromClause, Select, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.digests.canonical import digests_of
from shared.digests.held import HeldPerson, Turn, UnitDigest
from shared.inbox.tables import STREAM_VERSION

# Whose streams say where persons are.
PERSONS = "registry.persons"


async def list_digests(connection: AsyncConnection, held: FromClause) -> list[UnitDigest]:
    """Of every unit where anybody is or was, in order."""
    rows = await connection.execute(digests_of(held).order_by(held.c.org_path))
    return [UnitDigest(*row) for row in rows]


async def list_held(
    connection: AsyncConnection, held: FromClause, versions: FromClause, *, org_path: str, person_ids: Sequence[UUID]
) -> list[HeldPerson]:
    """Who is at a unit or was, and these persons besides, in the order of their ids: one statement, so of one instant.

    `versions`: person_id (text), version.
    """
    rows = await connection.execute(
        _turns(held, versions), {"org_path": org_path, "person_ids": [str(each) for each in person_ids]}
    )
    return [
        HeldPerson(UUID(person_id), version, tuple(Turn(row.day, row.change) for row in turns if row.change))
        for (person_id, version), turns in groupby(rows, key=lambda row: (row.person_id, row.version))
    ]


def applied_versions() -> FromClause:
    """How much of each person's stream a consumer has applied."""
    applied = select(STREAM_VERSION.c.key.label("person_id"), STREAM_VERSION.c.sequence.label("version"))
    return applied.where(STREAM_VERSION.c.topic == PERSONS).subquery("versions")


def _turns(held: FromClause, versions: FromClause) -> Select[Any]:
    net = cast(func.sum(held.c.change), BigInteger).label("change")
    here = (
        select(held.c.person_id, held.c.day, net)
        .where(held.c.org_path == bindparam("org_path", type_=Text))
        .group_by(held.c.person_id, held.c.day)
        .having(func.sum(held.c.change) != 0)
        .cte("here")
    )
    besides = select(func.unnest(bindparam("person_ids", type_=ARRAY(Text))).label("person_id"))
    asked = select(here.c.person_id).union(besides).subquery("asked")
    return (
        select(asked.c.person_id, func.coalesce(versions.c.version, 0).label("version"), here.c.day, here.c.change)
        .outerjoin(here, here.c.person_id == asked.c.person_id)
        .outerjoin(versions, versions.c.person_id == asked.c.person_id)
        .order_by(asked.c.person_id, here.c.day)
    )
