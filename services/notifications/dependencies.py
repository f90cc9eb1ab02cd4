"""What endpoints of notifications may ask for. Who may do what: docs/rules.md."""

from typing import Annotated

from fastapi import Depends, Request

from shared.auth.roles import Role
from shared.command import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.privacy.encryption import Keyring

STAFF = (Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF)


async def keyring(request: Request) -> Keyring:
    """The keyring of this process, made by `create_app`. A plain function would be run in a thread."""
    found: Keyring = request.app.state.keyring
    return found


Keys = Annotated[Keyring, Depends(keyring)]

ContactKeeper = Annotated[Work, Depends(commanding(*STAFF))]
ContactReading = Annotated[Reading, Depends(reading(*STAFF))]
TemplateReading = Annotated[
    Reading, Depends(reading(Role.SYSTEM_ADMINISTRATOR, Role.BUREAU_LEADER, *STAFF, Role.AUDITOR))
]
DeliveryReading = Annotated[Reading, Depends(reading(Role.SYSTEM_ADMINISTRATOR, Role.CENTRE_STAFF))]
