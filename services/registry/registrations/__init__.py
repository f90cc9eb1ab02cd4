"""Registrations: a room hands in, a station verifies, the centre registers; what the centre enters itself is registered
at once.

Until then a person is in no list and no figure, and his number is taken (R1).
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.forgetting.FORGET_REFUSED",))
