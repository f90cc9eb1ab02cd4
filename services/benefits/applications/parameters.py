"""The steps of a programme's chain as levels of the network, and why an application is returned or refused."""

from collections.abc import Mapping

from shared.approval import Outcome
from shared.language import Named

LEVEL: Mapping[str, str] = {"village": "room", "township": "station", "county": "centre"}
"""Who decides a step: a village's room, a township's station, the county's centre."""
DECIDES = LEVEL["county"]

RETURNS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("papers-missing", "材料不全", "papers are missing"),
        Named("papers-unclear", "材料不清楚或者相互矛盾", "papers are unclear or contradict each other"),
        Named("not-visited", "尚未入户核实", "nobody has been to see"),
        Named("other", "其他须补正的情形", "something else is to be supplied"),
    )
}
REFUSALS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("condition-not-met", "不符合规定条件", "a condition of the programme is not met"),
        Named("excluded", "已享受不能同时享受的项目", "a programme is enjoyed that excludes this one"),
        Named("limit-reached", "已达到次数上限", "it was had as often as it may be"),
        Named("objection-upheld", "公示异议成立", "an objection was upheld"),
        Named("no-proof", "没有有效证明", "there is no valid proof"),
    )
}
REASONS: Mapping[Outcome, Mapping[str, Named]] = {Outcome.SUPPLEMENT: RETURNS, Outcome.REFUSE: REFUSALS}
