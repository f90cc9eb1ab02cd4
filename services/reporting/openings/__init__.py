"""Opening figures: what a county had done before its first day with this system, with the document that says so.

Shown apart from what is counted, never added to it: no event stands behind them, and nobody can open them to ids.
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
