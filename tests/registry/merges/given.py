"""Two files of one person, merged by two persons and unmerged again."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from faults.oracle.facts import Row
from faults.oracle.figures import OF_REGISTRY, count
from services.registry.duplicates.commands import report_duplicate
from services.registry.merges.commands import confirm_merge, propose_merge, propose_unmerge
from services.registry.merges.commands.proposing import Ground
from shared.command import Work
from tests.registry.given import KEYRING, given_work
from tests.registry.logged import logged

TWICE = Ground("registered-twice", "户字第12号")
TWO = Ground("two-persons", "户字第13号")


async def given_pair(engine: AsyncEngine, one: UUID, other: UUID) -> UUID:
    """Somebody noticed that both are one person's."""
    return await report_duplicate(given_work(engine), one, other, reason="来信反映")


async def confirming(work: Work, proposal_id: UUID, surviving_id: UUID) -> None:
    """A second person, who says which goes on."""
    await confirm_merge(work, proposal_id, surviving_id=surviving_id, keyring=KEYRING)


async def merging(engine: AsyncEngine, pair: UUID, surviving_id: UUID) -> None:
    """By two persons."""
    proposal = await propose_merge(given_work(engine), pair, surviving_id, TWICE)
    await confirming(given_work(engine), proposal, surviving_id)


async def unmerging(engine: AsyncEngine, pair: UUID, surviving_id: UUID) -> None:
    """By two persons."""
    proposal = await propose_unmerge(given_work(engine), pair, TWO)
    await confirming(given_work(engine), proposal, surviving_id)


async def figures(engine: AsyncEngine, *codes: str) -> frozenset[Row]:
    """Those of every unit and day, F01 and F02 else, as the events add up, which is what registry's own tables say."""
    by_the_log = count(await logged(engine))
    async with engine.connect() as connection:
        found = (await connection.execute(text(OF_REGISTRY.query.replace(":", r"\:")))).all()
    assert by_the_log == frozenset(tuple(str(value) for value in row) for row in found)
    return frozenset(row for row in by_the_log if row[1] in (codes or {"F01", "F02"}))


async def facts(engine: AsyncEngine, veteran_id: UUID) -> tuple[Any, ...]:
    """All that the file and what belongs to it say, its version aside."""
    statement = """
        SELECT to_jsonb(veteran) - 'version', to_jsonb(person), (
            SELECT jsonb_agg(person_fact ORDER BY fact_id) FROM person_fact WHERE person_id = :it
        ) FROM veteran JOIN person ON person_id = veteran_id WHERE veteran_id = :it
    """
    async with engine.connect() as connection:
        return tuple((await connection.execute(text(statement), {"it": veteran_id})).one())
