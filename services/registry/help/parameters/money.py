"""What goes wrong in what people are paid."""

from services.registry.help.parameters.mistake import BACK, Mistake
from shared.language import Text

PROGRAMMES = "/benefits/programmes"
MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        BACK,
        "payments.keep",
        "payments.keep",
        "/benefits/payments/entitlements",
        Text("待遇的起止月份、停发、终止办错", "the months of an entitlement, a suspension or an end are wrong"),
        Text(
            "待遇发放 → 打开该待遇，“更正”；停发错的，自停发月份起恢复发放。",
            "Payments: open the entitlement and correct it. A wrong suspension is resumed from the same month on.",
        ),
    ),
    Mistake(
        BACK,
        "payments.batch",
        "payments.batch",
        "/benefits/payments/entitlements",
        Text("发放批次、发放结果登错", "a batch of payments or a result is wrong"),
        Text(
            "待遇发放 → “发放批次”：未放行的“撤回”；结果登错的，在“发放明细”中重新“登记发放结果”。",
            "Payments, batches: what is not released is taken back; a result is recorded anew in the list of payments.",
        ),
    ),
    Mistake(
        BACK,
        "payees.keep",
        "payees.keep",
        "/benefits/payments/entitlements",
        Text("收款账户登错", "an account for payments is wrong"),
        Text(
            "待遇发放 → “收款账户” → 打开该账户：未核对的“撤回”，使用中的“换账户”，注明更正，由另一人核对。",
            "Payments, accounts: take it back before it is confirmed; enter it anew as a correction after, for another "
            "one to confirm.",
        ),
    ),
    Mistake(
        BACK,
        "applications.keep",
        "applications.keep",
        "/benefits/applications",
        Text("紧急先行发放提错、登错", "emergency aid is wrong"),
        Text(
            "优待申请 → “紧急先行发放” → 打开该项：未放行的“撤回”，已放行的“更正”。",
            "Applications, emergency aid: take it back before it is released, or correct it after.",
        ),
    ),
    Mistake(
        BACK,
        "payments.recover",
        "payments.recover",
        "/benefits/payments/entitlements",
        Text("多发追回列错、追回登错", "an overpayment, or what came back of it, is wrong"),
        Text(
            "待遇发放 → “发放批次” → “多发追回”：列错的“撤销”，追回登错的“更正追回登记”。",
            "Payments, batches, overpayments: take it back, or what was said to have come back.",
        ),
    ),
    Mistake(
        BACK,
        "amounts.keep",
        "amounts.keep",
        PROGRAMMES,
        Text("待遇标准录错", "an amount is wrong"),
        Text("待遇标准 → “撤回”，再重新设定。", "Amounts: withdraw it and set another."),
    ),
)
