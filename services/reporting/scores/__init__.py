"""Rounds of assessment: every station of a month scored by the scheme in force, from frozen figures, from its daily
reports, and by inspectors."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", projections=("consumer.SCORES_FOLLOW",))
