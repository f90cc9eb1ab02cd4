"""What was put right of a unit since a bulletin was drafted leaves the figures that it froze."""

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.reporting.bulletins.given import MAY_7, drafted, given_period, issued
from tests.reporting.given import SHIAN, fold
from tests.reporting.mended_units import unit_corrected


async def test_it_is_issued_though_what_a_station_is_set_up_in_was_corrected(reporting_engine: AsyncEngine) -> None:
    await given_period(reporting_engine)
    draft = await drafted(reporting_engine)
    await fold(reporting_engine, [unit_corrected(SHIAN, "county-direct-unit")], time=MAY_7)
    assert (await issued(reporting_engine, draft.bulletin_id)).number == 1
