"""`veterans up`: start everything and stay in front of it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.embedded import configuration
from deploy.embedded.site import SERVICES, Site
from deploy.embedded.stack import Stack
from deploy.operator import doctor
from deploy.operator.options import DEFAULT_HOME, Home, site
from deploy.operator.screen import print_line, said, say

FIRST_DAYS = "docs/operations/first-days.md"


def up(home: Home = DEFAULT_HOME) -> None:
    """启动全部服务，Ctrl-C 停止。 Start everything; Ctrl-C stops it."""
    with ended_by_signals() as ended, running_stack(site(home)) as stack:
        show_addresses(stack.site)
        print_line(said("按 Ctrl-C 停止", "Ctrl-C stops it"))
        ended.wait()


@contextmanager
def running_stack(where: Site) -> Iterator[Stack]:
    """The stack, after a look at whether this machine can carry it."""
    doctor.refuse_early(where)
    with Stack(where, say) as stack:
        try:
            yield stack
        finally:
            print_line(said("正在停止…", "stopping…"))


@contextmanager
def ended_by_signals() -> Iterator[threading.Event]:
    """An event to wait for. A signal interrupts whatever is under way; those that follow don't disturb the end. Under
    `nohup` it outlives its terminal."""
    ended = threading.Event()
    listened_to = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        listened_to.append(signal.SIGHUP)

    def end(_number: int, _frame: object) -> None:
        for number in listened_to:
            signal.signal(number, signal.SIG_IGN)
        ended.set()
        raise KeyboardInterrupt

    for number in listened_to:
        signal.signal(number, end)
    try:
        yield ended
    except KeyboardInterrupt:
        say("已全部停止", "everything is stopped")


def show_addresses(where: Site) -> None:
    print_line(said(f"请用浏览器打开 {where.url}", f"open {where.url} in a browser"))
    for name in SERVICES:
        api, worker = where.api_url(name), where.worker_url(name)
        print_line(f"  {name:14}{api}/docs   {api}/metrics   {worker}/metrics")
    file = configuration.secrets_folder(where, "registry") / "registry_setup_token"
    print_line(said(f"首次设置的一次性令牌：{file}", f"one-time token for the setup: {file}"))
    print_line(said(f"如何使用：{FIRST_DAYS}", f"what to do with it: {FIRST_DAYS}"))
