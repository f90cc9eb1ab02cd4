"""What simulations and their states are called."""

from collections.abc import Mapping

from shared.language import Named

CHUNK = 1_000
"""Persons weighed in a transaction: a second's work, and how often its progress is seen."""

KEPT = 5
"""Simulations of a draft; the oldest goes when another is asked for."""

STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("running", "进行中", "running"),
        Named("done", "已完成", "done"),
        Named("stopped", "已停止", "stopped"),
        Named("failed", "失败", "failed"),
    )
}
