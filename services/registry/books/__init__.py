"""The county's books: one table of contents, and for each book the same routes and pages."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
"""Every book that a room above `entries` has made is listed in `schemas.BOOKS`."""
