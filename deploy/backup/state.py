"""What was done when, kept for the metrics; and that only one does it at a time."""

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.trouble import Trouble


class State:
    def __init__(self, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self._file = work / "state.json"
        self._lock = work / "lock"

    def read(self) -> dict[str, Any]:
        """Empty before anything was done, or when a power cut cut it short."""
        try:
            return dict(json.loads(self._file.read_text()))
        except (FileNotFoundError, ValueError):
            return {}

    def note(self, **facts: Any) -> None:
        self._change(lambda _known: facts)

    def count(self, name: str) -> None:
        self._change(lambda known: {name: known.get(name, 0) + 1})

    def _change(self, facts: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = self.read()
            unfinished = self._file.with_suffix(".new")
            unfinished.write_text(json.dumps({**known, **facts(known)}))
            unfinished.replace(self._file)

    @contextmanager
    def keeping(self) -> Iterator[bool]:
        """Whether it is ours to receive the log, or somebody does so already."""
        with self._lock.with_name("keeping").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One backup, drill or restore of a server at a time. Raises Trouble."""
        with self._lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(
                    "另一项备份、演练或恢复正在进行，请待其结束。",
                    "another backup, drill or restore of this server is under way; wait for its end.",
                ) from None
            yield


METRICS: Mapping[str, tuple[str, str]] = {
    "last_success_timestamp_seconds": ("gauge", "When the last base backup ended. · 上次备份完成的时间。"),
    "last_duration_seconds": ("gauge", "How long it took. · 用了多长时间。"),
    "last_size_bytes": ("gauge", "Its size, before it was sealed. · 加密前的大小。"),
    "held": ("gauge", "Base backups that are held. · 保存的备份份数。"),
    "oldest_timestamp_seconds": ("gauge", "When the oldest that is held was taken. · 其中最早一份的时间。"),
    "log_timestamp_seconds": ("gauge", "When a segment of the log was sealed, or there was none to seal. · 上次存入一段预写日志，或者确认没有可存的时间。"),
    "last_drill_timestamp_seconds": ("gauge", "When a restore was last tried. · 上次恢复演练的时间。"),
    "last_drill_good": ("gauge", "Whether it brought back what was there: 1. · 演练是否恢复出原有内容：1 为是。"),
    "failures_total": ("counter", "What was tried and did not succeed. · 没有成功的次数。"),
}


# Of whoever carries backups to the second place.
CARRIED: Mapping[str, tuple[str, str]] = {
    "second_success_timestamp_seconds": ("gauge", "When everything was last in the second place. · 第二存放处上次齐全的时间。"),
    "second_failures_total": ("counter", "How often the second place could not be read or written. · 第二存放处读写失败的次数。"),
}


def exposition(server: str, facts: Mapping[str, Any], metrics: Mapping[str, tuple[str, str]] = METRICS) -> str:
    """For Prometheus. What never happened has no number: an alert asks with `absent`, or for an age."""
    facts = {"failures_total": 0, **facts}
    lines = []
    for name, (kind, meaning) in metrics.items():
        if name in facts:
            full = f"veterans_backup_{name}"
            lines += [f"# HELP {full} {meaning}", f"# TYPE {full} {kind}", f'{full}{{server="{server}"}} {facts[name]}']
    return "\n".join(lines) + "\n"
