"""Attachments: photographs and evidence, sealed under the person's key, each with what it belongs to; and evidence of
the work of units, under the unit's."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    rekeyings=("commands.units.UNIT_KEYS",),
)
