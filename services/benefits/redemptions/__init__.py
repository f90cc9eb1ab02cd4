"""Discounts at merchants' (优惠核销): codes that somebody shows, what a merchant is answered, what was redeemed."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("projection.RELATIVES",),
    erasures=("commands.codes.forget_codes",),
)
"""A one-time code lasts a minute, a printed one until a day; each is redeemed once."""
