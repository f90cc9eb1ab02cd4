"""`veterans down`: end a stack that runs elsewhere, or what a killed launcher left."""

import psutil

from deploy.embedded.leftovers import Record
from deploy.operator.place import DEFAULT_HOME, Home
from deploy.operator.screen import say

PATIENCE_SECONDS = 90


def down(home: Home = DEFAULT_HOME) -> None:
    """停止系统，数据保留。 Stop the stack; its data stays."""
    record = Record(home.resolve())
    launcher = record.launcher()
    if launcher:
        launcher.terminate()
        psutil.wait_procs([launcher], timeout=PATIENCE_SECONDS)
    record.hold()
    reaped = record.reap()
    record.release()
    if launcher or reaped:
        say("已全部停止，数据保留", "everything is stopped, the data stays")
    else:
        say("没有运行中的系统", "nothing was running")
