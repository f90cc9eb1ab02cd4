"""What persons consented to, and whether they wish to be told of work: both decided elsewhere, and told by events."""

from shared.service.room import Room

ROOM = Room(__name__, projections=("projection.CONSENTS", "projection.JOB_WISHES"))
