"""Party organisations that mirror the network one to one: a branch at every station, a group at every room.

They are functional, not the formal organisations that hold a member's Party membership (fact 5).
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
