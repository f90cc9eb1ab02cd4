"""County bodies (县级机构): leading group, Party working committee, service centre, general branch, task force."""

from shared.service.room import Room

ROOM = Room(__name__)
"""Two books: bodies, and who is in them."""
