"""A unit is split as of a day: the one on which the new unit is established."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import HostKind, OrgUnitInvalid, UnitKind
from services.registry.network.rules import Proposal
from services.registry.reorganisations.commands import split_org_unit
from services.registry.reorganisations.commands.carrying import Handover
from tests.registry.given import given_network, given_work
from tests.registry.persons import ROOM, codes_of


class TestASplit:
    async def test_ahead_names_the_day_that_was_given(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        code, ahead = "411329104211", date(2019, 5, 2)
        new = Proposal(code, UnitKind.ROOM, HostKind.VILLAGE, "西杨营村服务室", "411329104", code, ahead)
        with pytest.raises(OrgUnitInvalid) as refused:
            await split_org_unit(given_work(registry_engine), ROOM, new, Handover(code, ahead, "新退〔2019〕9号"))
        assert codes_of(refused.value) == {"moved_on": "not-in-future"}
