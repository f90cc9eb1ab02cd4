"""Registry tells that a file is there or says something else, and never what: it is to be asked for."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.facts.commands import ask_anew, begin_fetches
from services.benefits.facts.parameters import FIELDS
from shared.events.registry import IdentityCorrected, VeteranProfileUpdated, VeteranRegistered
from shared.inbox.projection import Delivered, Projection

FileEvent = VeteranRegistered | VeteranProfileUpdated | IdentityCorrected


def is_of_facts(event: FileEvent) -> bool:
    """Whether what is asked of the file may be another one now."""
    return not isinstance(event, VeteranProfileUpdated) or not FIELDS.isdisjoint(event.changed_fields)


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[FileEvent]]) -> None:
    """What was asked before stays until there is an answer."""
    last = {each.event.person_id: (each.sequence, each.time) for each in delivered if is_of_facts(each.event)}
    if last:
        await begin_fetches(connection, [(person, *told) for person, told in last.items()])


# What was asked is this service's own; a rebuild has nothing to make anew.
FACTS_TO_ASK = Projection(
    "facts-to-ask", (VeteranRegistered, VeteranProfileUpdated, IdentityCorrected), apply, (), follow=ask_anew
)
