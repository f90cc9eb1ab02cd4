"""Pages of persons' files: `persons`; `filing` makes those of the rooms that record facts in them, `deciding` those of
the rooms in which somebody decides on what another handed in or proposed."""

from services.registry.veterans.pages import persons

router = persons.router
