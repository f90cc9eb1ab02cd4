"""What an account has in hand when its holder leaves: to be handed over, or seen to."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
