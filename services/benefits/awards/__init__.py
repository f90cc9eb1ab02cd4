"""Selections such as 最美退役军人: rounds, nominees, votes, a panel, who is awarded."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", projections=("consumer.AWARDS_FOLLOW",))
