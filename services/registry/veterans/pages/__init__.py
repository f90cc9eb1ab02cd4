"""Pages of persons' files: `persons`; `filing` makes those of the rooms that record facts in them."""

from services.registry.veterans.pages import persons

router = persons.router
