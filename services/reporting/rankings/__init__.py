"""Rankings of a month's assessment: provisional, appealed against, confirmed, published; each edition stays."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", projections=("consumer.APPEALS_FOLLOW",))
