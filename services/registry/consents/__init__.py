"""Consents: what persons have agreed to that no statutory duty asks for, and what holds no longer."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
