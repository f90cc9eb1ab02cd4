"""Emergency aid: after a fire or an accident somebody is paid before his application is decided; the papers follow."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.overdue.PAPERS_OVERDUE",))
