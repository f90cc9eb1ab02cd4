"""A unit is split as of a day: the one on which the new unit is established."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import HostKind, OrgUnitInvalid, UnitKind
from services.registry.network.rules import Proposal
from services.registry.reorganisations.commands import split_org_unit
from services.registry.reorganisations.commands.carrying import Handover
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import given_network, given_work
from tests.registry.persons import ROOM, UNIT_ROOM, codes_of


class TestASplit:
    async def test_ahead_names_the_day_that_was_given(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        code, ahead = "411329104211", date(2019, 5, 2)
        new = Proposal(code, UnitKind.ROOM, HostKind.VILLAGE, "西杨营村服务室", "411329104", code, ahead)
        with pytest.raises(OrgUnitInvalid) as refused:
            await split_org_unit(given_work(registry_engine), ROOM, new, Handover(code, ahead, "新退〔2019〕9号"))
        assert codes_of(refused.value) == {"moved_on": "not-in-future"}

    async def test_is_among_the_moves_of_both_units(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        """So that who takes it back finds it, whoever asked for it."""
        await given_network(registry_engine)
        new = {
            "code": "411329U01R02",
            "host_kind": "county-direct-unit",
            "name": "分设服务室",
            "moved_on": "2019-04-20",
        }
        client = await client_for(Role.CENTRE_STAFF)
        split = await client.post(f"/org-units/{UNIT_ROOM}/split", json={**new, "document": "新退〔2019〕9号"})
        assert split.status_code == 202, split.text
        for unit in (UNIT_ROOM, new["code"]):
            [made] = (await client.get(f"/org-units/{unit}/holdings")).json()["moves"]
            assert (made["move_id"], made["act"], made["from_code"], made["to_code"]) == (
                split.json()["move_id"], "split", UNIT_ROOM, new["code"],
            )  # fmt: skip
