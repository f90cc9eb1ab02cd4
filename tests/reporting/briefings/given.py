"""Briefing notes that are written with what is counted for them."""

from uuid import UUID

from services.reporting.briefings.commands import draft_briefing, write_briefing
from services.reporting.briefings.domain import Briefing, EditionContent
from services.reporting.briefings.queries import count_said
from shared.command import Work


async def draft(work: Work, said: EditionContent) -> Briefing:
    """A new one."""
    return await draft_briefing(work, said, await count_said(work.engine, said, work.now))


async def write(work: Work, briefing_id: UUID, said: EditionContent, *, version: int | None = None) -> Briefing:
    """Otherwise."""
    counted = await count_said(work.engine, said, work.now)
    return await write_briefing(work, briefing_id, said, counted, version=version)
