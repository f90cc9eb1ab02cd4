"""One embedded stack with a part of the demo county; another, at night, into which the whole is loaded while each of
its eight processes is killed in turn."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.demo import county as whole
from deploy.demo.accounts import ADMINISTRATOR, CLERK, open_accounts, sign_in, sign_in_as
from deploy.demo.client import Client
from deploy.demo.people import people
from deploy.demo.run import Outcome, Stages, Target, load_and_freeze, load_county
from deploy.embedded.site import SERVICES, Ports, Site
from deploy.embedded.stack import Stack
from deploy.operator.demo import target_of
from services.registry.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.given import CENTRE_CODE

Somebody = Callable[..., Awaitable[httpx2.AsyncClient]]
# Two townships, with what serves a veteran in them: ten in each of their thirty rooms.
STATIONS, VETERANS, PARTY_MEMBERS = ("411329001", "411329104"), 300, 150
SECONDS_BETWEEN_KILLS = 1.0  # all eight within what the fastest machine needs to load a county


@dataclass(frozen=True)
class County:
    """The running stack, and where it answers."""

    stack: Stack
    target: Target


@dataclass(frozen=True)
class LoadedCounty(County):
    """And what the first load printed."""

    outcome: Outcome
    killed: tuple[str, ...]


def part_of_the_county() -> whole.County:
    known = whole.read_county()
    stations = tuple(station for station in known.stations if station.code in STATIONS)
    return whole.County(known.centre, stations, tuple(room for room in known.rooms if room.parent in STATIONS))


def stack_in(home: Path) -> Stack:
    """All four services on free ports, with a county's own data folder; synthetic people are allowed."""
    return Stack(Site(home, Ports.free(), synthetic=True))


@pytest.fixture(scope="session")
async def county(server_home: Path) -> AsyncIterator[County]:
    """A part of the demo county, loaded through the public interfaces."""
    with stack_in(server_home / "part") as stack:
        target, part = target_of(stack.site), part_of_the_county()
        async with httpx2.AsyncClient(timeout=60) as http:
            clerk = await open_accounts(Client(http, target.addresses), target.folder, target.setup_token)
            await load_county(clerk, Stages(Console(quiet=True)), part, list(people(part, VETERANS, PARTY_MEMBERS)))
        yield County(stack, target)


@pytest.fixture(scope="session")
def whole_stack(server_home: Path) -> Iterator[Stack]:
    with stack_in(server_home / "county") as running:
        yield running


@pytest.fixture(scope="session")
async def loaded_county(whole_stack: Stack) -> LoadedCounty:
    """The demo county, loaded through the public interfaces while processes die; a night's. Modules that look at it
    name it `county`, so that a clerk or an administrator is one of it."""
    stack, target = whole_stack, target_of(whole_stack.site)
    async with httpx2.AsyncClient(timeout=60) as http:
        # Before anybody dies: the first slips are handed out once, also when nobody hears the answer.
        await open_accounts(Client(http, target.addresses), target.folder, target.setup_token)
    killed: list[str] = []
    killer = asyncio.create_task(_kill_each_once(stack, killed))
    try:
        outcome = await load_and_freeze(target, Console(quiet=True))
    finally:
        killer.cancel()
        with suppress(asyncio.CancelledError):
            await killer
    return LoadedCounty(stack, target, outcome, tuple(killed))


@asynccontextmanager
async def signed_in(target: Target, username: str, password: str | None = None) -> AsyncIterator[Client]:
    """A client that speaks for an account; the demo's own accounts need no password here."""
    async with httpx2.AsyncClient(timeout=60) as http:
        public = Client(http, target.addresses)
        if password:
            yield await sign_in(public, username, password)
        else:
            yield await sign_in_as(public, target.folder, username)


@pytest.fixture
async def clerk(county: County) -> AsyncIterator[Client]:
    """The demo's clerk, who works for the whole county."""
    async with signed_in(county.target, CLERK) as client:
        yield client


@pytest.fixture
async def administrator(county: County) -> AsyncIterator[Client]:
    """The demo's system administrator, who opens accounts."""
    async with signed_in(county.target, ADMINISTRATOR) as client:
        yield client


@pytest.fixture
def somebody(
    registry_engine: AsyncEngine,
    settings_of: Callable[..., Any],
    token_for: Callable[[UUID], str],
    api_client: Callable[..., httpx2.AsyncClient],
) -> Somebody:
    """`await somebody((role, path), …)`: a client of one account with these grants, at registry's API in this
    process."""
    registry = create_app(settings_of("registry"))

    async def make(*grants: tuple[Role, str]) -> httpx2.AsyncClient:
        account = new_id()
        for role, path in grants:
            await given_grant(registry_engine, account, role, path)
        return api_client(registry, token_for(account))

    return make


@pytest.fixture
async def centre(somebody: Somebody) -> httpx2.AsyncClient:
    """Somebody of the centre."""
    return await somebody((Role.CENTRE_STAFF, CENTRE_CODE))


async def _kill_each_once(stack: Stack, killed: list[str]) -> None:
    for kind in ("API", "worker"):
        for service in SERVICES:
            await asyncio.sleep(SECONDS_BETWEEN_KILLS)
            await asyncio.to_thread(stack.kill, f"{service} {kind}")
            killed.append(f"{service} {kind}")
