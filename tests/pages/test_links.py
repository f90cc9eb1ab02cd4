"""What is shown can be opened, whoever it is shown to, in whichever service it lies."""

import re
from collections.abc import Mapping
from html import unescape

import httpx2
import pytest

from deploy.demo.accounts import EVERYBODY
from deploy.demo.session import Session
from deploy.embedded.stack import Stack

pytestmark = pytest.mark.browser

LINK = re.compile(r'(href|hx-get)="(/[^"#]*)"')
FRAGMENT = {"HX-Request": "true"}
MOST = 100  # lists lead on and on


class TestEveryLink:
    @pytest.mark.parametrize("username", EVERYBODY)
    async def test_leads_somewhere_for_whom_it_is_shown_to(
        self, county: Stack, sessions: Mapping[str, Session], username: str
    ) -> None:
        session = sessions[username]
        await session.go_on(session.token)
        async with httpx2.AsyncClient(
            base_url=county.site.url,
            headers={"Accept": "text/html"},
            cookies={"session": session.token},
            timeout=60,
            trust_env=False,
        ) as browser:
            opened = await _opened(browser)
        assert {path: status for path, status in opened.items() if status != 200} == {}


async def _opened(browser: httpx2.AsyncClient) -> dict[str, int]:
    to_open, opened = [("/", False)], dict[str, int]()
    while to_open and len(opened) < MOST:
        path, is_part = to_open.pop(0)
        page = await browser.get(path, headers=FRAGMENT if is_part else {})
        opened[path] = page.status_code
        if not page.headers["content-type"].startswith("text/html"):
            continue
        found = {unescape(link): how == "hx-get" for how, link in LINK.findall(page.text)}
        to_open += [
            (link, part)
            for link, part in found.items()
            if link not in opened and (link, part) not in to_open and not link.startswith(("/static/", "/sign-in"))
        ]
    return opened
