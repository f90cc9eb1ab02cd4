"""Ways of making sure that a contact point belongs to the person."""

from collections.abc import Mapping
from typing import Literal

from shared.language import Named

VerificationCode = Literal["in-person", "callback"]

VERIFICATIONS: Mapping[VerificationCode, Named] = {
    "in-person": Named("in-person", "本人当面确认", "confirmed by the person at the counter"),
    "callback": Named("callback", "回拨确认", "confirmed by calling back"),
}
