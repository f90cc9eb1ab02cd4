"""The programme group 四免两优: four things free, two preferential.

The source never spells the six out (S36a); this reading follows what it lists and is data, so that a
county can put other programmes into the slots.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.language import Named


@dataclass(frozen=True, slots=True)
class Slot(Named):
    """A place in a programme group, held by at most one programme."""


@dataclass(frozen=True, slots=True)
class ProgrammeGroup(Named):
    """Programmes that the county promises together."""

    slots: tuple[Slot, ...]


GROUP = ProgrammeGroup(
    "four-free-two-preferential",
    "四免两优",
    "four free, two preferential",
    (
        Slot("free-1", "免费健康体检", "free health check"),
        Slot("free-2", "免费技能培训", "free skills training"),
        Slot("free-3", "免费就业信息与招聘服务", "free job information and recruitment"),
        Slot("free-4", "免费法律援助与政策咨询", "free legal aid and policy consultation"),
        Slot("preferential-1", "价格优惠", "price discounts"),
        Slot("preferential-2", "优先服务", "priority service"),
    ),
)

SLOTS: Mapping[str, Slot] = {slot.code: slot for slot in GROUP.slots}

MONTHLY, ONE_OFF = "monthly", "one-off"
GIVES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("service", "服务", "a service"),
        Named(MONTHLY, "按月发放", "money, each month"),
        Named(ONE_OFF, "一次性发放", "money, once"),
        Named("price", "价格优惠", "a lower price"),
    )
}
GIVES_MONEY = frozenset({MONTHLY, ONE_OFF})

CHAIN: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("village", "村（社区）评议", "appraisal in the village"),
        Named("township", "乡镇复核", "review in the township"),
        Named("county", "县级审批", "decision of the county"),
    )
}

HOUSEHOLD = "household"
PER: Mapping[str, Named] = {
    each.code: each for each in (Named("person", "每人", "a person"), Named(HOUSEHOLD, "每户", "a household"))
}
PERIODS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("calendar-year", "每年", "in a calendar year"),
        Named("24-months", "每24个月", "in 24 months"),
        Named("ever", "终身", "ever"),
    )
}

ACTIVATED = "activated"
OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(ACTIVATED, "已启用", "in force"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}

# What the form of a draft begins with where there is no version yet: every field, nothing said.
OUTLINE = """{
  "programme_code": "",
  "name": "",
  "slot": null,
  "valid_from": "",
  "valid_to": null,
  "rules": [
    {
      "code": "living",
      "source": "",
      "text": "本人健在。",
      "when": {"fact": "person.status", "op": "eq", "value": "living"},
      "evidence": null
    }
  ],
  "terms": {
    "gives": "service",
    "amount": null,
    "cap": null,
    "limits": [],
    "excludes": [],
    "continues_months": 0,
    "chain": [],
    "publicity_workdays": 0,
    "emergency_workdays": 0,
    "decide_within": {}
  }
}"""
