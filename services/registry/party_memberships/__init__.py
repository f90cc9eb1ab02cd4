"""Where members' formal Party membership is, apart from the station's branch or group that they are affiliated to
(fact 5); letters by which it is transferred, and which expire."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.EXPIRE_LETTER",))
