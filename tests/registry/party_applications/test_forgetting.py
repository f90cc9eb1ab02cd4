"""Of whoever is erased, that he applied is counted still; what he was before is known no more."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.applicants.queries import list_applied
from services.registry.party.domain import PartyKind
from services.registry.party_applications.commands import (
    CorrectedApplication,
    Submitted,
    advance_application,
    correct_application,
    submit_application,
)
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.given import KEYRING, given_network, given_party, given_work
from tests.registry.persons import given_number, given_veteran

DAYS = [date(2006, month, 1) for month in (3, 6, 9, 12)]
MASSES = "13"


async def given_admitted(engine: AsyncEngine, number: int) -> UUID:
    """Whose application was corrected once he was a member."""
    person = await given_veteran(
        engine, id_number=given_number(number), political_code=MASSES, registered_on="2005-01-05"
    )
    said = Submitted(DAYS[0], "入党申请书")
    application = await submit_application(given_work(engine), person, said, keyring=KEYRING)
    how: dict[str, Any] = {"document": "支委会决议", "keyring": KEYRING}
    for on in DAYS[1:]:
        application = await advance_application(given_work(engine), application.application_id, on=on, **how)
    names = ("party_org_code", "submitted_on", "activist_on", "target_on", "probationary_on", "full_on", "closed_on")
    known = {name: getattr(application, name) for name in names}
    right = CorrectedApplication(**known, end_reason=None, document="更正说明")
    right = replace(right, activist_on=date(2006, 6, 2))
    await correct_application(given_work(engine), application.application_id, right, keyring=KEYRING)
    return person


async def known_of(engine: AsyncEngine, person: UUID) -> tuple[list[str | None], int, list[date]]:
    """The political status before, how many earlier versions, the days on which he was an applicant."""
    async with engine.connect() as connection:
        applied = await list_applied(connection, person)
        ids = [str(each.application_id) for each in applied]
        former = "SELECT count(*) FROM former_record WHERE kind = 'party_application' AND record_id = ANY(:ids)"
        count = await connection.scalar(text(former), {"ids": ids})
    days = [period.starts_on for each in applied for period in each.applied]
    return [each.political_before for each in applied], count or 0, days


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    return registry_engine


async def test_an_erasure_reaches_what_he_was_before(engine: AsyncEngine) -> None:
    person, other = await given_admitted(engine, 1), await given_admitted(engine, 2)
    assert await known_of(engine, person) == ([MASSES], 1, [DAYS[0]])
    await given_dead(engine, person)
    await erasing(engine, person)
    assert await known_of(engine, person) == ([None], 0, [DAYS[0]])
    assert await known_of(engine, other) == ([MASSES], 1, [DAYS[0]])
