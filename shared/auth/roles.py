"""Who a person can be to the system. What a role may do stands in `permissions.toml`."""

from enum import StrEnum


class Role(StrEnum):
    SYSTEM_ADMINISTRATOR = "system-administrator"
    BUREAU_LEADER = "bureau-leader"
    CENTRE_STAFF = "centre-staff"
    STATION_STAFF = "station-staff"
    ROOM_STAFF = "room-staff"
    MEDIATOR = "mediator"
    MERCHANT_CLERK = "merchant-clerk"
    VETERAN = "veteran"
    AUDITOR = "auditor"
    SUBSCRIBER = "subscriber"
