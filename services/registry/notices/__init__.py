"""What other systems say of persons: that somebody has died, that a household has moved.

Hostile until checked: each message is read within bounds, compared with the register, and waits for somebody to look
at it. Nothing is ever applied by itself.
"""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    parts=("loop.notice_reader",),
    jobs=("commands.forgetting.FORGET_NOTICES",),
    rekeyings=("commands.rekeying.NOTICE_KEYS",),
    measures=("loop.measure_notices",),
)
