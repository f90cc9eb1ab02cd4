"""Skills training (技能培训): providers, their courses, who takes part and what became of him."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.COUNT_ONCE",))
"""Three books, one under the other; the outcomes that are overdue."""
