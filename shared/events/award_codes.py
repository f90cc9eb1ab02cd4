"""Code lists about selections and awards."""

from shared.events.code_list import CodeList
from shared.language import Named

AWARD = CodeList(
    "award", "荣誉称号", "an award",
    (
        Named("most-admirable-veteran", "最美退役军人", "most admirable veteran"),
        Named("model-veteran", "模范退役军人", "model veteran"),
        Named("veteran-pioneer", "退役军人创业先锋", "pioneer of enterprise among veterans"),
        Named("veteran-volunteer", "优秀退役军人志愿者", "outstanding volunteer among veterans"),
    ),
)  # fmt: skip
AWARD_LEVEL = CodeList(
    "award-level", "荣誉级别", "level of an award",
    (
        Named("county", "县级", "county"),
        Named("city", "市级", "city"),
        Named("province", "省级", "province"),
        Named("nation", "全国", "nation"),
    ),
)  # fmt: skip
SELECTION_STAGE = CodeList(
    "selection-stage", "评选阶段", "stage of a round of selection",
    (
        Named("nominating", "推荐", "nominating"),
        Named("vetting", "审查", "vetting"),
        Named("voting", "投票", "voting"),
        Named("panel", "评委评审", "panel"),
        Named("publicity", "公示", "publicity"),
        Named("awarded", "已授予荣誉", "awarded"),
        Named("cancelled", "已取消", "cancelled"),
    ),
)  # fmt: skip
VETTING_OFFICE = CodeList(
    "vetting-office", "审查部门", "office that vets a nominee",
    (
        Named("party", "党组织", "Party organisation"),
        Named("discipline", "纪检监察机关", "discipline inspection"),
        Named("police", "公安机关", "police"),
        Named("petitions", "信访部门", "petitions office"),
    ),
)  # fmt: skip
DISQUALIFICATION = CodeList(
    "disqualification-reason", "取消参评资格的原因", "why a nominee is disqualified",
    (
        Named("vetting-failed", "部门审查未通过", "an office did not let him pass"),
        Named("objection-upheld", "公示异议成立", "an objection was upheld"),
    ),
)  # fmt: skip
REVOCATION_GROUND = CodeList(
    "award-revocation-ground", "撤销荣誉的依据", "why an award is revoked",
    (
        Named("false-merits", "事迹不实", "the merits were not true"),
        Named("offence", "违纪违法", "a breach of discipline or law"),
        Named("granted-in-error", "授予有误", "granted in error"),
    ),
)  # fmt: skip

LISTS_OF_AWARDS: tuple[CodeList, ...] = (
    AWARD, AWARD_LEVEL, SELECTION_STAGE, VETTING_OFFICE, DISQUALIFICATION, REVOCATION_GROUND,
)  # fmt: skip
