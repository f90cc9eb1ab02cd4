"""One of seven applicants becomes a probationary member: from the office to the figures (T12, C4)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from services.registry.party_applications.commands import (
    CorrectedApplication,
    Submitted,
    advance_application,
    correct_application,
    submit_application,
)
from services.reporting.figures.queries.both import list_members_applying
from services.reporting.figures.queries.standing import get_standing
from tests.journeys.told import told
from tests.registry.given import CENTRE_CODE, KEYRING, TODAY, given_network, given_party, given_work
from tests.registry.persons import given_number, given_veteran
from tests.reporting.given import fold

APPLICANTS, MEMBERS = 7, 3
APPLIED = date(2019, 2, 12)
STEPS = (date(2019, 3, 1), date(2019, 4, 1), TODAY)


class Office:
    """Registry, and what reporting makes of all that it tells, event by event."""

    def __init__(self, registry: AsyncEngine, reporting: AsyncEngine) -> None:
        self.registry, self.reporting, self.heard = registry, reporting, 0

    async def hear(self) -> list[tuple[int, int]]:
        """F16 and F02 after each event that is new."""
        everything = await told(self.registry)
        new, self.heard, found = everything[self.heard :], len(everything), []
        for event in new:
            await fold(self.reporting, [event])
            found.append(await self.figures())
        return found

    async def figures(self, as_of: date = TODAY) -> tuple[int, int]:
        """Nobody ever counts in both, on no day."""
        async with self.reporting.connect() as connection:
            assert not await list_members_applying(connection, as_of)
            figures = (await get_standing(connection, CENTRE_CODE, as_of, None)).figures
        return (figures["F16"].delta, figures["F02"].delta)


@pytest.fixture
async def office(registry_engine: AsyncEngine, reporting_engine: AsyncEngine) -> Office:
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    return Office(registry_engine, reporting_engine)


async def given_applicants(registry: AsyncEngine) -> list[UUID]:
    """Seven who have applied, beside some members."""
    for serial in range(MEMBERS):
        await given_veteran(registry, id_number=given_number(serial), name="党员", registered_on="2019-01-05")
    applied = []
    for serial in range(MEMBERS, MEMBERS + APPLICANTS):
        number = given_number(serial)
        person = await given_veteran(registry, id_number=number, political_code="13", registered_on="2019-01-05")
        submitted = Submitted(APPLIED, "入党申请书")
        made = await submit_application(given_work(registry), person, submitted, keyring=KEYRING)
        applied.append(made.application_id)
    return applied


class TestOneOfSevenApplicants:
    async def test_leaves_them_and_is_a_member_in_one_event(self, office: Office) -> None:
        [application, *_] = await given_applicants(office.registry)
        await office.hear()
        assert await office.figures() == (APPLICANTS, MEMBERS)
        for day in STEPS:
            await advance_application(
                given_work(office.registry), application, on=day, document="支部大会决议", keyring=KEYRING
            )
        seen = await office.hear()
        assert set(seen) == {(APPLICANTS, MEMBERS), (APPLICANTS - 1, MEMBERS + 1)}
        assert seen == sorted(seen, reverse=True)
        assert await office.figures() == (APPLICANTS - 1, MEMBERS + 1)
        assert await office.figures(TODAY - timedelta(days=1)) == (APPLICANTS, MEMBERS)

    async def test_is_an_applicant_again_where_that_was_a_mistake(self, office: Office) -> None:
        [application, *_] = await given_applicants(office.registry)
        for day in STEPS:
            last = await advance_application(
                given_work(office.registry), application, on=day, document="支部大会决议", keyring=KEYRING
            )
        await office.hear()
        said = {name: getattr(last, name) for name in CorrectedApplication.__dataclass_fields__}
        how = CorrectedApplication(**{**said, "probationary_on": None, "document": "支部大会未通过"})
        await correct_application(given_work(office.registry), application, how, keyring=KEYRING)
        assert set(await office.hear()) == {(APPLICANTS - 1, MEMBERS + 1), (APPLICANTS, MEMBERS)}
        assert await office.figures() == (APPLICANTS, MEMBERS)
