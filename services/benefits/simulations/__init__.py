"""What a draft would change: weighed over everybody the register knows, beside what is in force that day."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", parts=("loop.simulator",))
