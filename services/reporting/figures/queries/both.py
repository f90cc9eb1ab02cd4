"""Who counts in two figures of which nobody may count in both (C4)."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.tables import FIGURE_ENTRY

APPLICANTS, MEMBERS = "F16", "F02"
_HELD = FIGURE_ENTRY.c


async def list_members_applying(connection: AsyncConnection, as_of: date) -> frozenset[str]:
    """The paths of the units where somebody counts as an applicant who counts as a member, at whichever unit."""
    applying = _there(APPLICANTS, as_of).subquery()
    members = _there(MEMBERS, as_of).where(_HELD.subject.in_(select(applying.c.subject))).subquery()
    both = select(applying.c.org_path).where(applying.c.subject.in_(select(members.c.subject)))
    return frozenset((await connection.execute(both)).scalars())


def _there(figure: str, as_of: date) -> Select[tuple[str, str]]:
    counted = select(_HELD.org_path, _HELD.subject).where(_HELD.figure_code == figure, _HELD.day <= as_of)
    return counted.group_by(_HELD.org_path, _HELD.subject).having(func.sum(_HELD.delta) > 0)
