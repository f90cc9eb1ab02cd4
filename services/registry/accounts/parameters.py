"""What kinds and states of accounts are called."""

from shared.language import Named

KINDS = (Named("person", "个人", "person"), Named("machine", "系统", "machine"))
STATES = (
    Named("awaiting-activation", "待激活", "awaits activation"),
    Named("awaiting-confirmation", "待核实本人", "awaits a second person"),
    Named("active", "使用中", "in use"),
    Named("disabled", "已停用", "disabled"),
)
