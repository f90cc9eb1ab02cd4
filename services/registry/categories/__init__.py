"""Categories of persons: applied for by evidence, decided on level by level, held, suspended, stopped, and what was
said of them before.

What happens to the person, happens to the holding without being written twice: it is read from the file.
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
