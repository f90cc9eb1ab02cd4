"""What emergency aid is for, and where it stands."""

from collections.abc import Mapping

from shared.events.benefit_codes import EMERGENCY_CAUSE
from shared.language import Named

CAUSES: Mapping[str, Named] = EMERGENCY_CAUSE.by_code()
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("proposed", "待放行", "to be released"),
        Named("papers-due", "待补齐材料", "papers to follow"),
        Named("overdue", "逾期未补齐材料", "papers are late"),
        Named("complete", "材料已补齐", "papers complete"),
        Named("ended", "申请已办结，未补齐材料", "decided before the papers came"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
