"""What is under public notice now, for everybody to read: applications before the county decides, and who is to be
awarded."""

from shared.service.room import Room

ROOM = Room(__name__, pages="pages.router")
