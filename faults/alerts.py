"""`python -m faults.alerts`: alerts are fired on purpose on a running stack, told by mail and to a gateway, and end.

What runs are the county's own files: the rules, prometheus.yml and Alertmanager's example, with three changes, so that
it takes minutes and not a day. Addresses are those of this stack; what is drilled does not wait (`for`, `group_wait`);
an age that its rule speaks of is the shorter one that stands here, and a disk is as good as full with little more than
lies on it now. What a rule asks is as it is.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from deploy.backup.keeper import serve
from deploy.backup.state import State, exposition
from deploy.embedded.ports import free_port
from faults import ending
from faults.arena import Arena, open_arena
from faults.drills import DRILLS, TAKEN_RATIO, Drill, Watched
from faults.subscriber import subscribe
from faults.told import FIRING, HERE, RESOLVED, Told, gateway, mailbox
from shared.service.process import disk_free

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 240
SOONER: Mapping[str, tuple[str, str]] = {
    "EventsUnpublished": ("> 300", "> 30"),
    "ConsumerBehind": ("> 600", "> 30"),
    "EventsParked": ("> 3600", "> 30"),
    "FeedsLate": ("> 600", "> 30"),
    "FeedsNotKept": ("> 600", "> 30"),
    "NotMeasured": ("> 300", "> 45"),
    "SignInsRefused": ("[10m]", "[1m]"),
    "DiskFillsUp": ("< 0.1", f"< {disk_free() - TAKEN_RATIO:.4f}"),
}


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def rules() -> Mapping[str, Any]:
    """The county's; those that are drilled, sooner."""
    groups, drilled = (
        read("deploy/prometheus/rules/alerts.yml")["groups"],
        {name for each in DRILLS for name in each.alerts},
    )
    for rule in (rule for group in groups for rule in group["rules"] if rule["alert"] in drilled):
        rule["for"] = "1s"
        before, after = SOONER.get(rule["alert"], ("", ""))
        if before not in rule["expr"]:
            raise ValueError(f"{rule['alert']} does not say {before}")
        rule["expr"] = rule["expr"].replace(before, after, 1) if before else rule["expr"]
    return {"groups": groups}


def prometheus(arena: Arena, alertmanager: int, backup: int) -> Mapping[str, Any]:
    """The county's, of those that run here."""
    said = read("deploy/prometheus/prometheus.yml")
    ports = {"api": arena.site.ports.api, "worker": arena.site.ports.worker}
    jobs = [job for job in said["scrape_configs"] if job["job_name"] in ports]
    for job in jobs:
        for each in job["static_configs"]:
            each["targets"] = [f"{HERE}:{ports[job['job_name']](each['labels']['service'])}"]
    labels = {"service": "registry", "kind": "backup"}
    jobs.append({"job_name": "backup", "static_configs": [{"targets": [f"{HERE}:{backup}"], "labels": labels}]})
    return {
        "global": {"scrape_interval": "2s", "scrape_timeout": "2s", "evaluation_interval": "2s"},
        "rule_files": ["rules/*.yml"],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"{HERE}:{alertmanager}"]}]}]},
        "scrape_configs": jobs,
    }


def alertmanager(mail: int, post: int) -> Mapping[str, Any]:
    """The county's example, with a mail server and a gateway of this machine."""
    said = read("deploy/alertmanager/example.yml")
    said["global"] = {
        "smtp_smarthost": f"{HERE}:{mail}",
        "smtp_from": said["global"]["smtp_from"],
        "smtp_require_tls": False,
    }
    said["route"] |= {"group_wait": "1s", "group_interval": "2s"}
    for receiver in said["receivers"]:
        receiver["webhook_configs"] = [{"url": f"http://{HERE}:{post}/alerts", "send_resolved": True}]
    return dict(said)


def tools() -> Path:
    """The folder of Prometheus's own programs. Raises CalledProcessError where they cannot be had."""
    found = subprocess.run([str(ROOT / "tests/monitoring/tools")], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


def start(opened: AsyncExitStack, program: Path, home: Path, **settings: Any) -> None:
    words = [f"--{name.replace('__', '.').replace('_', '-')}={value}" for name, value in settings.items()]
    with (home / f"{program.name}.log").open("w") as log:
        process = subprocess.Popen([str(program), *words], stdout=log, stderr=log, cwd=program.parent)
    opened.callback(process.wait)
    opened.callback(process.terminate)


async def watch(opened: AsyncExitStack, arena: Arena) -> Watched:
    """Prometheus, Alertmanager and whom it tells, beside the stack, until `opened` is closed."""
    told, home, folder = Told(), arena.site.home / "watching", await asyncio.to_thread(tools)
    (home / "rules").mkdir(parents=True)
    mail, post = await opened.enter_async_context(mailbox(told)), await opened.enter_async_context(gateway(told))
    at, backup, backups = free_port(), free_port(), State(home / "backup")
    backups.note(last_success_timestamp_seconds=round(time.time()))
    serve(backup, lambda: exposition("registry", backups.read()), backups.read, lambda: True)
    files = {"alertmanager.yml": alertmanager(mail, post), "prometheus.yml": prometheus(arena, at, backup)}
    files |= {"rules/alerts.yml": rules(), "rules/recording.yml": read("deploy/prometheus/rules/recording.yml")}
    for name, content in files.items():
        (home / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    start(
        opened, folder / "prometheus-alertmanager", home, config__file=home / "alertmanager.yml",
        storage__path=home / "told", web__listen_address=f"{HERE}:{at}", cluster__listen_address="",
    )  # fmt: skip
    start(
        opened, folder / "prometheus", home, config__file=home / "prometheus.yml",
        storage__tsdb__path=home / "series", web__listen_address=f"{HERE}:{free_port()}",
    )  # fmt: skip
    return Watched(arena, backups, told)


async def fired(watched: Watched, drill: Drill) -> list[str]:
    """A line of what was told for each alert of the drill. Raises TimeoutError naming what was not."""
    began = time.monotonic()
    async with drill.broken(watched):
        begun = {name: await _told(watched.told, began, name, FIRING) for name in drill.alerts}
    mended = time.monotonic()
    lines = []
    for name, (at, sentence) in begun.items():
        over, _ = await _told(watched.told, mended, name, RESOLVED)
        lines.append(f"| {drill.zh} · {drill.en} | {name} | {at - began:.0f} s | {over - mended:.0f} s | {sentence} |")
    return lines


async def _told(told: Told, since: float, alert: str, status: str) -> tuple[float, str]:
    """When it was told by mail and to the gateway, both with the same sentence."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (found := told.both_ways(since, alert, status)) is None:
            await told.more()
    return found


async def run(console: Console, wanted: Callable[[Drill], bool]) -> int:
    broken = 0
    async with open_arena(seed=1, rate=5.0) as arena, AsyncExitStack() as opened:
        await subscribe(arena)
        watched = await watch(opened, arena)
        arena.load.start()
        opened.push_async_callback(arena.load.stop)
        for drill in filter(wanted, DRILLS):
            try:
                for line in await fired(watched, drill):
                    console.print(line, soft_wrap=True, markup=False)
                await arena.all_back()
            except (TimeoutError, ValueError) as failure:
                broken += 1
                seen = sorted({(each.by, each.status, each.alert) for each in watched.told.words})
                console.print(f"{drill.en}: {failure!r}; told: {seen}", soft_wrap=True, markup=False)
    return broken


def main() -> int:
    """Drills of the alerts that are named, or all; 1 where something was not told."""
    names, console = set(sys.argv[1:]), Console()
    try:
        tools()
    except subprocess.CalledProcessError as failure:
        console.print(f"not tried, Prometheus is not to be had here: {failure.stderr[-300:]}", markup=False)
        return 0
    return ending.run(run(console, lambda drill: not names or bool(names & set(drill.alerts))))


if __name__ == "__main__":
    sys.exit(main())
