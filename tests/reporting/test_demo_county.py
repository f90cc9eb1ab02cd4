"""The demo county, its real number of veterans folded from events: what reporting must show of Xinye, 2019-04-30."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.demo.county import CENTRE, MEDIATORS, County, Unit, disputes_of_mediator, read_county
from deploy.demo.figures import TOTALS, differences
from deploy.demo.people import people
from services.reporting.consistency.queries import get_tree
from services.reporting.consistency.rules import check
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.queries.tree import list_tree
from shared.events.contract import Event
from tests.reporting.given import (
    AS_OF,
    branch_established,
    case_resolved,
    fold,
    group_established,
    role_assumed,
    unit_established,
    veteran_registered,
)

MEDIATOR_SINCE = date(2019, 2, 1)


def path_of(unit: Unit) -> str:
    """The path of a unit of the demo county."""
    above = {"centre": [], "station": [CENTRE], "room": [CENTRE, unit.parent or ""]}[unit.kind]
    return ".".join([*above, unit.code])


def events_of(county: County) -> list[Event]:
    """What registry and benefits tell when the demo has been loaded."""
    units = (county.centre, *county.stations, *county.rooms)
    mediating = county.village_rooms[:MEDIATORS]
    return [
        *(unit_established(path_of(unit)) for unit in units),
        *(branch_established(path_of(station)) for station in county.stations),
        *(group_established(path_of(room)) for room in county.rooms),
        *(
            veteran_registered(path_of(person.room), person.registered_on, party_member=person.party_member)
            for person in people(county)
        ),
        *(role_assumed(path_of(room), MEDIATOR_SINCE) for room in mediating),
        *(
            case_resolved(path_of(room), AS_OF)
            for index, room in enumerate(mediating)
            for _ in range(disputes_of_mediator(index))
        ),
    ]


class TestTheDemoCounty:
    async def test_shows_every_figure_every_sub_total_and_exactly_the_two_soft_alerts(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, events_of(read_county()), batch=2_000)
        async with reporting_engine.connect() as connection:
            county = (await get_standing(connection, CENTRE, AS_OF)).figures
            nodes = await list_tree(connection, AS_OF)
            findings = check(await get_tree(connection, CENTRE, AS_OF))
        assert {code: county[code].delta for code in TOTALS} == TOTALS
        shown = {node.unit.code: {code: c.delta for code, c in node.totals.items()} for node in nodes.values()}
        assert differences(read_county(), shown) == []
        assert [(each.rule.code, each.rule.severity, each.fault.value) for each in findings] == [
            ("C10", "soft", "54.3 %"),
            ("C11", "soft", "316.2"),
        ]
