"""How far a batch looks back, how it ends, and what becomes of a payment."""

from collections.abc import Mapping

from shared.events.benefit_codes import PAYMENT_FAILURE
from shared.language import Named

MONTHS_BACK = 24
"""What was owed for so many months before that of a batch is paid with it."""

PART_ROWS = 5_000
"""A batch goes to the bank in parts of so many payments, as many as one file takes."""

RELEASED = "released"
OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(RELEASED, "已放行", "released"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
FAILURES: Mapping[str, Named] = PAYMENT_FAILURE.by_code()
RESULTS: Mapping[str, Named] = {
    each.code: each for each in (Named("paid", "已发放", "paid"), Named("failed", "发放失败", "failed"))
}
OPEN = Named("open", "待反馈", "no result yet")
"""Of a payment without a result, in filters."""
