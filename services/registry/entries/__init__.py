"""The county's own books (台账) are of its units: what `shared.entries` keeps of each, and how units are asked for.
What a book is of, stands in the rooms above; its routes and pages in `books`.
"""

from shared.service.room import Room

ROOM = Room(__name__)
"""The acts on entries are `shared.entries`."""
