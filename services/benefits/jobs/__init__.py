"""Jobs (就业服务): employers, postings, what persons wish, who applied, who was hired; fairs; what is told weekly."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.PUSH_WEEKLY",))
"""Six books; which postings suit whom, and why."""
