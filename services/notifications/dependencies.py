"""What endpoints of notifications may ask for. Who may do what: docs/access.md."""

from typing import Annotated

from fastapi import Depends, Request

from services.notifications.settings import Settings
from shared.command import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.privacy.keyring import Keyring


async def keyring(request: Request) -> Keyring:
    """The keyring of this process, made by `create_app`. A plain function would be run in a thread."""
    found: Keyring = request.app.state.keyring
    return found


async def configuration(request: Request) -> Settings:
    """What this process was told by its environment."""
    found: Settings = request.app.state.settings
    return found


Keys = Annotated[Keyring, Depends(keyring)]
Configuration = Annotated[Settings, Depends(configuration)]

ContactKeeper = Annotated[Work, Depends(commanding("messages.keep-contacts"))]
ContactKeeperReading = Annotated[Reading, Depends(reading("messages.keep-contacts"))]
ContactReading = Annotated[Reading, Depends(reading("messages.read-contacts"))]
TemplateReading = Annotated[Reading, Depends(reading("messages.read-templates"))]
WebhookReading = Annotated[Reading, Depends(reading("webhooks.read"))]
WebhookSecretMaker = Annotated[Work, Depends(commanding("webhooks.make-secret"))]
WebhookSteering = Annotated[Work, Depends(commanding("webhooks.steer"))]
WebhookSteeringReading = Annotated[Reading, Depends(reading("webhooks.steer"))]
Resending = Annotated[Work, Depends(commanding("messages.resend"))]
DeliveryReading = Annotated[Reading, Depends(reading("messages.follow"))]
EventReading = Annotated[Reading, Depends(reading("events.fetch"))]
