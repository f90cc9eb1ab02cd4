"""Who is compared with whom, what inspectors may say beside the indicators, and what an arithmetic is made of."""

from collections.abc import Mapping

from shared.events.reporting_codes import RANKING_LIST, SCORE_SOURCE
from shared.language import Named, Text

# By the kind of what a station is set up in; every other kind is the second list's.
LIST_OF_HOST: Mapping[str, str] = {"township": "townships"}
OTHER_LIST = "county-units"
LISTS: Mapping[str, Named] = RANKING_LIST.by_code()
SOURCES: Mapping[str, Named] = SCORE_SOURCE.by_code()

BONUS, DEDUCTION, VETO = "bonus", "deduction", "veto"
# Beside the indicators: what is added to a total, what is taken off, and a veto, which is 1 or 0.
EXTRAS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(BONUS, "加分", "bonus"),
        Named(DEDUCTION, "扣分", "deduction"),
        Named(VETO, "一票否决（1 为否决）", "veto (1: vetoed)"),
    )
}
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("open", "评分中", "being scored"),
        Named("provisional", "公示中", "provisional"),
        Named("confirmed", "已确认", "confirmed"),
        Named("published", "已公布", "published"),
    )
}
STEPS: Mapping[str, Text] = {
    "full": Text("满分", "full marks"),
    "late": Text("迟报", "late"),
    "missed": Text("漏报（含补报）", "missed, backfilled or not"),
    "wrong": Text("旬通报印发以后更正数字", "corrected after its bulletin was issued"),
    "floor": Text("扣完为止", "not below 0"),
    "ratio": Text("按完成比例", "by the share reached"),
    "nothing-to-measure": Text("没有应完成的，按满分计", "nothing to be reached: full marks"),
    "scores": Text("各项得分之和", "sum of all scores"),
    BONUS: Text("加分", "bonus"),
    DEDUCTION: Text("扣分", "deduction"),
    VETO: Text("一票否决", "veto"),
}
OF_RATIOS = frozenset({"ratio", "nothing-to-measure"})
MOST_EVIDENCE = 500
