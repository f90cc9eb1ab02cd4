"""What papers prove of a person: under another master key, and forgotten with him."""

import base64
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.payments.commands.changing import Correction, correct_entitlement
from services.benefits.payments.commands.keys import FACT_KEYS, forget_facts
from services.benefits.payments.domain.months import Month
from services.benefits.payments.queries import lock_entitlement, proved
from shared.privacy.keyring import Keyring, Keys
from shared.rotation import rekey
from tests.benefits.given import keyring
from tests.benefits.payments.given import PENSION, given_county_pays, given_veteran, granted
from tests.given import MASTER_KEY, given_work

OTHER_KEY = base64.b64encode(b"2" * 32).decode()
FACTS: dict[str, int | str] = {"disability.cause": "war", "disability.grade": 6}


async def known(engine: AsyncEngine, entitlement_id: UUID, ring: Keyring) -> object:
    async with engine.connect() as connection:
        return proved(await lock_entitlement(connection, entitlement_id, Month(2019, 4)), ring)


@pytest.fixture
async def entitlement(benefits_engine: AsyncEngine) -> UUID:
    """One with facts that papers prove, and one without any."""
    await given_county_pays(benefits_engine)
    await granted(benefits_engine, await given_veteran(benefits_engine))
    own = await granted(benefits_engine, await given_veteran(benefits_engine), PENSION)
    correction = Correction(Month(2019, 4), None, None, FACTS, "papers-found", "残疾军人证")
    await correct_entitlement(given_work(benefits_engine), own, correction, keyring=keyring())
    return own


async def test_another_master_key_opens_it(benefits_engine: AsyncEngine, entitlement: UUID) -> None:
    assert await known(benefits_engine, entitlement, keyring()) == FACTS
    both = Keyring(Keys([SecretStr(OTHER_KEY), SecretStr(MASTER_KEY)]))
    assert await rekey(given_work(benefits_engine), both, FACT_KEYS) == 1
    assert await known(benefits_engine, entitlement, Keyring(Keys([SecretStr(OTHER_KEY)]))) == FACTS


async def test_it_is_forgotten_with_the_person(benefits_engine: AsyncEngine, entitlement: UUID) -> None:
    async with benefits_engine.begin() as connection:
        person = (await lock_entitlement(connection, entitlement, Month(2019, 4))).person_id
        assert await forget_facts(connection, [person]) == {person}
        assert await forget_facts(connection, [person]) == set()
    assert await known(benefits_engine, entitlement, keyring()) == {}
