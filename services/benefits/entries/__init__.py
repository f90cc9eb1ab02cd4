"""Most of what is done for people is a book (`shared.entries`): whose the entries are, a person's or a unit's, which
stand where the directory says, or the county's own, which stand at its unit for all to read. What a book is of, stands
in the rooms above.
"""

from shared.service.room import Room

ROOM = Room(__name__)
