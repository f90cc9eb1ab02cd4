"""Machines: the keys and addresses that their accounts are known by, and tokens for what they sign."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", parts=("loop.service_identities",))
