"""Cases as benefits tells of them: where they are handled, who asked, whether they have ended. Neither what they are
about nor how they ended."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.case_parties.tables import KNOWN_CASE
from shared.database.bulk import arrays
from shared.events.benefits import CaseOpened, CaseResolved, CaseTransferred, CaseWithdrawn
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected
from shared.inbox.projection import Delivered, Projection

ENDS = (CaseResolved, CaseResolutionCorrected, CaseWithdrawn, CaseReopened)

_OPENED = text("""
    INSERT INTO known_case (case_id, org_code, applicant_id, parties_count, opened_on, synthetic)
    SELECT * FROM unnest(CAST(:cases AS uuid[]), CAST(:units AS text[]), CAST(:applicants AS uuid[]),
                         CAST(:counts AS integer[]), CAST(:days AS date[]), CAST(:synthetic AS boolean[]))
    ON CONFLICT (case_id) DO NOTHING
""")
_TRANSFERRED = text("""
    UPDATE known_case SET org_code = e.unit
    FROM unnest(CAST(:cases AS uuid[]), CAST(:units AS text[])) e (case_id, unit)
    WHERE known_case.case_id = e.case_id
""")
_ENDED = text("""
    UPDATE known_case SET ended_on = e.day
    FROM unnest(CAST(:cases AS uuid[]), CAST(:days AS date[])) e (case_id, day)
    WHERE known_case.case_id = e.case_id
""")


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Any]]) -> None:
    """Fold a slice of a batch; applying it again changes nothing."""
    events = [each.event for each in delivered]
    opened = {each.key: _opened(each) for each in delivered if isinstance(each.event, CaseOpened)}
    transferred = {each.case_id: each.org_code for each in events if isinstance(each, CaseTransferred)}
    # The last of a case stands: what ended may have been reopened, and may end again.
    ended = {each.case_id: _ended_on(each) for each in events if isinstance(each, ENDS)}
    columns = ("cases", "units", "applicants", "counts", "days", "synthetic")
    for statement, values in (
        (_OPENED, arrays(columns, sorted(opened.values()))),
        (_TRANSFERRED, arrays(("cases", "units"), sorted(transferred.items()))),
        (_ENDED, arrays(("cases", "days"), sorted(ended.items()))),
    ):
        if values["cases"]:
            await connection.execute(statement, values)


def _ended_on(told: Any) -> date | None:
    if isinstance(told, CaseReopened):
        return None
    day: date = told.withdrawn_on if isinstance(told, CaseWithdrawn) else told.resolved_on
    return day


def _opened(each: Delivered[CaseOpened]) -> tuple[Any, ...]:
    told = each.event
    return told.case_id, told.org_code, told.applicant_id, told.parties_count, told.opened_on, each.synthetic


CASES = Projection(
    name="known-cases",
    contracts=(CaseOpened, CaseTransferred, *ENDS),
    apply=apply,
    tables=(KNOWN_CASE,),
)
