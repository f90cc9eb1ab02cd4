"""Conditions of programmes as data: facts compared, and what comes of it where not everything is known."""

from shared.service.room import Room

ROOM = Room(__name__)
