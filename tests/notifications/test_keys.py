"""What whoever has a copy of the database can find out without the keys; and another master key."""

import base64
from collections.abc import Callable
from typing import Any

import httpx2
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.commands import PERSON_KEYS
from services.notifications.contacts.queries import find_reaches
from shared.idempotency.fingerprint import Fingerprint
from shared.privacy.keyring import Keyring, Keys
from shared.rotation import rekey
from tests.given import MASTER_KEY, given_work
from tests.notifications.given import MOBILE, given_person, given_reachable

OTHER_KEY = base64.b64encode(b"2" * 32).decode()


class TestTheFingerprintOfARequest:
    async def test_does_not_let_anybody_try_phone_numbers(
        self, by: Callable[..., Any], notifications_engine: AsyncEngine
    ) -> None:
        person = await given_person(notifications_engine)
        client: httpx2.AsyncClient = await by()
        path = f"/persons/{person}/contact-points/sms"
        answer = await client.put(
            path, json={"value": MOBILE, "verification": "in-person"}, headers={"Idempotency-Key": "once"}
        )
        assert answer.status_code == 200
        guess = Fingerprint("PUT", f"{path}?".encode(), b"application/json")
        guess.feed(answer.request.content)
        async with notifications_engine.connect() as connection:
            kept = await connection.scalar(text("SELECT fingerprint FROM idempotency"))
        assert guess.digest() not in kept


class TestAnotherMasterKey:
    async def test_opens_every_number(self, notifications_engine: AsyncEngine) -> None:
        person = await given_reachable(notifications_engine)
        after = Keyring(Keys([SecretStr(OTHER_KEY)]))
        both = Keyring(Keys([SecretStr(OTHER_KEY), SecretStr(MASTER_KEY)]))
        assert await rekey(given_work(notifications_engine), both, PERSON_KEYS) == 1
        async with notifications_engine.connect() as connection:
            reaches = await find_reaches(connection, [person])
        assert [reach.reveal(after, person).reveal() for reach in reaches.values()] == [MOBILE]
