"""Where one embedded stack lives: its folder and its ports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.embedded.ports import LOOPBACK, free_port
from deploy.kafka.external import External

SERVICES = ("registry", "benefits", "reporting", "notifications")


class Ports(BaseSettings):
    """Environment variables `VETERANS_…_PORT`. The APIs and the workers each take four ports in a row."""

    model_config = SettingsConfigDict(env_prefix="VETERANS_", frozen=True, env_ignore_empty=True)

    postgres_port: int = Field(25432, ge=1, le=65535)
    kafka_port: int = Field(29092, ge=1, le=65535)
    kafka_controller_port: int = Field(29093, ge=1, le=65535)
    api_port: int = Field(8101, ge=1, le=65531)
    worker_port: int = Field(8201, ge=1, le=65531)
    edge_port: int = Field(8100, ge=1, le=65535)

    @classmethod
    def free(cls) -> Self:
        """Ports nobody uses now; for tests, which run beside a stack of the developer's own."""
        first = free_port(in_a_row=4 + 2 * len(SERVICES))
        return cls(
            postgres_port=first,
            kafka_port=first + 1,
            kafka_controller_port=first + 2,
            api_port=first + 3,
            worker_port=first + 3 + len(SERVICES),
            edge_port=first + 3 + 2 * len(SERVICES),
        )

    def api(self, service: str) -> int:
        return self.api_port + SERVICES.index(service)

    def worker(self, service: str) -> int:
        return self.worker_port + SERVICES.index(service)

    def all(self) -> dict[int, str]:
        """Every port and who takes it."""
        apis = {self.api(name): f"{name} API" for name in SERVICES}
        workers = {self.worker(name): f"{name} worker" for name in SERVICES}
        servers = {self.postgres_port: "PostgreSQL", self.kafka_port: "Kafka", self.kafka_controller_port: "Kafka"}
        return servers | apis | workers | {self.edge_port: "Caddy"}


@dataclass(frozen=True)
class Detour:
    """The ports by which one service reaches PostgreSQL, Kafka and registry's API when a proxy stands before each.

    `kafka_listener_port`: where Kafka listens for this service alone, and names `kafka_port` to it.
    """

    postgres_port: int
    kafka_port: int
    kafka_listener_port: int
    registry_port: int


@dataclass(frozen=True)
class Site:
    """`synthetic`: invented people (identity numbers beginning 999) may be registered here, like the demo county's.

    `detours`: by service, where proxies stand between it and its servers. `clock_ahead`: how much later than this
    machine the county lives, among invented people; 0: as the environment says. `external`: how systems of others reach
    Kafka, where they may.
    """

    home: Path
    ports: Ports
    synthetic: bool = False
    detours: Mapping[str, Detour] = field(default_factory=dict)
    clock_ahead: timedelta = timedelta(0)
    external: External | None = None

    def postgres_port(self, service: str) -> int:
        """The port by which a service reaches PostgreSQL."""
        return self.detours[service].postgres_port if service in self.detours else self.ports.postgres_port

    def kafka_port(self, service: str) -> int:
        """The port by which a service reaches Kafka."""
        return self.detours[service].kafka_port if service in self.detours else self.ports.kafka_port

    def listens(self) -> dict[int, str]:
        """Every port and who takes it."""
        return self.ports.all() | ({self.external.port: "Kafka"} if self.external else {})

    @property
    def url(self) -> str:
        """The one address that people use."""
        return f"http://{LOOPBACK}:{self.ports.edge_port}"

    @property
    def backup_work(self) -> Path:
        """Where a backup under way lies, and what was done when."""
        return self.home / "backup-work"

    def api_url(self, service: str) -> str:
        return f"http://{LOOPBACK}:{self.ports.api(service)}"

    def registry_url(self, service: str) -> str:
        """Where a service asks registry."""
        if service in self.detours:
            return f"http://{LOOPBACK}:{self.detours[service].registry_port}"
        return self.api_url("registry")

    def worker_url(self, service: str) -> str:
        return f"http://{LOOPBACK}:{self.ports.worker(service)}"
