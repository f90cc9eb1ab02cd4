"""`veterans refill`: Kafka has lost events that the databases have; it is filled from them, and looked at afterwards.

An empty broker, one that came back with an older disk, one into which a relay went on in the middle: all the same. Each
service's topics are made anew and all of its history is published (`reconcile --anew`), which also takes the outbox
from the relay meanwhile, so that nothing stands in the new log before the first event.
"""

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from deploy.embedded.answers import ask
from deploy.embedded.site import SERVICES
from deploy.operator.installation import Installation, started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import BAD, GOOD, say, show_table
from deploy.trouble import Trouble

SETTLED_SECONDS = 1800
ADMITTED_SECONDS = 60
LOOK_SECONDS = 2
HEADINGS = ("service", "published", "missing", "gaps", "unrecorded", "")

ANEW_ZH = (
    "缺少事件；加 --yes 方执行：{services} 的主题将重建并重新发布。订阅这些事件的外部系统随之全部从头读起"
    "（专用主题重写，经接口取走的须重新开始，推送的从第一件推起），请先告知对方。"
)
ANEW_EN = (
    "events are missing; nothing is changed without --yes: the topics of {services} will be made anew and published"
    " again. Every system that subscribes to them then begins anew (feeds are written again, who fetches starts over,"
    " webhooks are posted from the first event on): tell them first."
)

Found = Mapping[str, Mapping[str, int]]


def refill(
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="执行；否则只检查 · do it; without it Kafka is only looked at")
    ] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Kafka 为空或较旧时，由数据库重新填满并核对。 Fill an empty or older Kafka from the databases, and check it."""
    where = started(home)
    lacking = _lacking(look(where))
    if not lacking:
        say("Kafka 不缺任何事件，无须处理", "Kafka lacks nothing; there is nothing to do")
        return
    if not yes:
        raise Trouble(ANEW_ZH.format(services="、".join(lacking)), ANEW_EN.format(services=", ".join(lacking)))
    for service in lacking:
        if run_job(where, service, "reconcile", "--anew"):
            raise Trouble(f"{service} 未完成，请再次运行。", f"{service} was not done; run this again.")
    wait_until_settled(where)
    if _lacking(look(where)):
        raise Trouble("仍缺少事件，请再次运行。", "events are still missing; run this again.")
    say("已补齐并核对", "filled, and looked at once more")


def _lacking(found: Found) -> list[str]:
    """The services whose log lacks something. Raises Trouble where a database does: then Kafka is not to be emptied."""
    if ahead := [service for service, each in found.items() if each["unrecorded"]]:
        raise Trouble(
            f"Kafka 中有数据库没有的事件：{'、'.join(ahead)}。请先按 docs/operations/reconcile.md 办理。",
            f"Kafka holds events that a database does not: {', '.join(ahead)}. See docs/operations/reconcile.md first.",
        )
    return [service for service, each in found.items() if each["missing"] or each["gaps"]]


def look(where: Installation) -> Found:
    """What each service's outbox and log say, shown as a table."""
    found = {service: _checked(where, service) for service in SERVICES}
    show_table(HEADINGS, [_row(service, each) for service, each in found.items()])
    return found


def wait_until_settled(where: Installation) -> None:
    """Until everything is out, and applied by whoever listens. Raises Trouble naming what is not."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while moving := _moving(where):
        if time.monotonic() > deadline:
            listing = "; ".join(moving)
            raise Trouble(f"尚未补齐：{listing}", f"not everything has come: {listing}")
        time.sleep(LOOK_SECONDS)


def _moving(where: Installation) -> list[str]:
    found = []
    for service in SERVICES:
        flow = ask(f"{where.worker_url(service)}/flow").content
        counts = {name: flow.get(name) for name in ("outbox_pending", "consumer_lag") if name in flow or not flow}
        found += [f"{service} {name} {count}" for name, count in counts.items() if count != 0]
    return found


def _checked(where: Installation, service: str) -> Mapping[str, int]:
    def said() -> str:
        with tempfile.TemporaryFile("w+") as written:
            run_job(where, service, "check-log", output=written)
            written.seek(0)
            return written.read()

    return compared(service, said)


def compared(service: str, said: Callable[[], str], seconds: float = ADMITTED_SECONDS) -> Mapping[str, int]:
    """What a job says that may be run again and again: a broker that has just begun does not know its users for a
    moment. Raises Trouble."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return found_in(service, said())
        except Trouble:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_SECONDS)


def found_in(service: str, said: str) -> Mapping[str, int]:
    """What `check-log` said last; a job that could not look has said why instead. Raises Trouble then."""
    last = said.strip().rpartition("\n")[2]
    if "missing" not in last:
        reason = f": {last}" if last else ""
        raise Trouble(
            f"{service} 未能与 Kafka 核对，请排除故障后再次运行{reason}",
            f"{service} could not be compared with Kafka; mend what is wrong and run this again{reason}",
        )
    told: dict[str, Any] = json.loads(last)
    return told


def _row(service: str, each: Mapping[str, int]) -> tuple[object, ...]:
    bad = each["missing"] or each["gaps"] or each["unrecorded"]
    return (service, each["published"], each["missing"], each["gaps"], each["unrecorded"], BAD if bad else GOOD)
