"""Why events are parked, and what to do about it, in both languages (docs/operations/parked.md has it at length)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.inbox.verdict import Cause
from shared.language import Named, Text


@dataclass(frozen=True, slots=True)
class ExplainedCause(Named):
    """A cause and what an operator does about it."""

    to_do: Text


_ALL = (
    ExplainedCause(
        Cause.ENVELOPE,
        "消息头不符合约定",
        "The headers are not what the contract says",
        Text(
            "请查明由谁发送并更正发送方，再说明理由放弃。", "Find out who sent it and correct the sender; discard it."
        ),
    ),
    ExplainedCause(
        Cause.DATA,
        "内容不符合约定",
        "The data is not what the contract says",
        Text(
            "请查明由谁发送并更正发送方，再说明理由放弃。", "Find out who sent it and correct the sender; discard it."
        ),
    ),
    ExplainedCause(
        Cause.GAP,
        "前面的事件没有到达",
        "An event before it never came",
        Text(
            "请在发送方运行 veterans republish 重新发送，再重新处理；确已无法取回的，放弃至缺失的序号。"
            "发送方从未发出过这一条的，只放弃这一条，再重新处理。",
            "Run veterans republish on the sender, then redrive; what cannot be had any more is discarded up to its"
            " sequence. What the sender never sent is discarded alone; then redrive.",
        ),
    ),
    ExplainedCause(
        Cause.FORK,
        "同一序号有两条不同的事件",
        "Two events with one sequence",
        Text(
            "发送方可能恢复过旧的备份，请按运维手册 reconcile.md 核对。"
            "序号已放弃、事件后来才到达的，请用 veterans rebuild --from-log 重建，或将其一并放弃。",
            "The sender may have been restored from a backup: see reconcile.md of the manual. One that came after its"
            " sequence was discarded: run veterans rebuild --from-log, or discard it too.",
        ),
    ),
    ExplainedCause(
        Cause.HANDLER,
        "处理失败三次",
        "A projection failed three times",
        Text("请更正程序后重新处理。", "Correct the program, then redrive."),
    ),
    ExplainedCause(
        Cause.TIMEOUT,
        "单独处理仍然超时",
        "It takes too long even alone",
        Text(
            "请检查数据库（锁、磁盘、缺少的索引）后重新处理。",
            "Look at the database (locks, disk, missing index), then redrive.",
        ),
    ),
    ExplainedCause(
        Cause.BEHIND,
        "排在搁置或已放弃的事件之后",
        "Waits behind one that is parked or was discarded",
        Text("前面的事件处理完后，请重新处理。", "Once what stands before it is dealt with, redrive."),
    ),
)
CAUSES: Mapping[str, ExplainedCause] = {each.code: each for each in _ALL}

# What `verdict.py` says of a place in a sequence. What a program or a library says of its failure is shown as it is.
_PLACES = (
    (re.compile(r"expected (\d+), got (\d+)"), "应为序号 {}，收到的是序号 {}"),
    (re.compile(r"sequence (\d+) is event (\S+), here (\S+)"), "序号 {} 已有事件 {}，收到的是事件 {}"),
    (re.compile(r"sequence (\d+) was discarded, here is event (\S+)"), "序号 {} 已放弃，收到的是事件 {}"),
)


def explain(detail: str) -> Text:
    """What stands in the way, as it is kept."""
    for pattern, zh in _PLACES:
        if found := pattern.fullmatch(detail):
            return Text(zh.format(*found.groups()), detail)
    return Text(detail, detail)
