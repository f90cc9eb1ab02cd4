"""Reporting in: who was discharged says so within thirty days, and is welcomed."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
