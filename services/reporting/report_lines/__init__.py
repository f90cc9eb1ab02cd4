"""The lines of daily reports (日报告项目): what a report has numbers for, what they are called, which of them the
system fills in, which may be left out; drafted by the centre, brought into force by a leader, from a day on
that lies ahead."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
