"""Preferential recipients without a veteran's file: survivors, say. Which unit is responsible for each, until they die
or move away; what they hold stands in `categories`.
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
