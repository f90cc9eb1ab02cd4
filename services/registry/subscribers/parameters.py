"""What may be subscribed to, and for how long."""

from collections.abc import Mapping

from shared.events.catalogue import CATALOGUE, Topic, topics
from shared.events.contract import PiiClass, Published
from shared.language import Named
from shared.rule import Limit

CONFIRMED = "confirmed"
LONGEST = Limit(366, "subscription-days", "the county's own: after it somebody asks again whether it is still needed")

# What tells who may do what here is for the services alone.
OUR_OWN = frozenset({"registry.grants", "registry.accounts", "registry.subscriptions"})


def _is_offered(topic: Topic) -> bool:
    """What is sensitive by its subject only where the catalogue names somebody outside who reads it."""
    return topic.name not in OUR_OWN and (topic.pii < PiiClass.P3 or any(each.outside for each in topic.types))


OFFERED: Mapping[str, Topic] = {topic.name: topic for topic in topics() if topic.types and _is_offered(topic)}
TYPES: Mapping[str, Published] = {each.name: each for each in CATALOGUE}
CHOICES: Mapping[str, Named] = {
    each.name: Named(each.name, f"{each.summary.zh}（{each.name}）", f"{each.summary.en} ({each.name})")
    for topic in OFFERED.values()
    for each in topic.types
}
"""The types that are offered, in words, those of a topic one after the other."""

OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(CONFIRMED, "已确认", "confirmed"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
