"""The hours of daily reports (报送时限): by when rooms and stations hand in, when a report counts as missed, on which
days one is owed; proposed by the centre, confirmed by a leader, from a day on that lies ahead."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
