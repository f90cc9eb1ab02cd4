"""How official papers read (文书式样): red head, number word, title, opening, order and headings of sections, closing.

What a county loads takes the place of the wording it begins with, from a day on.
"""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
