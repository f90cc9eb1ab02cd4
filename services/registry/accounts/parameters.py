"""What kinds and states of accounts are called; how long a password waits for its second person."""

from datetime import timedelta

from shared.language import Named

CONFIRMED_WITHIN = timedelta(days=7)  # pages and docs/operations/accounts.md say it in words

KINDS = (Named("person", "个人", "person"), Named("machine", "系统", "machine"))
HELD = (Named("true", "已登记", "named"), Named("false", "未登记", "not named"))
STATES = (
    Named("awaiting-activation", "待激活", "awaits activation"),
    Named("awaiting-confirmation", "待核实本人", "awaits a second person"),
    Named("confirmation-overdue", "核实逾期", "confirmation overdue"),
    Named("active", "使用中", "in use"),
    Named("disabled", "已停用", "disabled"),
)
