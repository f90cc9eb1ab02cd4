"""Nobody decides for himself or his kin, as far as it is known who he is and who is whose kin."""

from shared.service.room import Room

ROOM = Room(__name__)
