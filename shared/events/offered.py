"""What systems of others may be given at all."""

from collections.abc import Mapping

from shared.events.catalogue import CATALOGUE, SERVICES, Topic, topics
from shared.events.contract import PiiClass, Published

# What tells who may do what here is for the services alone, as is what they answer each other; and what a station did
# on one day, whose numbers are so small that somebody might be known by them; how the centre dispatches its units, and
# how stations are assessed and supervised.
OUR_OWN = frozenset(
    {
        "registry.grants",
        "registry.accounts",
        "registry.subscriptions",
        "reporting.daily-reports",
        "reporting.dispatches",
        "reporting.dispatch-tasks",
        "reporting.assessments",
        "reporting.supervision",
    }
) | {f"{service}.org-units" for service in SERVICES if service != "registry"}


def _is_offered(topic: Topic) -> bool:
    """What is sensitive by its subject only where the catalogue names somebody outside who reads it."""
    return topic.name not in OUR_OWN and (topic.pii < PiiClass.P3 or any(each.outside for each in topic.types))


OFFERED: Mapping[str, Topic] = {topic.name: topic for topic in topics() if topic.types and _is_offered(topic)}
TYPES: Mapping[str, Published] = {each.name: each for each in CATALOGUE}
PLACE = "org_path"  # of the unit where an event stood that day

# Fields that name units one by one, with the days of each, by `org_path`: who is granted some units is given of them
# what is of those.
LISTS_OF_UNITS: Mapping[str, tuple[str, ...]] = {
    "veteran-deregistered": ("counted_before",),
    "deregistration-revoked": ("counted",),
    "registration-day-corrected": ("counted_before", "counted"),
    "veteran-relocated": ("counted_before", "counted"),
    "relocation-revoked": ("counted_before", "counted"),
    "veterans-merged": ("counted_before", "roles_before"),
    "veterans-unmerged": ("counted", "roles"),
    "veteran-transfer-out-completed": ("counted_before",),
    "veteran-transferred-in": ("counted",),
    "transfer-revoked": ("counted_before", "counted"),
    "social-role-ended": ("counted",),
    "social-role-reopened": ("counted_before", "counted"),
    "social-role-corrected": ("counted_before", "counted"),
    "social-role-withdrawn": ("counted_before", "counted"),
    "volunteer-joined": ("counted_before", "counted"),
    "volunteer-left": ("counted_before", "counted"),
    "volunteer-membership-corrected": ("counted_before", "counted"),
    "volunteer-membership-withdrawn": ("counted_before", "counted"),
    "party-membership-counted": ("counted_before", "counted"),
    "party-application-advanced": ("membership_before", "membership"),
    "party-application-corrected": ("applied_before", "applied", "membership_before", "membership"),
}


def has_place(entry: Published) -> bool:
    """Whether its events say where they stood; what does not is the whole county's."""
    return PLACE in entry.contract.__struct_fields__
