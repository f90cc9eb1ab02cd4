"""What a sign-in begins: a session, whose access tokens are short and whose renewal secret works once."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", jobs=("commands.FORGET_SESSIONS",))
