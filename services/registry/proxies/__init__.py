"""Proxies: who may act for a veteran, in what, and until when."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
