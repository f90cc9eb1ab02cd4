"""The Party organisations that mirror the service network one to one: a branch a station, a group a room."""

from shared.service.room import Room

ROOM = Room(__name__, projections=("projection.PARTY",))
