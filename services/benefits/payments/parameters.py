"""What is done about an entitlement and for which reasons, and where one stands in a month."""

from collections.abc import Mapping

from shared.events.benefit_codes import BENEFIT_CHANGE, HARDSHIP_KIND
from shared.language import Named

HARDSHIPS: Mapping[str, Named] = HARDSHIP_KIND.by_code()
REASONS: Mapping[str, Named] = BENEFIT_CHANGE.by_code()


def _reasons(*codes: str) -> Mapping[str, Named]:
    return {code: REASONS[code] for code in codes}


NOT_APPROVED = "not-approved"
"""What was paid in an emergency, and was refused or taken back after."""
SUSPENSIONS = _reasons("serves-sentence", "not-confirmed", "not-found", "under-review")
RESUMPTIONS = _reasons("sentence-served", "confirmed", "found", "review-passed", "mistyped")
ENDS = _reasons("condition-not-met", "right-lost", "chose-another", "waived")
CORRECTIONS = _reasons("mistyped", "papers-found", "decision-changed")

ACTS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("granted", "起发", "granted"),
        Named("suspended", "停发", "suspended"),
        Named("resumed", "恢复发放", "resumed"),
        Named("ended", "终止", "ended"),
        Named("corrected", "更正", "corrected"),
    )
}
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("paid", "发放中", "paid"),
        Named("once", "一次性发放", "paid once"),
        Named("coming", "尚未起发", "not begun"),
        Named("suspended", "停发中", "suspended"),
        Named("elsewhere", "由迁出地发放", "paid by the county of origin"),
        Named("ended", "已终止", "ended"),
    )
}
WHYS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("ended", "决定终止", "its end was decided"),
        Named("died", "死亡", "the person died"),
        Named("left", "迁出", "the person moved away"),
        Named("void", "登记已注销", "the registration is void"),
    )
}
"""Why somebody is paid no longer."""
