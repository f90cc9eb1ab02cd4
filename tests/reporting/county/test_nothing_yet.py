"""Before a unit is known there are no figures, and somebody who does not know what to do."""

import pytest

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor


class TestTheFiguresOfACountyWithoutUnits:
    @pytest.mark.parametrize(
        ("role", "way"), [(Role.CENTRE_STAFF, "/registry/network/new"), (Role.BUREAU_LEADER, "/registry/network")]
    )
    async def test_say_what_to_do(self, browser_for: ClientFor, role: Role, way: str) -> None:
        page = await (await browser_for(role)).get("/reporting/county?as_of=2019-04-30")
        assert page.status_code == 200
        assert "请先在“服务网络”中设立县服务中心" in words_of(page)
        assert way in links_of(page)

    async def test_are_not_found_when_a_unit_is_named(self, browser_for: ClientFor) -> None:
        assert (await (await browser_for()).get("/reporting/county?unit=411329")).status_code == 404
