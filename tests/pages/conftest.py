"""A running stack behind its one address, and a real browser before it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect

from deploy.demo.accounts import CLERK, EVERYBODY, open_accounts, passwords, sign_in_as
from deploy.demo.client import Client
from deploy.demo.county import read_county
from deploy.demo.flow import wait_until_drained
from deploy.demo.load import load_divisions, load_network
from deploy.demo.session import Session
from deploy.embedded.site import Ports, Site
from deploy.embedded.stack import Stack
from deploy.operator.demo import target_of
from tests.pages.given import given_staff

CHROMIUM = os.environ.get("VETERANS_CHROMIUM", "chromium")
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1366, "height": 768},
    "phone": {"width": 390, "height": 844},
}
PATIENCE_SECONDS = 60  # of a browser on a busy machine, too: what does come is no defect
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@dataclass
class Visitor:
    """Somebody before a browser. What the browser complains of is kept, and fails the test in the end."""

    page: Page
    url: str
    username: str
    password: str
    script: bool = True
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        await self.page.goto(self.url + path)

    async def sign_in(self) -> None:
        await self.open("/sign-in")
        await self.page.fill("#f-username", self.username)
        await self.page.fill("#f-password", self.password)
        await self.page.click("button.primary")

    async def press(self, words: str) -> None:
        """Follow the link or press the button of the page itself that says this."""
        await self.page.locator("main").get_by_text(words, exact=True).first.click()

    async def send(self, **typed: str) -> None:
        """Fill the form of the page, lists by their option, and send it."""
        for name, value in typed.items():
            field = self.page.locator(f"#f-{name}")
            if await field.evaluate("field => field.tagName") == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(value)
        await self.page.locator("main form button.primary, main form button.danger").last.click()

    async def heading(self) -> str:
        """What the page is called; with script, after axe found nothing on it."""
        if self.script:
            assert await self.accessibility() == [], self.page.url
        return await self.page.inner_text("h1")

    async def wait_for(self, words: str) -> None:
        """Until the page says it: by itself, or, where it cannot, loaded again."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while words not in await self.page.inner_text("main"):
                await asyncio.sleep(0.5)
                if not self.script:
                    await self.page.reload()

    async def back(self, service: str) -> None:
        """Until a service that was away answers again."""
        async with asyncio.timeout(PATIENCE_SECONDS), httpx2.AsyncClient(trust_env=False) as http:
            while True:
                if (await http.get(f"{self.url}/api/{service}/version")).is_success:
                    return
                await asyncio.sleep(0.5)

    async def until(self, expression: str) -> None:
        """Until the page finds this true. Asked again and again from here: the page itself may evaluate nothing."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if await self.page.evaluate(expression):
                    return
                await asyncio.sleep(0.1)

    async def width_of(self, picture: str) -> int:
        """Of the first of these, once it has come: a page is there before its pictures."""
        await self.page.locator(picture).first.scroll_into_view_if_needed()
        width = f"document.querySelector('{picture}').naturalWidth"
        await self.until(f"{width} > 0")
        return int(await self.page.evaluate(width))

    def forgive(self, status: int) -> None:
        """What was refused as it should be; the browser notes it as an error."""
        told = (f"status of {status}", f"Error Code {status}")
        self.complaints = [said for said in self.complaints if not any(each in said for each in told)]

    async def focused(self) -> str:
        """What the thing that keys go to says."""
        return str(await self.page.evaluate("document.activeElement.innerText"))

    async def accessibility(self) -> list[str]:
        """What axe finds by WCAG 2.1 AA: rule, and where."""
        await self.page.evaluate(AXE_SCRIPT)
        found = await self.page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
        return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


BrowserOf = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """On free ports, with invented people."""
    home = Path(tempfile.mkdtemp(prefix="veterans-pages-"))
    home.chmod(0o755)
    with Stack(Site(home, Ports.free(), synthetic=True)) as running:
        yield running
    shutil.rmtree(home, ignore_errors=True)


@pytest_asyncio.fixture(scope="session")
async def county(stack: Stack) -> Stack:
    """The stack with the accounts of the demo, and the centre with two stations and their first rooms."""
    target, whole = target_of(stack.site), read_county()
    stations = whole.stations[:2]
    rooms = tuple(room for room in whole.rooms if room.parent in {station.code for station in stations})
    async with httpx2.AsyncClient(timeout=60, trust_env=False) as http:
        clerk = await open_accounts(Client(http, target.addresses), target.folder, target.setup_token)
        await load_divisions(clerk)
        await load_network(clerk, replace(whole, stations=stations, rooms=rooms[:4]))
        await wait_until_drained(http, target.addresses.workers)
    return stack


@pytest_asyncio.fixture(scope="session")
async def sessions(county: Stack) -> AsyncIterator[Mapping[str, Session]]:
    """By user name: everybody of the demo, signed in, and those who work in a station and below it."""
    target = target_of(county.site)
    async with httpx2.AsyncClient(timeout=60, trust_env=False) as http:
        public = Client(http, target.addresses)
        clients = {name: await sign_in_as(public, target.folder, name) for name in EVERYBODY}
        clients |= await given_staff(public, clients)
        yield {name: client.session for name, client in clients.items() if client.session}


@pytest_asyncio.fixture
async def clerk(county: Stack, sessions: Mapping[str, Session]) -> Client:
    """The demo's clerk as a program, to have things ready."""
    session = sessions[CLERK]
    return Client(session.http, target_of(county.site).addresses, session)


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_SECONDS * 1000)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def browser_of(county: Stack, chromium: Browser, sessions: Mapping[str, Session]) -> AsyncIterator[BrowserOf]:
    """`await browser_of(script=False, size="phone")`: a clerk before a fresh browser, who has not signed in yet;
    `await browser_of(LEADER)`: somebody of the demo or of `staff`, who has."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    async def make(username: str = "", *, script: bool = True, size: str = "desk") -> Visitor:
        context = await chromium.new_context(
            java_script_enabled=script, viewport=SIZES[size], locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        if session := sessions.get(username):
            await session.go_on(session.token)
            await context.add_cookies([{"name": "session", "value": session.token, "url": county.site.url}])
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        page = await context.new_page()
        visitor = Visitor(page, county.site.url, CLERK, passwords(county.site.home)[CLERK], script)
        page.on("console", lambda said: visitor.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: visitor.complaints.append(str(fault)))
        contexts.append(context)
        visitors.append(visitor)
        return visitor

    yield make
    for context in contexts:
        await context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
