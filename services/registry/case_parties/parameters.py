"""Why somebody is a party no longer, and how long parties are kept."""

from collections.abc import Mapping

from shared.events.person_codes import CASE_PARTY_REMOVAL
from shared.language import Named, Text
from shared.rule import ALWAYS, Limit

REMOVALS: Mapping[str, Named] = CASE_PARTY_REMOVAL.by_code()
IS_ONE = "party"
STATES: Mapping[str, Named] = {
    each.code: each for each in (Named(IS_ONE, "现为当事人", "a party"), Named("removed", "已移除", "removed"))
}
IN_ERROR = "recorded-in-error"
# The fields that are known of a party.
SHOWN = ("name", "id_number")
# An assumption: no rule is known here of how long files of mediation are kept at a veterans' service station.
KEPT = Limit(10, "years-after-the-case", "an assumption, as long as files that are kept for a long term", ALWAYS)
# What was done about the parties of a case, as its page tells.
ACTS: Mapping[str, Text] = {
    "name-case-party": Text("登记当事人", "a party named"),
    "correct-case-party": Text("更正当事人", "a party corrected"),
    "correct-party-identity": Text("更正当事人的姓名、号码", "name or number of a party corrected"),
    "remove-case-party": Text("移除当事人", "a party removed"),
    "disclose-case-party": Text("查看当事人的完整信息", "a party seen in clear"),
}
