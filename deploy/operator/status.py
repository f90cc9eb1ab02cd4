"""`veterans status`: one screen."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import psutil
import typer

from deploy.embedded.answers import Answer, ask
from deploy.embedded.site import SERVICES
from deploy.operator.installation import Installation, installed
from deploy.operator.options import DEFAULT_HOME, Home, Json
from deploy.operator.reachable import Reached, days_left, reach
from deploy.operator.screen import BAD, GOOD, ODD, print_line, said, show_json, show_table
from shared.clock import SHANGHAI

FLOW = ("outbox_pending", "consumer_lag", "parked_keys", "audit_findings")
RENEW_DAYS = 30
# A day, and what it may take.
BACKUP_HOURS = 26


@dataclass(frozen=True)
class ServiceStatus:
    """`flow`: unpublished events, events not yet applied, parked keys, places where the audit was changed; None when
    the worker does not tell."""

    service: str
    version: str
    api: bool
    worker: bool
    failing: list[str]
    flow: Mapping[str, int | None]

    @property
    def is_good(self) -> bool:
        return self.api and self.worker and not (self.flow["parked_keys"] or self.flow["audit_findings"])


def status(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """服务、积压、待发与搁置事件、证书一览。 Services, lag, outbox, parked events and certificates on one screen."""
    where = installed(home)
    servers = where.servers()
    with ThreadPoolExecutor(len(SERVICES) + len(servers)) as pool:
        reaching = pool.map(reach, servers.values())
        found = list(pool.map(lambda service: service_status(where, service), SERVICES))
        reached = dict(zip(servers, reaching, strict=True))
        backups = pool.submit(where.last_backups).result()
    memory = memory_megabytes(where.processes())
    show = _show_as_json if as_json else _show
    show(found, reached, backups, memory)
    if not (all(server.is_up for server in reached.values()) and all(service.is_good for service in found)):
        raise typer.Exit(1)


def service_status(where: Installation, service: str) -> ServiceStatus:
    api = ask(f"{where.api_url(service)}/readyz")
    worker = ask(f"{where.worker_url(service)}/readyz")
    flow = ask(f"{where.worker_url(service)}/flow").content
    version = str(ask(f"{where.api_url(service)}/version").content.get("version", "–"))
    failing = [*_failing(api, "API"), *_failing(worker, "worker")]
    told = {name: flow.get(name) for name in FLOW}
    return ServiceStatus(service, version, api.is_good, worker.is_good, failing, told)


def memory_megabytes(processes: Mapping[str, Mapping[str, float]]) -> dict[str, int]:
    """Resident memory of each recorded process, without what it shares with others."""
    found = {}
    for name, identity in processes.items():
        try:
            process = psutil.Process(int(identity["pid"]))
            family = [process, *process.children(recursive=True)]
            found[name] = sum(member.memory_full_info().uss for member in family) >> 20
        except psutil.Error:
            continue
    return found


def _failing(answer: Answer, kind: str) -> list[str]:
    if answer.status == 0:
        return [f"{kind}: {said('没有应答', 'does not answer')}"]
    failing = [check for check in answer.content.get("checks", []) if not check["ok"]]
    return [f"{kind}: {check['name']} {check.get('detail', '')}".rstrip() for check in failing]


def _show(
    found: list[ServiceStatus],
    servers: Mapping[str, Reached],
    backups: Mapping[str, datetime | None],
    memory: Mapping[str, int],
) -> None:
    for name, server in servers.items():
        more = (*_megabytes(memory, name), *_certificate(server), *backed_up(backups, name))
        print_line(" ".join((GOOD if server.is_up else BAD, name, *more)))
    headings = ("service", "version", "API", "worker", "outbox", "lag", "parked", "audit", *(("MB",) if memory else ()))
    show_table(headings, [_row(service, memory) for service in found])
    for service in found:
        for failing in service.failing:  # below, where a narrow screen cuts nothing off
            print_line(f"{BAD} {service.service} {failing}")


def _megabytes(memory: Mapping[str, int], name: str) -> list[str]:
    return [f"{memory[name]} MB"] if name in memory else []


def _certificate(server: Reached) -> list[str]:
    if server.certificate_until is None:
        return []
    left, on = days_left(server.certificate_until), f"{server.certificate_until:%Y-%m-%d}"
    mark = [] if left >= RENEW_DAYS else [ODD if left >= 0 else BAD]
    return [*mark, said(f"证书至 {on}（{left} 天）", f"certificate until {on} ({left} days)")]


def backed_up(backups: Mapping[str, datetime | None], name: str) -> list[str]:
    """When a server was last backed up; nothing of one that nobody backs up."""
    if name not in backups:
        return []
    last = backups[name]
    if last is None:
        return [ODD, said("尚无备份", "never backed up")]
    hours = int((datetime.now(UTC) - last).total_seconds() // 3600)
    at = f"{last.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    mark = [] if hours < BACKUP_HOURS else [ODD]
    return [*mark, said(f"{at} 备份（{hours} 小时前）", f"backed up {at} ({hours} h ago)")]


def _row(status: ServiceStatus, memory: Mapping[str, int]) -> tuple[object, ...]:
    numbers = ["–" if status.flow[name] is None else f"{status.flow[name]:,}" for name in FLOW]
    used = [sum(memory.get(f"{status.service} {kind}", 0) for kind in ("API", "worker")) or "–"] if memory else []
    marks = [GOOD if is_up else BAD for is_up in (status.api, status.worker)]
    return (status.service, status.version, *marks, *numbers, *used)


def _show_as_json(
    found: list[ServiceStatus],
    servers: Mapping[str, Reached],
    backups: Mapping[str, datetime | None],
    memory: Mapping[str, int],
) -> None:
    certificates = {name: until.isoformat() for name, server in servers.items() if (until := server.certificate_until)}
    content: dict[str, Any] = {
        "servers": {name: server.is_up for name, server in servers.items()},
        "certificates_until": certificates,
        "last_backups": {name: at and at.isoformat() for name, at in backups.items()},
        "services": [asdict(service) for service in found],
        "memory_megabytes": dict(memory),
    }
    show_json(content)
