"""What may be subscribed to in words, for how long, how it is read, and how a proposal ends."""

from collections.abc import Mapping

from shared.events.offered import OFFERED
from shared.events.privacy_codes import SUBSCRIPTION_DOOR
from shared.language import Named
from shared.rule import Limit

CONFIRMED, REFUSED = "confirmed", "refused"
KAFKA, HTTP, WEBHOOK = "kafka", "http", "webhook"
DOORS: Mapping[str, Named] = SUBSCRIPTION_DOOR.by_code()
LONGEST = Limit(366, "subscription-days", "the county's own: after it somebody asks again whether it is still needed")

CHOICES: Mapping[str, Named] = {
    each.name: Named(each.name, f"{each.summary.zh}（{each.name}）", f"{each.summary.en} ({each.name})")
    for topic in OFFERED.values()
    for each in topic.types
}
"""The types that are offered, in words, those of a topic one after the other."""

WORDS: Mapping[str, Named] = {**CHOICES, **DOORS}

OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(CONFIRMED, "已确认", "confirmed"),
        Named(REFUSED, "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
