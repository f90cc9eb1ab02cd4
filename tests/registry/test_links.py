"""What is shown can be opened: nobody is led to a page that refuses him."""

import re
from html import unescape

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.given import given_grant
from tests.issuer import Issuer
from tests.registry.given import given_account

OWN = re.compile(r"^/(registry/|me|sign-in|$|\?)")
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize("role", Role)
class TestEveryLink:
    async def test_leads_somewhere_for_whom_it_is_shown_to(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer, role: Role
    ) -> None:
        account = await given_account(registry_engine)
        await given_grant(registry_engine, account, role)
        anonymous.cookies.set("session", issuer.token(account))
        to_open, opened = ["/"], dict[str, int]()
        while to_open:
            path = to_open.pop()
            page = await anonymous.get(path, headers=BROWSER)
            opened[path] = page.status_code
            found = {unescape(link) for link in re.findall(r'href="([^"#]+)"', page.text)}
            to_open += [link for link in found if OWN.match(link) and link not in opened and link not in to_open]
        assert {path: status for path, status in opened.items() if status != 200} == {}
