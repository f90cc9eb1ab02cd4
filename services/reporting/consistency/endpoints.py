"""Whether the figures of the county agree with each other."""

from services.reporting.consistency.queries import get_tree
from services.reporting.consistency.rules import RULES, check
from services.reporting.consistency.schemas import ConsistencyView, FindingView
from services.reporting.dependencies import AsOf, TreeReading
from services.reporting.units.domain import day_asked_for
from services.reporting.units.queries import get_centre
from services.reporting.units.schemas import UnitView
from shared.clock import local_date
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/consistency", tags=["consistency"], responses=problems(401, 403, 409))


@router.get("")
async def get_consistency(reading: TreeReading, as_of: AsOf = None) -> ConsistencyView:
    """Check the rules between figures as of the end of a day; for those who answer for the whole county · 指标核对"""
    day = day_asked_for(as_of, local_date(reading.now))
    centre = await get_centre(reading.connection, day)
    reading.caller.must_cover(centre.path)
    findings = check(await get_tree(reading.connection, centre.path, day))
    return ConsistencyView(
        as_of=day,
        unit=UnitView.of(centre),
        checked=list(dict.fromkeys(rule.code for rule in RULES)),
        findings=[FindingView.of(finding) for finding in findings],
    )
