"""Awards, levels, stages, offices and grounds of selections, with their words."""

from collections.abc import Mapping

from shared.events.award_codes import (
    AWARD,
    AWARD_LEVEL,
    DISQUALIFICATION,
    REVOCATION_GROUND,
    SELECTION_STAGE,
    VETTING_OFFICE,
)
from shared.language import Named

AWARDS, LEVELS, STAGES = AWARD.by_code(), AWARD_LEVEL.by_code(), SELECTION_STAGE.by_code()
OFFICES, GROUNDS, DISQUALIFICATIONS = VETTING_OFFICE.by_code(), REVOCATION_GROUND.by_code(), DISQUALIFICATION.by_code()

STANDINGS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("standing", "参评", "stands"),
        Named("disqualified", "取消资格", "disqualified"),
        Named("withdrawn", "已撤回", "withdrawn"),
        Named("awarded", "获得荣誉", "awarded"),
        Named("not-awarded", "未获荣誉", "not awarded"),
        Named("revoked", "荣誉已撤销", "revoked"),
    )
}
STEPS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("opened", "启动评选", "opened"),
        Named("moved", "转入下一阶段或者退回", "moved to another stage"),
        Named("counted", "登记投票结果", "votes counted"),
        Named("scored", "登记评委打分", "points of a member of the panel"),
        Named("drawn", "抽签", "drawn by lot"),
        Named("published", "开始公示", "published"),
        Named("granted", "授予荣誉", "granted"),
        Named("revoked", "撤销荣誉", "revoked"),
    )
}
RESULTS = frozenset({"counted", "scored", "drawn", "published"})
