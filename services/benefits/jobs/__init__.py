"""Jobs (就业服务): employers, their postings, what persons wish, who was hired; fairs; what is pushed every week."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.PUSH_WEEKLY",))
"""Five books; which postings suit whom, and why."""
