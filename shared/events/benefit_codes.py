"""Code lists about applications for benefits."""

from shared.events.code_list import CodeList
from shared.language import Named

APPLICATION_REVIEW = CodeList(
    "application-review", "对申请的意见", "what is said of an application",
    (
        Named("agree", "同意", "agreed"),
        Named("refuse", "不同意", "refused"),
        Named("supplement", "退回补正", "to be supplemented"),
        Named("supplied", "已补正", "supplemented"),
    ),
)  # fmt: skip
BENEFIT_REFUSAL = CodeList(
    "benefit-refusal-reason", "不予享受的原因", "why a benefit is refused",
    (
        Named("condition-not-met", "不符合规定条件", "a condition of the programme is not met"),
        Named("excluded", "已享受不能同时享受的项目", "a programme is enjoyed that excludes this one"),
        Named("limit-reached", "已达到次数上限", "it was had as often as it may be"),
        Named("objection-upheld", "公示异议成立", "an objection was upheld"),
        Named("no-proof", "没有有效证明", "there is no valid proof"),
    ),
)  # fmt: skip
HEALTH_CHECK_MISS = CodeList(
    "health-check-miss", "未到检原因", "why somebody missed his health check",
    (
        Named("deceased", "已去世", "has died"),
        Named("away", "外出", "is away"),
        Named("unwell", "患病住院", "is ill"),
        Named("declined", "本人放弃", "does not want it"),
        Named("not-reached", "联系不上", "was not reached"),
        Named("other", "其他", "another reason"),
    ),
)  # fmt: skip
HEALTH_CHECK_FOLLOW_UP = CodeList(
    "health-check-follow-up", "体检随访结果", "what became of a health check",
    (
        Named("informed", "已告知本人", "the person knows"),
        Named("referred", "建议就诊", "a doctor is to be seen"),
        Named("to-be-rescheduled", "另行安排", "it is to be had on another day"),
        Named("not-reached", "联系不上", "the person was not reached"),
    ),
)  # fmt: skip
BENEFIT_CHANGE = CodeList(
    "benefit-change-reason", "待遇停发、恢复、终止、更正的原因", "why what is paid to somebody changes",
    (
        Named("serves-sentence", "服刑", "serves a sentence"),
        Named("not-confirmed", "未按期办理年度确认", "the yearly confirmation was not made"),
        Named("not-found", "无法取得联系", "the person cannot be found"),
        Named("under-review", "享受条件需要核实", "whether the conditions are met is looked into"),
        Named("sentence-served", "服刑期满", "the sentence is served"),
        Named("confirmed", "已办理年度确认", "the confirmation was made"),
        Named("found", "已取得联系", "the person was found"),
        Named("review-passed", "核实符合条件", "the conditions are met"),
        Named("condition-not-met", "不再符合享受条件", "a condition is met no longer"),
        Named("right-lost", "依法取消待遇", "the right is lost by law"),
        Named("chose-another", "改为享受不能同时享受的其他项目", "chose another one that excludes it"),
        Named("waived", "本人放弃", "the person gives it up"),
        Named("mistyped", "录入有误", "it was taken down wrongly"),
        Named("papers-found", "材料补充、变更", "papers show otherwise"),
        Named("decision-changed", "复核、复议改变决定", "the decision was changed on review"),
        Named("not-approved", "先行发放后未获批准", "paid first, and not approved"),
    ),
)  # fmt: skip
EMERGENCY_CAUSE = CodeList(
    "emergency-cause", "紧急救助的情形", "what emergency aid is for",
    (
        Named("fire", "火灾", "a fire"),
        Named("accident", "交通、生产等事故", "an accident"),
        Named("disaster", "自然灾害", "a natural disaster"),
        Named("illness", "突发重病", "a sudden grave illness"),
    ),
)  # fmt: skip
HARDSHIP_KIND = CodeList(
    "hardship-kind", "困难类型", "kinds of hardship",
    (
        Named("living", "生活困难", "of living"),
        Named("housing", "住房困难", "of housing"),
        Named("medical", "医疗困难", "of medical care"),
        Named("other", "其他困难", "another one"),
    ),
)  # fmt: skip
PAYMENT_FAILURE = CodeList(
    "payment-failure-reason", "发放失败的原因", "why a payment failed",
    (
        Named("account-wrong", "账号或户名有误", "the account or its name is wrong"),
        Named("account-closed", "账户已销户或者冻结", "the account is closed or frozen"),
        Named("no-account", "没有账户信息", "no account is known"),
        Named("returned", "银行退回", "the bank returned it"),
        Named("other", "其他原因", "another reason"),
    ),
)  # fmt: skip

RECOVERY_WAY = CodeList(
    "overpayment-recovery-way", "多发款追回方式", "how money that was not due comes back",
    (
        Named("by-person", "本人退回", "returned by the person"),
        Named("by-family", "家属或者继承人退回", "returned by the family or the heirs"),
        Named("by-bank", "银行追回", "called back by the bank"),
        Named("by-court", "法院执行", "enforced by the court"),
        Named("other", "其他方式", "another way"),
    ),
)  # fmt: skip

LISTS_OF_BENEFITS: tuple[CodeList, ...] = (
    APPLICATION_REVIEW,
    BENEFIT_REFUSAL,
    HEALTH_CHECK_MISS,
    HEALTH_CHECK_FOLLOW_UP,
    BENEFIT_CHANGE,
    EMERGENCY_CAUSE,
    HARDSHIP_KIND,
    PAYMENT_FAILURE,
    RECOVERY_WAY,
)
