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

LISTS_OF_BENEFITS: tuple[CodeList, ...] = (APPLICATION_REVIEW, BENEFIT_REFUSAL)
