"""Nobody decides for himself or his kin (rule B8), as far as it is known who he is and who is whose kin.

The relations that registry told of are kept once (`discount_kin`), by `redemptions`, which needs them for families."""

from shared.service.room import Room

ROOM = Room(__name__)
