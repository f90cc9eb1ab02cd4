"""Skills training (技能培训): providers, their courses, who takes part and what became of him."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
"""Three books, one under the other; the outcomes that are overdue."""
