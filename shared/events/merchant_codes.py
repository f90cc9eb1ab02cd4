"""Code lists about agreements with merchants and discounts."""

from shared.events.code_list import CodeList
from shared.language import Named

MERCHANT_INDUSTRY = CodeList(
    "merchant-industry", "商家行业", "line of business of a merchant",
    (
        Named("housing", "房地产", "housing"),
        Named("goods", "商品零售", "goods"),
        Named("supermarket", "超市", "supermarket"),
        Named("driving", "驾驶培训", "driving lessons"),
        Named("catering", "餐饮住宿", "catering and lodging"),
        Named("health", "医疗健康", "health"),
        Named("transport", "交通出行", "transport"),
        Named("culture", "文化旅游", "culture and travel"),
        Named("other", "其他", "another one"),
    ),
)  # fmt: skip
DISCOUNT_BASE = CodeList(
    "discount-base", "优惠的基准价", "price that a discount is taken off",
    (
        Named("list-price", "标价", "list price"),
        Named("general-offer-price", "普惠价", "price after the offer for everybody"),
        Named("lowest-price", "最低价", "lowest price of the day"),
    ),
)  # fmt: skip
DISCOUNT_SUBJECT = CodeList(
    "discount-subject", "优惠对象", "whom a discount is for",
    (
        Named("veteran", "退役军人", "veterans"),
        Named("family", "退役军人家属", "veterans' families"),
        Named("veteran-and-family", "退役军人及其家属", "veterans and their families"),
    ),
)  # fmt: skip
DISCOUNT_PERIOD = CodeList(
    "discount-period", "优惠次数的计算期间", "in what time a discount is counted",
    (
        Named("agreement", "整个协议期", "the whole agreement"),
        Named("year", "自然年", "a calendar year"),
        Named("month", "自然月", "a calendar month"),
    ),
)  # fmt: skip
DISCOUNT_RESULT = CodeList(
    "discount-result", "优惠码核验结果", "what a merchant is answered about a code",
    (
        Named("eligible", "可以享受", "may have the discount"),
        Named("not-eligible", "不能享受", "may not have it"),
    ),
)  # fmt: skip
DISCOUNT_REFUSAL = CodeList(
    "discount-refusal-reason", "优惠不予核销的原因", "why a discount is refused",
    (
        Named("agreement-not-active", "协议未生效", "the agreement is not in force"),
        Named("subject-not-covered", "不属于优惠对象", "the discount is for others"),
        Named("relation-not-covered", "亲属关系不在家属范围内", "the relation is no family"),
        Named("relation-ended", "亲属关系已终止", "the relation has ended"),
        Named("limit-reached", "已达到次数上限", "it was had as often as it may be"),
        Named("duplicate-order", "该订单已经核销", "the order was redeemed before"),
        Named("code-used", "该优惠码已经使用", "the code was used before"),
    ),
)  # fmt: skip
DISCOUNT_REVERSAL = CodeList(
    "discount-reversal-reason", "优惠核销撤回的原因", "why a discount is taken back",
    (
        Named("contract-cancelled", "合同解除", "the contract was cancelled"),
        Named("goods-returned", "退货", "the goods were returned"),
        Named("mistyped", "录入有误", "it was taken down wrongly"),
        Named("other", "其他", "another reason"),
    ),
)  # fmt: skip

LISTS_OF_MERCHANTS: tuple[CodeList, ...] = (
    MERCHANT_INDUSTRY,
    DISCOUNT_BASE,
    DISCOUNT_SUBJECT,
    DISCOUNT_PERIOD,
    DISCOUNT_RESULT,
    DISCOUNT_REFUSAL,
    DISCOUNT_REVERSAL,
)
