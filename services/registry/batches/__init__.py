"""Many at once, from a workbook or pasted: each row is read as a form is, and recorded or refused by itself. What a row
is of, the room says that has the door."""

from shared.service.room import Room

ROOM = Room(__name__)
