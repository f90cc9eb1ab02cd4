"""The Party organisations that mirror the network."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.party.queries import list_rooms_astray
from shared.events.registry.party import PartyOrganisationDissolutionRevoked
from tests.reporting.given import (
    AS_OF,
    DONGZHAO,
    SHIAN,
    YANGYING,
    branch_established,
    fold,
    group_established,
    small_county,
)
from tests.reporting.party_told import organisation_dissolved


async def astray(engine: AsyncEngine, as_of: date = AS_OF) -> frozenset[str]:
    async with engine.connect() as connection:
        return await list_rooms_astray(connection, as_of)


class TestARoomsGroup:
    async def test_belongs_to_the_branch_of_its_station(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        assert await astray(reporting_engine) == frozenset()

    async def test_is_astray_under_another_stations_branch(self, reporting_engine: AsyncEngine) -> None:
        county = [event for event in small_county() if event != group_established(YANGYING)]
        await fold(reporting_engine, [*county, group_established(YANGYING, parent="411329105P")])
        assert await astray(reporting_engine) == {YANGYING}

    async def test_is_astray_under_a_branch_that_is_not_there(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [group_established(DONGZHAO)])
        assert await astray(reporting_engine) == {DONGZHAO}

    async def test_is_looked_at_from_the_day_it_was_established(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [group_established(DONGZHAO, AS_OF)])
        assert await astray(reporting_engine, AS_OF - timedelta(days=1)) == frozenset()

    async def test_is_none_between_its_dissolution_and_what_takes_that_back(
        self, reporting_engine: AsyncEngine
    ) -> None:
        group = group_established(DONGZHAO, parent="411329105P")
        ended = organisation_dissolved(group, AS_OF)
        said: dict[str, Any] = {
            "party_org_code": group.party_org_code,
            "kind": "group",
            "org_path": DONGZHAO,
            "dissolved_on": AS_OF,
        }
        back = PartyOrganisationDissolutionRevoked(**said, parent_code="411329105P")
        await fold(reporting_engine, [group, ended])
        assert await astray(reporting_engine) == frozenset()
        await fold(reporting_engine, [back, ended, back])
        assert await astray(reporting_engine) == {DONGZHAO}

    async def test_may_come_before_its_branch(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [group_established(DONGZHAO), branch_established(SHIAN)], batch=1)
        assert await astray(reporting_engine) == frozenset()
