"""What a sign-in yields: signed access tokens, and the public key to check them with."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router")
