"""`veterans status`: one screen."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import psutil
import typer

from deploy.embedded.answers import Answer, ask
from deploy.embedded.leftovers import Record
from deploy.embedded.ports import answers
from deploy.embedded.site import SERVICES, Site
from deploy.operator.options import DEFAULT_HOME, Home, Json, running_site
from deploy.operator.screen import BAD, GOOD, console, said, show_json, show_table

FLOW = ("outbox_pending", "consumer_lag", "parked_keys", "audit_findings")


@dataclass(frozen=True)
class ServiceStatus:
    """`flow`: unpublished events, events not yet applied, parked keys, places where the audit was changed; None when
    the worker does not tell."""

    service: str
    api: bool
    worker: bool
    failing: list[str]
    flow: Mapping[str, int | None]

    @property
    def is_good(self) -> bool:
        return self.api and self.worker and not (self.flow["parked_keys"] or self.flow["audit_findings"])


def status(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """服务、积压、待发与搁置事件一览。 Services, lag, outbox and parked events on one screen."""
    where = running_site(home)
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        found = list(pool.map(lambda service: service_status(where, service), SERVICES))
    servers = {"postgres": answers(where.ports.postgres_port), "kafka": answers(where.ports.kafka_port)}
    memory = memory_megabytes(Record(where.home).read())
    show = _show_as_json if as_json else _show
    show(found, servers, memory)
    if not (all(servers.values()) and all(service.is_good for service in found)):
        raise typer.Exit(1)


def service_status(where: Site, service: str) -> ServiceStatus:
    api = ask(f"{where.api_url(service)}/readyz")
    worker = ask(f"{where.worker_url(service)}/readyz")
    flow = ask(f"{where.worker_url(service)}/flow").content
    failing = [*_failing(api, "API"), *_failing(worker, "worker")]
    return ServiceStatus(service, api.is_good, worker.is_good, failing, {name: flow.get(name) for name in FLOW})


def memory_megabytes(record: Mapping[str, Any]) -> dict[str, int]:
    """Resident memory of each recorded process, without what it shares with others."""
    found = {}
    for name, identity in record.get("processes", {}).items():
        try:
            process = psutil.Process(identity["pid"])
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


def _show(found: list[ServiceStatus], servers: Mapping[str, bool], memory: Mapping[str, int]) -> None:
    for name, is_up in servers.items():
        console.print(f"{GOOD if is_up else BAD} {name} {memory.get(name, '–')} MB")
    headings = ("service", "API", "worker", "outbox", "lag", "parked", "audit", "MB", "")
    show_table(headings, [_row(service, memory) for service in found])


def _row(status: ServiceStatus, memory: Mapping[str, int]) -> tuple[object, ...]:
    numbers = ["–" if status.flow[name] is None else f"{status.flow[name]:,}" for name in FLOW]
    used = sum(memory.get(f"{status.service} {kind}", 0) for kind in ("API", "worker")) or "–"
    marks = [GOOD if is_up else BAD for is_up in (status.api, status.worker)]
    return (status.service, *marks, *numbers, used, "; ".join(status.failing))


def _show_as_json(found: list[ServiceStatus], servers: Mapping[str, bool], memory: Mapping[str, int]) -> None:
    show_json({"servers": dict(servers), "services": [asdict(s) for s in found], "memory_megabytes": dict(memory)})
