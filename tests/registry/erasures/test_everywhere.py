"""What is known of a person is gone in every service, and figures stay."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.copies import rows
from faults.oracle.figures import OF_REGISTRY, count
from services import benefits, notifications
from services.benefits.cases.commands import disclose_case
from services.benefits.cases.domain import ContentErased
from services.notifications.contacts.commands import put_contact_point
from services.notifications.contacts.domain import PersonIsErased
from shared.privacy.personal import Personal, PhoneNumber
from tests.benefits.given import County, code_of, given_case
from tests.given import given_work as given_service_work
from tests.notifications.given import keyring
from tests.registry.categories.given import CERTIFICATE
from tests.registry.erasures.given import (
    HER_NAME,
    HIS_WIFE,
    NUMBER,
    PERSONAL,
    RIGHT_NUMBER,
    dump,
    erasing,
    given_dead,
    given_life,
    hear,
    sealed_cells,
)
from tests.registry.families.given import WIFE, relating
from tests.registry.given import given_network, given_work
from tests.registry.logged import logged
from tests.registry.persons import ROOM_PATH, given_veteran
from tests.registry.recipients.given import ending, given_recipient
from tests.registry.registrations.given import station

SUMMARY = "与邻居欧阳某因灌溉渠发生争执"
TYPED_HERE = "19900007399"
IN_CLEAR = (
    *PERSONAL.values(), "解放路七十四号", NUMBER, RIGHT_NUMBER, "1959-07-31", SUMMARY, TYPED_HERE, HIS_WIFE, HER_NAME,
    CERTIFICATE,
)  # fmt: skip


@pytest.fixture
def engines(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
) -> tuple[AsyncEngine, ...]:
    return registry_engine, benefits_engine, notifications_engine, reporting_engine


class TestAnErasure:
    async def test_leaves_nothing_of_the_person_in_any_table_or_topic(
        self, engines: tuple[AsyncEngine, ...], postgres: Postgres
    ) -> None:
        registry, of_benefits, of_notifications, _ = engines
        await given_network(registry)
        others = [await sealed_cells(engine) for engine in engines]
        person_id = await given_life(registry)
        case_id = await told_and_served(engines, person_id)
        await given_dead(registry, person_id)
        counted = await rows(postgres.admin_url, OF_REGISTRY), count(await logged(registry))
        his = [await sealed_cells(engine) - before for engine, before in zip(engines, others, strict=True)]
        assert [{table for table, _ in cells} for cells in his] == [
            {
                "person", "veteran", "data_key", "person_fact", "identity_correction", "identity_discrepancy",
                "activation", "second_factor", "issuer_binding", "external_notice", "category_holding",
                "category_holding_past", "attachment", "attachment_content",
            },
            {"case_content"},
            {"person_key", "contact_point"},
            set(),
        ]  # fmt: skip
        await erasing(registry, person_id)
        for engine, service in ((of_benefits, benefits), (of_notifications, notifications)):
            await hear(registry, engine, service.SERVICE)
        left = [cells & await sealed_cells(engine) for engine, cells in zip(engines, his, strict=True)]
        assert left == [set()] * 4
        everything = "\n".join([await dump(engine) for engine in engines])
        assert str(person_id) in everything
        assert [value for value in IN_CLEAR if value in everything] == []
        assert await scalar(registry, "SELECT count(*) FROM name_token") == 0
        assert (await rows(postgres.admin_url, OF_REGISTRY), count(await logged(registry))) == counted
        with pytest.raises(ContentErased):
            await disclose_case(
                given_service_work(of_benefits), case_id, keyring=keyring(), purpose="mediation", most_an_hour=9
            )
        with pytest.raises(PersonIsErased):
            await keeping(of_notifications, person_id)

    async def test_is_in_the_audit_of_each_service_that_had_something_once(
        self, engines: tuple[AsyncEngine, ...]
    ) -> None:
        registry, of_benefits, of_notifications, _ = engines
        await given_network(registry)
        person_id = await given_life(registry)
        await told_and_served(engines, person_id)
        await given_dead(registry, person_id)
        await erasing(registry, person_id)
        for _ in range(2):  # a rebuild gives it again
            for engine, service in ((of_benefits, benefits), (of_notifications, notifications)):
                await hear(registry, engine, service.SERVICE)
        asked = "SELECT string_agg(subject || ' ' || purpose, ',') FROM audit WHERE action = 'forget-person'"
        for engine in (of_benefits, of_notifications):
            assert await scalar(engine, asked) == f"person {person_id} retention-ended"


class TestWhoIsRegisteredSince:
    async def test_keeps_what_was_brought_since_however_often_it_is_told(
        self, engines: tuple[AsyncEngine, ...]
    ) -> None:
        """By a rebuild, say, or by an event that was parked: of a recipient erased before there was a file."""
        registry, of_benefits, of_notifications, _ = engines
        await given_registered_since(engines)
        for engine, service in ((of_benefits, benefits), (of_notifications, notifications)):
            await hear(registry, engine, service.SERVICE)
        assert await scalar(of_benefits, "SELECT count(*) FROM case_content WHERE data_key IS NOT NULL") == 1
        assert await scalar(of_notifications, "SELECT count(*) FROM person_key") == 1


async def given_registered_since(engines: tuple[AsyncEngine, ...]) -> UUID:
    """Somebody erased as a recipient who stayed known as a veteran's wife, and turns out to be a veteran herself: with
    the same id she has a case, and a number that messages go to."""
    registry, *_ = engines
    await given_network(registry)
    await relating(given_work(registry), await given_veteran(registry))
    person_id = await given_recipient(registry, number=WIFE, name="李梅")
    await ending(station(registry), person_id, "recorded-in-error")
    await erasing(registry, person_id)
    assert await given_veteran(registry, id_number=WIFE, name="李梅") == person_id
    await told_and_served(engines, person_id)
    return person_id


async def told_and_served(engines: tuple[AsyncEngine, ...], person_id: UUID) -> UUID:
    """Benefits and notifications know the person, who has a case (whose id it is) and another number there."""
    registry, of_benefits, of_notifications, _ = engines
    for engine, service in ((of_benefits, benefits), (of_notifications, notifications)):
        await hear(registry, engine, service.SERVICE)
    brought: dict[str, Any] = {"org_code": code_of(ROOM_PATH), "summary": Personal(SUMMARY)}
    case = await given_case(given_service_work(of_benefits), County(applicant=person_id), **brought)
    await keeping(of_notifications, person_id)
    return case.case_id


async def keeping(engine: AsyncEngine, person_id: UUID) -> None:
    number = PhoneNumber(TYPED_HERE)
    work = given_service_work(engine)
    await put_contact_point(work, person_id, "sms", keyring=keyring(), value=number, verification="in-person")


async def scalar(engine: AsyncEngine, statement: str) -> object:
    async with engine.connect() as connection:
        return await connection.scalar(text(statement))
