"""Health checks (健康体检): scheduled, completed or missed, followed up."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.COUNT_ONCE",))
"""One book. Attendance is kept, results are not."""
