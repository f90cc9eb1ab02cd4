"""The caller's address is the one that connected, or what a proxy says that the installation names."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.auth.roles import Role
from shared.http.address import address_of
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.given import given_grant, given_settings_for
from tests.issuer import Issuer
from tests.shared.http.sample import Client, sample_app

PROXY, OUTER = "127.0.0.1", "10.1.1.1"
LONG = "9" * 3_000


def trusted(written: str) -> ServiceSettings:
    return ServiceSettings.model_construct(trusted_proxies=written)


class TestTheAddress:
    @pytest.mark.parametrize(
        ("forwarded", "expected"),
        [
            ([], PROXY),
            (["198.51.100.7"], "198.51.100.7"),
            (["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            (["203.0.113.9", f"198.51.100.7, {OUTER}"], "198.51.100.7"),
            ([f"{OUTER}, {OUTER}"], OUTER),
            (["::ffff:198.51.100.7"], "198.51.100.7"),
            (["2001:db8::1%" + LONG], "2001:db8::1"),
            ([f"198.51.100.7, {LONG}"], PROXY),
            (["198.51.100.7, unknown"], PROXY),
            ([",".join([OUTER] * 1_000)], OUTER),
            (["198.51.100.7:1234"], PROXY),
        ],
    )
    def test_is_the_nearest_that_no_trusted_proxy_has(self, forwarded: list[str], expected: str) -> None:
        networks = trusted(f"{PROXY}, 10.0.0.0/8").trusted_networks
        assert address_of(PROXY, forwarded, networks) == expected


class TestTheAudit:
    @pytest.mark.parametrize(
        ("proxies", "expected"), [("", PROXY), ("10.0.0.0/8", PROXY), ("127.0.0.0/8", "198.51.100.7")]
    )
    async def test_shows_what_a_proxy_says_only_where_it_is_named(
        self,
        postgres: Postgres,
        api_client: Client,
        issuer: Issuer,
        kernel_engine: AsyncEngine,
        proxies: str,
        expected: str,
    ) -> None:
        app: FastAPI = sample_app(
            given_settings_for(ServiceSettings, postgres, database="kernel", issuer=issuer, trusted_proxies=proxies)
        )
        account = new_id()
        await given_grant(kernel_engine, account, Role.MEDIATOR)
        client = api_client(app, issuer.token(account), **{"X-Forwarded-For": f"{LONG}, 203.0.113.9, 198.51.100.7"})
        assert (await client.get("/things")).status_code == 403
        async with kernel_engine.connect() as connection:
            assert await connection.scalar(text("SELECT address FROM audit")) == expected
