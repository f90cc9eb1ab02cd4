"""What an authenticator app does: the code of a moment, each once."""

import asyncio
import time
from dataclasses import dataclass, field

import pyotp

STEP_SECONDS = 30
# The last step whose code was shown, by secret: a service takes each code once, whoever of this process brings it.
_SHOWN: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Authenticator:
    """`secret` is what the enrolment showed, in base 32."""

    secret: str = field(repr=False)

    async def code(self) -> str:
        """The next code that was not shown before; waits for its time where two were shown already."""
        step = max(int(time.time()) // STEP_SECONDS, _SHOWN.get(self.secret, 0) + 1)
        _SHOWN[self.secret] = step
        # A service takes the code of the coming step as well.
        await asyncio.sleep(max(0.0, (step - 1) * STEP_SECONDS - time.time()))
        return pyotp.TOTP(self.secret).at(step * STEP_SECONDS)
