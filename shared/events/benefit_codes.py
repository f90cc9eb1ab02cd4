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

LISTS_OF_BENEFITS: tuple[CodeList, ...] = (
    APPLICATION_REVIEW,
    BENEFIT_REFUSAL,
    HEALTH_CHECK_MISS,
    HEALTH_CHECK_FOLLOW_UP,
)
