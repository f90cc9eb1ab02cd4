"""External OpenID Connect issuers: who of theirs is which account here. They sign people in, and do nothing else."""

from shared.service.room import Room

ROOM = Room(
    __name__, router="endpoints.router", pages="pages.router", rekeyings=("commands.BINDING_KEYS", "commands.SUBJECTS")
)
