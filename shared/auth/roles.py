"""Who a person can be to the system. What a role may do stands in each endpoint's signature."""

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


REGISTRARS = (Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF)
"""Who may open a veteran's file: asked at the request, and again when an import is worked off (docs/rules.md)."""
