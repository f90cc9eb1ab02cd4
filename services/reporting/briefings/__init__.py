"""The briefing note (简报): a short paper for the leaders about a subject, with the figures of some days.

The centre drafts it, a leader who wrote nothing of it issues it, another edition corrects it; a draft that nobody wants
is withdrawn.
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
