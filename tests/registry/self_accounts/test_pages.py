"""A person's own account, opened in a browser."""

import re

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf
from tests.registry.given import PASSWORD, given_network
from tests.registry.persons import given_veteran

SHI_AN = "411329.411329104"
PRESSED = {"idempotency_key": "once"}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestAPersonsOwnAccount:
    async def test_is_opened_with_a_slip_that_lets_the_person_in(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine)
        station = await browser_of(Role.STATION_STAFF, SHI_AN)
        page = f"/registry/persons/{veteran}/account"
        assert f'href="{page}"' in (await station.get(f"/registry/persons/{veteran}")).text
        assert "开通并出具激活单" in (await station.get(page)).text
        first = await station.post(page, data=PRESSED)
        assert first.headers["cache-control"] == "no-store"
        assert "重新出具激活单" in (await station.get(page)).text
        slip = (await station.post(page, data=PRESSED)).text  # the one before is worth nothing any more
        [username] = re.findall(r"<dd>(v\d{9})</dd>", slip)
        [secret] = re.findall(r"<strong>([^<]+)</strong>", slip)
        assert secret not in first.text
        chosen = {"username": username, "secret": secret, "password": PASSWORD}
        assert (await station.post("/session/activation", data=chosen)).status_code == 303
        signed_in = await station.post("/sign-in", data={"username": username, "password": PASSWORD})
        assert signed_in.status_code == 303
        assert "退役军人本人" in (await station.get("/me")).text

    @pytest.mark.parametrize(
        ("role", "path", "status"),
        [(Role.STATION_STAFF, "411329.411329105", 404), (Role.ROOM_STAFF, f"{SHI_AN}.411329104210", 403)],
        ids=["another station", "a room"],
    )
    async def test_is_opened_by_nobody_else(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, role: Role, path: str, status: int
    ) -> None:
        veteran = await given_veteran(registry_engine)
        page, browser = f"/registry/persons/{veteran}/account", await browser_of(role, path)
        assert (await browser.get(page)).status_code == status
        assert (await browser.post(page, data=PRESSED)).status_code == status
