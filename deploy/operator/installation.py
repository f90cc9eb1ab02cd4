"""Which installation a command speaks to: the embedded stack of a folder, or the containers of docker-compose.yml.

The commands are the same. In the operator's container the environment is that of the services, written in
docker-compose.yml, and their secrets lie where a service looks for them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from deploy.backup.state import State
from deploy.embedded import configuration
from deploy.embedded.answers import ask
from deploy.embedded.leftovers import Record
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.site import SERVICES, Site
from deploy.operator.options import running_site
from deploy.trouble import Trouble

# Said by docker-compose.yml to the operator's container alone: the folder that it may write to.
FILES_VARIABLE = "VETERANS_OPERATOR_FILES"
POSTGRES_PORT, BACKUP_PORT = 5432, 8301

Address = tuple[str, int]


class Installation(Protocol):
    """What commands need to know of a system."""

    @property
    def home(self) -> Path:
        """Where a command leaves what it writes down."""

    def api_url(self, service: str) -> str: ...

    def worker_url(self, service: str) -> str: ...

    def servers(self) -> Mapping[str, Address]:
        """Where the databases and the broker listen, by name."""

    def last_backups(self) -> Mapping[str, datetime | None]:
        """When each of the databases' servers was last backed up, as far as anybody says."""

    def environment(self, service: str) -> Mapping[str, str]:
        """What a job of a service is told besides what our own environment says."""

    @property
    def url(self) -> str:
        """The one address that people use."""

    def county_code(self) -> str:
        """Of the county that the registry was told to be (REGISTRY_CENTRE_CODE)."""

    def takes_invented_people(self) -> bool: ...

    def setup_token(self) -> str:
        """The one-time token that opens the first accounts; empty when there is none."""

    def processes(self) -> Mapping[str, Mapping[str, float]]:
        """Who runs, as far as it can be seen from here: a container sees no other's."""


@dataclass(frozen=True)
class Embedded:
    """The stack of a folder on this machine."""

    site: Site

    @property
    def home(self) -> Path:
        return self.site.home

    def api_url(self, service: str) -> str:
        return self.site.api_url(service)

    def worker_url(self, service: str) -> str:
        return self.site.worker_url(service)

    def servers(self) -> Mapping[str, Address]:
        ports = self.site.ports
        return {"postgres": (LOOPBACK, ports.postgres_port), "kafka": (LOOPBACK, ports.kafka_port)}

    def last_backups(self) -> Mapping[str, datetime | None]:
        return {"postgres": _last_success(State(self.site.backup_work).read())}

    def environment(self, service: str) -> Mapping[str, str]:
        return configuration.environment(self.site, service)

    @property
    def url(self) -> str:
        return self.site.url

    def county_code(self) -> str:
        return self.environment("registry")["REGISTRY_CENTRE_CODE"]

    def takes_invented_people(self) -> bool:
        return self.site.synthetic

    def setup_token(self) -> str:
        return configuration.setup_token(self.site)

    def processes(self) -> Mapping[str, Mapping[str, float]]:
        processes: Mapping[str, Mapping[str, float]] = Record(self.home).read().get("processes", {})
        return processes


@dataclass(frozen=True)
class Composed:
    """The containers beside the operator's own, by the names that docker-compose.yml gives them."""

    home: Path

    def api_url(self, service: str) -> str:
        return f"http://{service}-api:{_port(service, 'HTTP')}"

    def worker_url(self, service: str) -> str:
        return f"http://{service}-worker:{_port(service, 'WORKER')}"

    def servers(self) -> Mapping[str, Address]:
        databases = {f"{service}-postgres": (f"{service}-postgres", POSTGRES_PORT) for service in SERVICES}
        broker, _, port = os.environ["VETERANS_KAFKA_BOOTSTRAP_SERVERS"].partition(",")[0].rpartition(":")
        return databases | {"kafka": (broker, int(port))}

    def last_backups(self) -> Mapping[str, datetime | None]:
        told = {service: ask(f"http://{service}-backup:{BACKUP_PORT}/state") for service in SERVICES}
        return {f"{service}-postgres": _last_success(answer.content) for service, answer in told.items()}

    def environment(self, service: str) -> Mapping[str, str]:
        return {}

    @property
    def url(self) -> str:
        return os.environ["VETERANS_SITE_URL"]

    def county_code(self) -> str:
        return os.environ.get("REGISTRY_CENTRE_CODE", "")

    def takes_invented_people(self) -> bool:
        return os.environ.get("VETERANS_SYNTHETIC_IDS_ALLOWED", "").lower() in {"true", "1", "yes", "on"}

    def setup_token(self) -> str:
        file = Path(os.environ.get("VETERANS_SECRETS_DIR", "/run/secrets")) / "registry_setup_token"
        return file.read_text().strip() if file.exists() else ""

    def processes(self) -> Mapping[str, Mapping[str, float]]:
        return {}


def _last_success(state: Mapping[str, Any]) -> datetime | None:
    at = state.get("last_success_timestamp_seconds")
    return None if at is None else datetime.fromtimestamp(float(at), UTC)


def _port(service: str, kind: str) -> str:
    return os.environ[f"{service.upper()}_{kind}_PORT"]


def installed(home: Path) -> Installation:
    """The one that this command is meant for."""
    files = os.environ.get(FILES_VARIABLE)
    return Composed(Path(files)) if files else Embedded(running_site(home))


def started(home: Path) -> Installation:
    """The same, for who works on its data. Raises Trouble for a folder no stack was ever started in."""
    found = installed(home)
    if isinstance(found, Embedded) and not (home / "secrets").is_dir():
        raise Trouble(f"{home} 中没有数据，请先运行 veterans up。", f"{home} holds no stack; run `veterans up` first.")
    return found
