"""Ways of making sure that a contact point belongs to the person."""

from collections.abc import Mapping
from typing import Literal

from shared.events.codes import CONTACT_VERIFICATION
from shared.language import Named

VerificationCode = Literal["in-person", "callback", "document"]

VERIFICATIONS: Mapping[str, Named] = CONTACT_VERIFICATION.by_code()
