"""How far the service network reaches (横向到边、纵向到底、覆盖全员), nominally (有形) and effectively (有效): read
off what is counted and handed in, kept nowhere. What the words mean is said in `domain`."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
