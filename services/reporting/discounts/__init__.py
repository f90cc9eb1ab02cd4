"""What merchants take off by their agreements: no figure, since rates of several are no sum; a bulletin lists them."""

from shared.service.room import Room

ROOM = Room(__name__, projections=("projection.DISCOUNTS",))
