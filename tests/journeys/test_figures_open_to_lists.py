"""A figure opens to the list of what it counts: as many stand there as were counted, on any day, at any unit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import product
from typing import Any, Literal, get_args
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, resolve_case, withdraw_case
from services.benefits.cases.parameters import OutcomeCode
from services.benefits.directory.projection import DIRECTORY
from services.benefits.main import create_app as create_benefits
from services.registry.main import create_app as create_registry
from services.registry.party.domain import PartyKind
from services.registry.party_applications.commands import Submitted, close_application, submit_application
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from services.reporting.county.parameters import SOURCES
from services.reporting.main import create_app as create_reporting
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.given import County, given_case, given_learned
from tests.browsers import as_browser, links_of
from tests.given import given_grant
from tests.given import given_work as given_clerk
from tests.journeys.told import told
from tests.registry.given import KEYRING, given_network, given_party, given_work
from tests.registry.persons import OTHER_ROOM, ROOM, UNIT_ROOM, given_number, given_veteran
from tests.registry.teams.given import given_team, joining
from tests.reporting.given import fold

APRIL_1, APRIL_10, APRIL_20 = date(2019, 4, 1), date(2019, 4, 10), date(2019, 4, 20)
DAYS = (date(2019, 4, 5), APRIL_10, date(2019, 4, 30))
UNITS = ("411329", "411329104", ROOM, "411329105", OTHER_ROOM, "411329U01")

ENDS: tuple[OutcomeCode | Literal["withdrawn"] | None, ...] = (*get_args(OutcomeCode), "withdrawn", None)

Browsers = Callable[[str], httpx2.AsyncClient]


@pytest.fixture
async def county(registry_engine: AsyncEngine, benefits_engine: AsyncEngine, reporting_engine: AsyncEngine) -> None:
    """People, roles, Party organisations and cases of several days, some of them over again."""
    await given_network(registry_engine)
    for station, room in (("411329104", ROOM), ("411329105", OTHER_ROOM)):
        await given_party(registry_engine, PartyKind.BRANCH, station)
        await given_party(registry_engine, PartyKind.GROUP, room)
    people = [await _given_person(registry_engine, serial) for serial in range(1, 9)]
    await _given_roles(registry_engine, people)
    await _given_applications(registry_engine, stays=people[5], withdraws=people[3])
    await given_learned(benefits_engine, [e for e in await told(registry_engine) if isinstance(e, DIRECTORY.contracts)])
    await _given_cases(benefits_engine, people)
    await fold(reporting_engine, [*await told(registry_engine), *await told(benefits_engine)])


@pytest.fixture
async def browsers(
    county: None,
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
    *,
    settings_of: Any,
    token_for: Callable[[UUID], str],
    api_client: Callable[..., httpx2.AsyncClient],
) -> Browsers:
    """`browsers("registry")`: a leader of the county, signed in to the service."""
    engines = {"registry": registry_engine, "benefits": benefits_engine, "reporting": reporting_engine}
    makers: Mapping[str, Callable[[Any], FastAPI]] = {
        "registry": create_registry,
        "benefits": create_benefits,
        "reporting": create_reporting,
    }
    leader, made = new_id(), dict[str, httpx2.AsyncClient]()
    for service, engine in engines.items():
        await given_grant(engine, leader, Role.CENTRE_STAFF)
        made[service] = as_browser(api_client(makers[service](settings_of(service)), token_for(leader)))
    return made.__getitem__


class TestAFigure:
    @pytest.mark.parametrize("code", SOURCES)
    async def test_opens_to_as_many_as_it_counts(self, browsers: Browsers, code: str) -> None:
        seen = {(unit, day): await _counted_and_listed(browsers, code, unit, day) for unit in UNITS for day in DAYS}
        assert {where: both for where, both in seen.items() if both[0] != both[1]} == {}
        assert len(set(seen.values())) > 1, "the county is too plain to tell a filter from none"


async def _counted_and_listed(browsers: Browsers, code: str, unit: str, day: date) -> tuple[int, int]:
    figures = await browsers("reporting").get(f"/reporting/county/figures/{code}?unit={unit}&as_of={day}")
    counted = int(figures.text.partition("<h1>")[2].partition("</h1>")[0].partition("：")[2].split()[0])
    [source] = [link for link in links_of(figures) if link.startswith(f"{SOURCES[code].path}?")]
    return counted, await _rows(browsers(source.split("/")[1]), source)


async def _rows(browser: httpx2.AsyncClient, path: str) -> int:
    """How many stand on all pages of a list that begins there."""
    rows = 0
    while path:
        page = await browser.get(path)
        assert page.status_code == 200, path
        rows += page.text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
        following = [link for link in links_of(page) if "cursor=" in link]
        path = following[0] if following else ""
    return rows


async def _given_person(engine: AsyncEngine, serial: int) -> UUID:
    return await given_veteran(
        engine,
        id_number=given_number(serial),
        org_code=(ROOM, OTHER_ROOM, UNIT_ROOM)[serial % 3],
        political_code="01" if serial % 2 else "13",
        registered_on=str((APRIL_1, APRIL_10)[serial % 4 // 2]),
    )


async def _given_roles(engine: AsyncEngine, people: Sequence[UUID]) -> None:
    """Four mediators, one of them until 20 April; somebody who has each other role; a volunteer."""
    assume = partial(assume_role, given_work(engine), source="任命文件", keyring=KEYRING)
    terms = [await assume(person, kind=RoleKind.MEDIATOR, assumed_on=APRIL_1) for person in people[:3]]
    await assume(people[3], kind=RoleKind.MEDIATOR, assumed_on=APRIL_10)
    await assume(people[4], kind=RoleKind.ENTREPRENEUR, assumed_on=APRIL_1)
    for kind in (RoleKind.VILLAGE_RESERVE_CADRE, RoleKind.VILLAGE_TWO_COMMITTEES):
        await assume(people[5], kind=kind, assumed_on=APRIL_10, org_code=ROOM)
    await joining(engine, people[6], await given_team(engine), APRIL_10)
    await end_role(given_work(engine), terms[0].role_id, ended_on=APRIL_20, reason="届满")


async def _given_applications(engine: AsyncEngine, *, stays: UUID, withdraws: UUID) -> None:
    """Two ask to join the Party; one of them until 20 April."""
    submit = partial(submit_application, given_work(engine), keyring=KEYRING)
    await submit(stays, Submitted(APRIL_10, "入党申请书"))
    until = await submit(withdraws, Submitted(APRIL_1, "入党申请书"))
    await close_application(
        given_work(engine), until.application_id, on=APRIL_20, reason="withdrawn", document="本人申请"
    )


async def _given_cases(engine: AsyncEngine, people: Sequence[UUID]) -> None:
    """At two rooms: settled in either way, failed, withdrawn, under way; some after the tenth."""
    work = given_clerk(engine)
    for room, outcome, on in product((ROOM, OTHER_ROOM), ENDS, (APRIL_10, APRIL_20)):
        case = await given_case(work, County(applicant=people[4]), org_code=room)
        await assign_mediators(work, case.case_id, mediator_ids=people[1:2], assigned_on=date(2019, 4, 3))
        if outcome == "withdrawn":
            await withdraw_case(work, case.case_id, reason="by-applicant", withdrawn_on=on)
        elif outcome is not None:
            await resolve_case(work, case.case_id, outcome=outcome, resolved_on=on, document="新民调〔2019〕12号")
