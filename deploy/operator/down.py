"""`veterans down`: end a stack that runs elsewhere, or what a killed launcher left."""

import time

from deploy.embedded.leftovers import Record
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import say
from deploy.trouble import Trouble

STOP_SECONDS, LETTING_GO_SECONDS = 90, 15


def down(home: Home = DEFAULT_HOME) -> None:
    """停止系统，数据保留。 Stop the stack; its data stays."""
    record = Record(home.resolve())
    launcher = record.launcher()
    if launcher:
        launcher.terminate()
        _wait_for_end(record)
    reaped = _end_leftovers(record) if record.folder.exists() else []
    if launcher or reaped:
        say("已全部停止，数据保留", "everything is stopped, the data stays")
    else:
        say("没有运行中的系统", "nothing was running")


def _end_leftovers(record: Record) -> list[str]:
    _hold(record)
    reaped = record.reap()
    record.release()
    return reaped


def _hold(record: Record) -> None:
    """Raises Trouble where a launcher runs."""
    deadline = time.monotonic() + LETTING_GO_SECONDS
    while True:
        try:
            return record.hold()
        except Trouble:
            # A launcher that ends forgets who ran, and lets go of the folder after that.
            if record.launcher() or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def _wait_for_end(record: Record) -> None:
    # Not by process id alone: a launcher that has ended keeps its number until whoever started it takes notice.
    deadline = time.monotonic() + STOP_SECONDS
    while record.launcher() and time.monotonic() < deadline:
        time.sleep(0.1)
