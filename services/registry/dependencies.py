"""What endpoints may ask for. Who may do what: docs/rules.md; a grant's unit bounds where.

All are coroutines: FastAPI runs a plain function in a thread, which costs more than any of these does.
"""

import hmac
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.registry.settings import Registrar, Settings
from shared import clock
from shared.auth.caller import Caller
from shared.auth.roles import REGISTRARS, Role
from shared.auth.signing import SigningKey
from shared.command import Work
from shared.http.browser import language_of
from shared.http.dependencies import Reading, commanding, reading
from shared.http.overload import Limiter, limited_by
from shared.idempotency.claim import IdempotencyKey

# Who acts before anybody signed in: at the setup and at a failed sign-in.
NOBODY = UUID(int=0)
ORGANISERS = (Role.CENTRE_STAFF, Role.STATION_STAFF)
PEOPLE = tuple(role for role in Role if role is not Role.SUBSCRIBER)
OVERSEERS = (Role.BUREAU_LEADER, *ORGANISERS, Role.AUDITOR)


async def get_settings(request: Request) -> Settings:
    """The configuration this process was started with."""
    settings: Settings = request.app.state.settings
    return settings


async def get_signing_key(request: Request) -> SigningKey:
    """The key that signs access tokens, read by `create_app`."""
    key: SigningKey = request.app.state.signing_key
    return key


async def get_registrar(request: Request) -> Registrar:
    """What registering veterans takes, built by `create_app`."""
    registrar: Registrar = request.app.state.registrar
    return registrar


async def work_of_nobody(request: Request) -> Work:
    """For the routes that anyone may call. They take no idempotency key: it would belong to nobody."""
    address = request.client.host if request.client else ""
    return Work(request.app.state.engine, Caller(NOBODY, (), language_of(request), address), clock.now())


def with_confidential_key(work: Work, settings: Settings) -> Work:
    """The same work, its request's fingerprint keyed: kept as it is, it would be a fast hash of a password."""
    asked = work.idempotency
    if asked is None:
        return work
    secret = settings.master_key.get_secret_value().encode()
    keyed = IdempotencyKey(asked.value, lambda: hmac.digest(secret, asked.fingerprint(), "sha256"))
    return replace(work, idempotency=keyed)


# Checking a password takes far more than anything else here does: as many at once as there are threads for it, and as
# many waiting as are done within the time that a request may wait.
PASSWORD_CHECKS = limited_by(Limiter(slots=2, queue=16, lease_seconds=None))

Configuration = Annotated[Settings, Depends(get_settings)]
TokenSigningKey = Annotated[SigningKey, Depends(get_signing_key)]
Registration = Annotated[Registrar, Depends(get_registrar)]

Anyone = Annotated[Work, Depends(work_of_nobody)]
AccountHolder = Annotated[Work, Depends(commanding(*Role))]
Administrator = Annotated[Work, Depends(commanding(Role.SYSTEM_ADMINISTRATOR))]
OwnGrantReading = Annotated[Reading, Depends(reading(*Role))]
# An account belongs to no unit.
AccountKeeper = Annotated[Work, Depends(commanding(Role.SYSTEM_ADMINISTRATOR, county_wide=True))]
AccountReading = Annotated[Reading, Depends(reading(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, county_wide=True))]
GrantReading = Annotated[Reading, Depends(reading(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR))]
DivisionKeeper = Annotated[Work, Depends(commanding(Role.SYSTEM_ADMINISTRATOR, Role.CENTRE_STAFF))]
Organiser = Annotated[Work, Depends(commanding(*ORGANISERS))]
PlacesReading = Annotated[Reading, Depends(reading(*PEOPLE))]
# Several statements that must agree with each other.
OverseerReading = Annotated[Reading, Depends(reading(*OVERSEERS, consistent=True))]
Registering = Annotated[Work, Depends(commanding(*REGISTRARS))]
Disclosing = Annotated[Work, Depends(commanding(*ORGANISERS))]
# Only one's own imports are shown; who may register may read them. The connection is given back before the answer is
# sent: one of them is a file, and who does not read it to its end must not keep a connection.
RegisterReading = Annotated[Reading, Depends(reading(*REGISTRARS), scope="function")]
FileReading = Annotated[Reading, Depends(reading(Role.BUREAU_LEADER, *REGISTRARS, Role.AUDITOR))]
