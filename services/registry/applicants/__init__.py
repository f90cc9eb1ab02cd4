"""Who has applied to join the Party, as far as rooms below the applications must know: what is read of them."""

from shared.service.room import Room

ROOM = Room(__name__)
