"""How somebody makes sure whose a number is, why that no longer holds, and what our own services ask numbers for."""

from typing import Literal

MOBILE = "mobile"
"""The field of a file that messages go to."""

CHANNEL = "sms"
"""The way they go."""

VerificationCode = Literal["in-person", "callback", "document"]
WithdrawalCode = Literal["not-the-persons", "request-of-the-person", "recorded-in-error"]
NUMBER_CHANGED = "number-changed"
"""Why a verification ends when another number is recorded; nobody states it."""

ERASED = "erased"
"""The same when what is known of the person is erased."""

PurposeCode = Literal["notification"]

MOST_AT_ONCE = 1_000
"""Persons whose numbers one request gets."""
