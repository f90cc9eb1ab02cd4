"""Code lists about what veterans do for others."""

from shared.events.code_list import CodeList
from shared.language import Named

CONTRIBUTION_CLASS = CodeList(
    "contribution-class", "贡献类别", "what veterans contribute to their villages",
    (
        Named("policy-publicity", "宣传政策", "making policies known"),
        Named("left-behind-children", "关注留守儿童", "caring for children left behind"),
        Named("neighbours-mediation", "调解邻里", "mediating between neighbours"),
        Named("stability", "维护稳定", "keeping the peace"),
        Named("development", "推动发展", "furthering development"),
        Named("hard-problems", "化解难点", "resolving hard problems"),
        Named("teachers-and-learning", "尊师重教", "honouring teachers and learning"),
        Named("enterprise-and-innovation", "创业创新", "enterprise and innovation"),
    ),
)  # fmt: skip
VOLUNTEER_TASK = CodeList(
    "volunteer-task", "志愿服务内容", "what volunteer teams do",
    (
        Named("sanitation", "环卫保洁", "cleaning the village"),
        Named("household-tidiness", "户容户貌", "the look of homes and yards"),
        Named("dispute-mediation", "纠纷调处", "settling disputes"),
    ),
)  # fmt: skip
OPEN_MATTER = CodeList(
    "open-matter", "撤销机构前的未结事项", "what is open at a service organisation that is to be closed",
    (
        Named("cases", "在办案件", "open cases"),
        Named("counted-persons", "统计中仍计入的退役军人", "veterans whom figures still count there"),
        Named("counted-members", "统计中仍计入的党员", "Party members whom figures still count there"),
        Named("counted-formal-members", "统计中组织关系仍在该处的党员", "formal memberships that figures still count"),
        Named("counted-applicants", "统计中仍计入的入党申请人", "applicants whom figures still count there"),
        Named("counted-cadres", "统计中仍计入的后备干部", "reserve cadres whom figures still count there"),
        Named("counted-committees", "统计中仍计入的“两委”成员", "committee members whom figures still count there"),
        Named("counted-mediators", "统计中仍计入的调解员", "mediators whom figures still count there"),
        Named("counted-entrepreneurs", "统计中仍计入的创业人员", "entrepreneurs whom figures still count there"),
        Named("counted-volunteers", "统计中仍计入的志愿者", "volunteers whom figures still count there"),
        Named("counted-agreements", "统计中仍计入的商家优惠协议", "agreements with merchants that figures still count"),
        Named("counted-intentions", "统计中仍计入的商家优惠意向", "intentions of merchants that figures still count"),
        Named("counted-staff", "统计中仍计入的到岗人员", "staff whom figures still count there"),
        Named("counted-area", "统计中仍计入的场所面积", "floor area that figures still count there"),
        Named("counted-halls", "统计中仍计入的厅", "halls that figures still count there"),
        Named("counted-rooms", "统计中仍计入的功能室", "functional rooms that figures still count there"),
        Named("counted-plaques", "统计中仍计入的牌子", "plaques that figures still count there"),
        Named("counted-bodies", "统计中仍计入的县级机构", "county bodies that figures still count there"),
        Named("dispatch-tasks", "未办结的调度任务", "tasks of dispatches that are not finished"),
        Named("supervision-slips", "未办结的督办单", "supervision slips that are not closed"),
        Named("returned-reports", "被退回的日报告", "daily reports that were returned"),
        Named("messages", "待发送的通知", "messages that wait to be sent"),
    ),
)  # fmt: skip

LISTS_OF_SERVICE = (CONTRIBUTION_CLASS, VOLUNTEER_TASK, OPEN_MATTER)
