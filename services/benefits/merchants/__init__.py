"""Agreements with merchants: what they give to whom, under which conditions (商家优惠)."""

from shared.service.room import Room

ROOM = Room(__name__)
