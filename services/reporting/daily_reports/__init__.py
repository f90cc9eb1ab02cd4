"""The daily report (日报告) of each station: opened every day, handed in with what was counted or what people say
instead, in time, late or missed; corrected by versions, returned by the centre."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("projection.DAILY_COUNTS", "projection.DAILY_REPORTS_FOLLOW"),
    jobs=("commands.opening.OPEN_REPORTS", "commands.opening.CLOSE_REPORTS"),
)
