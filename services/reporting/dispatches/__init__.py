"""The weekly dispatch (周调度): minutes of a week in editions, and the tasks that came of it, followed to their end."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("consumer.DISPATCHES_FOLLOW",),
    jobs=("commands.overdue.TELL_OVERDUE_TASKS",),
)
