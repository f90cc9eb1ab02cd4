"""The steps of a programme's chain as levels of the network, and why an application is returned or refused."""

from collections.abc import Mapping

from services.benefits.programmes.parameters import CHAIN
from shared.approval import Outcome
from shared.approval.levels import CENTRE, ROOM, STATION
from shared.events.benefit_codes import APPLICATION_REVIEW, BENEFIT_REFUSAL, HARDSHIP_KIND
from shared.language import Named

LEVEL: Mapping[str, str] = {"village": ROOM, "township": STATION, "county": CENTRE}
"""Who decides a step: a village's room, a township's station, the county's centre."""
DECIDES = LEVEL["county"]

LEVELS: Mapping[str, Named] = {LEVEL[code]: Named(LEVEL[code], said.zh, said.en) for code, said in CHAIN.items()}

RETURNS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("papers-missing", "材料不全", "papers are missing"),
        Named("papers-unclear", "材料不清楚或者相互矛盾", "papers are unclear or contradict each other"),
        Named("not-visited", "尚未入户核实", "nobody has been to see"),
        Named("other", "其他须补正的情形", "something else is to be supplied"),
    )
}
REFUSALS = BENEFIT_REFUSAL.by_code()
HARDSHIP = "hardship.kind"
"""The fact that an application says itself, where the programme is weighed by it."""
HARDSHIPS: Mapping[str, Named] = HARDSHIP_KIND.by_code()
REVIEWS = APPLICATION_REVIEW.by_code()
REASONS: Mapping[Outcome, Mapping[str, Named]] = {Outcome.SUPPLEMENT: RETURNS, Outcome.REFUSE: REFUSALS}

LATE = (Named("true", "逾期未办理", "late"),)
"""Of a list: where the level that is asked has not decided by its day."""

STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("reviewing", "办理中", "under way"),
        Named("returned", "退回补正", "to be supplemented"),
        Named("publicity", "公示中", "published"),
        Named("approved", "已同意", "approved"),
        Named("refused", "不予同意", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
