"""Agreements with merchants (商家优惠协议): intention, signed, in force, suspended, ended; and what a discount makes
of a price.
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
"""One book, of units. A leader signs, and corrects what was signed; the centre does the rest."""
