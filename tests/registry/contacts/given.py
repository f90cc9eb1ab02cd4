"""Somebody with a number in the file, who makes sure of it, and our service that sends messages."""

from ipaddress import ip_network
from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.queries import find_account_named
from services.registry.contacts.commands import verify_mobile
from services.registry.contacts.domain import ContactPoint
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.machines.commands import keep_services
from services.registry.settings import ServiceIdentity
from shared.auth.signing import SigningKey
from shared.command import Work
from shared.privacy.personal import Personal, PhoneNumber
from tests.given import CENTRE
from tests.registry.given import KEYRING
from tests.registry.machines.given import keeping, public_pem
from tests.registry.persons import REGISTRAR

MOBILE = "19900001234"
OTHER = "19900005678"
IDENTITY_KEY = ECKey.generate_key("P-256").as_pem(private=True).decode()


async def verifying(work: Work, veteran_id: UUID, value: str = MOBILE, **more: Any) -> ContactPoint:
    """The person said this number at the counter."""
    facts: dict[str, Any] = {"verification": "in-person", "keyring": KEYRING, "most_an_hour": 60, **more}
    return await verify_mobile(work, veteran_id, value=PhoneNumber(value), **facts)


async def recording(work: Work, veteran_id: UUID, value: str) -> None:
    """The file says another number from now on."""
    said = Correction("mobile", Personal(value), None, "本人申报")
    await correct_field(work, veteran_id, said, registrar=REGISTRAR)


async def given_service(engine: AsyncEngine, service: str = "notifications", *, key: str = IDENTITY_KEY) -> UUID:
    """Its account, by the configuration."""
    public = public_pem(SigningKey.from_pem(key).key)
    configured = ServiceIdentity(service, (public,), (ip_network("127.0.0.0/8"),))
    await keep_services(keeping(engine), [configured], centre_code=CENTRE)
    async with engine.connect() as connection:
        found = await find_account_named(connection, f"service.{service}")
    assert found is not None
    return found.account_id
