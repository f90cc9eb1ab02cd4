"""Applications to join the Party (S31): handed in, advanced stage by stage, ended; corrected. Becoming a probationary
member closes one, in the same event (decision 60)."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
