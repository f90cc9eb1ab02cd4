"""The life of Party branches and groups (三会一课): meetings, lectures and theme Party days; what is recorded of them,
and accepted or returned by somebody above; what was due and was not held."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.TELL_OVERDUE",))
