"""Who a person can be to the system. What a role may do stands in `permissions.toml`."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    SYSTEM_ADMINISTRATOR = "system-administrator"
    SECURITY_ADMINISTRATOR = "security-administrator"
    BUREAU_LEADER = "bureau-leader"
    CENTRE_STAFF = "centre-staff"
    STATION_STAFF = "station-staff"
    ROOM_STAFF = "room-staff"
    MEDIATOR = "mediator"
    MERCHANT_CLERK = "merchant-clerk"
    VETERAN = "veteran"
    AUDITOR = "auditor"
    SUBSCRIBER = "subscriber"


DENIED: Final = "denied"
"""What a denial is recorded as in place of a role: it admits nowhere, and takes its unit out of every grant."""
