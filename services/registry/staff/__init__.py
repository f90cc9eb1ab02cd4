"""Staff at units, and who answers for a unit (人员配备). A person is a number of the county's staff."""

from shared.service.room import Room

ROOM = Room(__name__)
"""Two books: posts, and responsible persons."""
