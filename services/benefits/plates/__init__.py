"""Honour plates (光荣牌): hung, replaced, withdrawn, restored; one at a household."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
"""One book."""
