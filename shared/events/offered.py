"""What systems of others may be given at all."""

from collections.abc import Mapping

from shared.events.catalogue import CATALOGUE, Topic, topics
from shared.events.contract import PiiClass, Published

# What tells who may do what here is for the services alone.
OUR_OWN = frozenset({"registry.grants", "registry.accounts", "registry.subscriptions"})


def _is_offered(topic: Topic) -> bool:
    """What is sensitive by its subject only where the catalogue names somebody outside who reads it."""
    return topic.name not in OUR_OWN and (topic.pii < PiiClass.P3 or any(each.outside for each in topic.types))


OFFERED: Mapping[str, Topic] = {topic.name: topic for topic in topics() if topic.types and _is_offered(topic)}
TYPES: Mapping[str, Published] = {each.name: each for each in CATALOGUE}
PLACE = "org_path"  # of the unit where an event stood that day


def has_place(entry: Published) -> bool:
    """Whether its events say where they stood; what does not is the whole county's."""
    return PLACE in entry.contract.__struct_fields__
