"""Local accounts: who may sign in. What an account may do is said by grants."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    jobs=("commands.FORGET_DELAYS", "commands.FORGET_USED", "commands.TELL_STANDING"),
    tasks=("commands.RESET_ACCOUNT",),
)
