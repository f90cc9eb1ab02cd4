"""Coverage on the county's page."""

from html import escape

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.browsers import links_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import fold, small_county

KNOWN = "as_of=2019-04-30&known_on=2019-05-09"


async def test_of_stations_is_a_part_of_it(browser_for: ClientFor, reporting_engine: AsyncEngine) -> None:
    """As trends and checks are: read after the figures are shown, which wait for none of them."""
    await fold(reporting_engine, small_county())
    browser, address = await browser_for(), f"/reporting/coverage?unit=411329&{KNOWN}"
    county = (await browser.get(f"/reporting/county?{KNOWN}")).text
    assert f'hx-get="{escape(address)}"' in county
    part = await browser.get(address, headers={"hx-request": "true"})
    assert (part.text.count("<table"), "<h2>服务覆盖情况</h2>" in part.text) == (1, True)
    assert {address, f"/reporting/coverage?unit=411329104&{KNOWN}&grain=month"} <= links_of(part)
    station = (await browser.get(f"/reporting/county?unit=411329104&{KNOWN}")).text
    assert 'hx-get="/reporting/coverage' not in station
