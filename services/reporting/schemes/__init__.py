"""Schemes of assessment (考评办法): what is assessed, for how many points, from which day until which; drafted by the
centre, which corrects and gives up drafts, brought into force by a leader."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", projections=("projection.DISABLED_ACCOUNTS",))
