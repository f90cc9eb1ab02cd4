"""Fence: docker-compose.yml holds together, also where no engine is to try it (`make test-compose` tries it)."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.tree import ROOT, SERVICES
from tests.databases import settings_class_of

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
# The edge, where it is told; for what is watched, this machine alone.
PUBLISHED = {
    "edge": ["${EDGE_ADDRESS:-127.0.0.1}:${EDGE_PORT:-8100}:${EDGE_PORT:-8100}"],
    "prometheus": ["${PROMETHEUS_ADDRESS:-127.0.0.1:9090}:9090"],
    "alertmanager": ["${ALERTMANAGER_ADDRESS:-127.0.0.1:9093}:9093"],
    "grafana": ["${GRAFANA_ADDRESS:-127.0.0.1:3000}:3000"],
}
# In whose images nothing is to ask with: whether they answer, Prometheus says (NotMeasuredFromOutside).
MEASURING = {"node-exporter", *(f"{service}-exporter" for service in SERVICES)}
# Named in .env, since somebody else made them.
GIVEN = {"edge_certificate": "${EDGE_CERTIFICATE:-/dev/null}", "edge_key": "${EDGE_KEY:-/dev/null}"}
INTERPOLATED = re.compile(r"(?<!\$)\$\{?([A-Z][A-Z0-9_]*)")
EXAMPLE = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", flags=re.MULTILINE)

CONTAINED = COMPOSE["x-contained"]
# Whose entry point takes a volume over, and what for; what the edge's program is marked with in its image.
MAY_ADD = {
    "postgres": {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"},
    "folder": {"CHOWN", "DAC_READ_SEARCH"},
    "edge": {"NET_BIND_SERVICE"},
}

# What the images of others declare as volumes: each is one without a name where it is not mounted.
VOLUMES = {
    "postgres": {"/var/lib/postgresql"},
    "apache/kafka": {"/var/lib/kafka/data", "/etc/kafka/secrets", "/mnt/shared/config"},
    "prom/prometheus": {"/prometheus"},
    "prom/alertmanager": {"/alertmanager"},
    "grafana/grafana": {"/var/lib/grafana"},
}

# Folders that a checkout does not have: deploy/init makes them.
MADE = {"files", "backup"}

every_container = pytest.mark.parametrize("container", CONTAINERS)


def is_a_job(container: str) -> bool:
    """One that ends; others depend on its end."""
    return CONTAINERS[container].get("restart") == "no"


def secrets_of(container: str) -> set[str]:
    found = CONTAINERS[container].get("secrets", [])
    return {each if isinstance(each, str) else each["source"] for each in found}


class TestTheFile:
    def test_has_the_form_that_the_specification_gives_it(self) -> None:
        checker = Path(sys.executable).with_name("check-jsonschema")
        words = (str(checker), "--builtin-schema", "vendor.compose-spec", str(ROOT / "docker-compose.yml"))
        checked = subprocess.run(words, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout

    def test_asks_only_for_variables_that_the_example_environment_explains(self) -> None:
        explained = set(EXAMPLE.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
        assert set(INTERPOLATED.findall(TEXT)) - explained == set()

    def test_names_every_secret_like_its_file_and_gives_it_to_somebody(self) -> None:
        assert COMPOSE["secrets"] == {name: {"file": GIVEN.get(name, f"secrets/{name}")} for name in COMPOSE["secrets"]}
        assert set().union(*map(secrets_of, CONTAINERS)) == set(COMPOSE["secrets"])

    def test_keeps_every_volume_that_it_declares(self) -> None:
        mounted = {
            volume.partition(":")[0]
            for each in CONTAINERS.values()
            for volume in each.get("volumes", [])
            if isinstance(volume, str)
        }
        assert mounted == set(COMPOSE["volumes"])


@every_container
class TestEveryContainer:
    def test_has_an_image_whose_version_is_said(self, container: str) -> None:
        image = re.sub(r"\$\{[A-Z_]+:-([^}]+)\}", r"\1", CONTAINERS[container]["image"])
        name, _, version = image.partition(":")
        assert name
        assert version not in {"", "latest"}

    def test_is_a_job_that_ends_or_says_how_it_is(self, container: str) -> None:
        assert (is_a_job(container) or container in MEASURING) != ("healthcheck" in CONTAINERS[container])

    def test_waits_for_what_exists_and_can_come_true(self, container: str) -> None:
        for other, wait in CONTAINERS[container].get("depends_on", {}).items():
            expected = "service_completed_successfully" if is_a_job(other) else "service_healthy"
            assert wait == {"condition": expected}, other

    def test_publishes_nothing_unless_people_need_it(self, container: str) -> None:
        assert CONTAINERS[container].get("ports", []) == PUBLISHED.get(container, [])

    def test_is_contained(self, container: str) -> None:
        said = CONTAINERS[container]
        assert {name: said[name] for name in CONTAINED} == CONTAINED
        assert said["mem_limit"]
        assert said["cpus"]
        assert set(said.get("cap_add", [])) <= MAY_ADD.get(container.rpartition("-")[2], set())

    def test_mounts_only_what_is_there(self, container: str) -> None:
        for volume in CONTAINERS[container].get("volumes", []):
            if isinstance(volume, Mapping):
                assert volume["bind"] == {"create_host_path": False}
                assert volume["source"] in MADE or (ROOT / volume["source"]).is_dir()

    def test_leaves_no_volume_without_a_name(self, container: str) -> None:
        said = CONTAINERS[container]
        image = said["image"].partition(":-")[2].partition(":")[0]
        paths = [each.partition(":")[2].partition(":")[0] for each in said.get("volumes", []) if isinstance(each, str)]
        assert VOLUMES.get(image, set()) <= {*paths, *said.get("tmpfs", [])}

    def test_is_explained_in_both_languages(self, container: str) -> None:
        chinese, english = (ROOT / "docs/operations/compose.md").read_text(encoding="utf-8").split("## English")
        service, _, part = container.partition("-")
        named = f"<service>-{part}" if service in SERVICES and part != "postgres" else container
        assert f"`{named}`" in chinese
        assert f"`{named}`" in english

    def test_mounts_what_deploy_init_has_made(self, container: str) -> None:
        made = re.findall(
            r"^mkdir -p (.+?)(?: #.*)?$", (ROOT / "deploy/init").read_text(encoding="utf-8"), re.MULTILINE
        )
        sources = {each["source"] for each in CONTAINERS[container].get("volumes", []) if isinstance(each, Mapping)}
        assert sources & MADE <= set(" ".join(made).split())


class TestTheBroker:
    def test_is_given_what_proves_it_and_nobody_else_its_key_or_its_own_password(self) -> None:
        alone = {"kafka_broker_password", "kafka_tls_key", "kafka_tls_certificate"}
        assert secrets_of("kafka") == alone | {"kafka_operator_password", "authority_certificate"}
        assert [name for name in CONTAINERS if name != "kafka" and secrets_of(name) & alone] == []

    def test_is_told_what_the_job_that_prepares_it_reads(self) -> None:
        read = set(
            re.findall(r'os\.environ[^"]*"(\w+)"', (ROOT / "deploy/kafka/__main__.py").read_text(encoding="utf-8"))
        )
        assert read - set(EXAMPLE.findall((ROOT / ".env.example").read_text(encoding="utf-8"))) == set()

    def test_asks_everybody_for_name_and_password_and_refuses_what_is_not_allowed(self) -> None:
        lines = (ROOT / "deploy/kafka/server/server.properties").read_text(encoding="utf-8").splitlines()
        told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        assert told["listener.security.protocol.map"] == "INTERNAL:SASL_SSL,CONTROLLER:SASL_SSL"
        assert told["authorizer.class.name"].endswith(".StandardAuthorizer")
        assert told["allow.everyone.if.no.acl.found"] == "false"


class TestAnUpgrade:
    def test_knows_whatever_a_container_reads_once_and_compose_does_not_look_into(self) -> None:
        upgrade = (ROOT / "deploy/host/upgrade").read_text(encoding="utf-8")
        mounted = {
            (name, each["source"])
            for name, said in CONTAINERS.items()
            for each in said.get("volumes", [])
            if isinstance(each, Mapping) and each["source"].startswith("deploy/") and not is_a_job(name)
        }
        watching = set(re.findall(r"for name in (.+); do", upgrade)[0].split())
        by_itself = {"grafana"}  # looks every ten seconds
        assert {name for name, source in mounted if f"{name} {source}" not in upgrade} == (
            watching & {n for n, _ in mounted}
        ) | by_itself
        assert '"$service-postgres" deploy/postgres' in upgrade


class TestTheEdge:
    def test_waits_for_no_service_so_that_it_is_exchanged_in_a_moment(self) -> None:
        assert set(CONTAINERS["edge"]["depends_on"]) == {"edge-folder"}


class TestADatabaseAndTheBroker:
    def test_are_published_nowhere_and_reached_by_the_services_alone(self) -> None:
        inner = [name for name in CONTAINERS if name == "kafka" or name.endswith("-postgres")]
        assert len(inner) == 1 + len(SERVICES)
        assert [name for name in inner if "ports" in CONTAINERS[name]] == []
        assert [name for name in inner if CONTAINERS[name]["networks"] != ["inner"]] == []
        assert COMPOSE["networks"]["inner"]["internal"]


class TestTheWorldOutside:
    def test_is_reached_by_those_alone_who_let_people_in_or_carry_what_is_sealed(self) -> None:
        networks = COMPOSE["networks"]
        assert [name for name, said in networks.items() if "internal" not in said] == ["outside"]
        assert networks["default"]["internal"] == "${VETERANS_NETWORK_INTERNAL:-true}"
        reaching = {name for name, each in CONTAINERS.items() if "outside" in each.get("networks", ["default"])}
        assert reaching == {*PUBLISHED, "backup-carrier"}


class TestTheOperator:
    def test_is_started_by_nobody_but_its_command(self) -> None:
        assert CONTAINERS["operator"]["profiles"] == ["tools"]
        assert [name for name, each in CONTAINERS.items() if "operator" in each.get("depends_on", {})] == []

    def test_has_what_the_jobs_of_the_services_ask_for_and_nothing_of_the_servers_administrators(self) -> None:
        assert secrets_of("operator") == set().union(*(secrets_of(f"{service}-worker") for service in SERVICES))

    def test_is_told_what_the_services_are_told(self) -> None:
        told = CONTAINERS["operator"]["environment"]
        assert {name: told.get(name) for name in COMPOSE["x-environment"]} == COMPOSE["x-environment"]


@pytest.mark.parametrize("service", SERVICES)
class TestAService:
    def test_is_given_only_settings_that_exist(self, service: str) -> None:
        settings = [settings_class_of(each) for each in SERVICES]
        known = {each.variable(field) for each in settings for field in each.model_fields}
        assert set(CONTAINERS[f"{service}-api"]["environment"]) - known == set()

    def test_has_the_secrets_it_asks_for_and_only_its_worker_the_way_to_kafka(self, service: str) -> None:
        own = {name for name in COMPOSE["secrets"] if name.startswith(f"{service}_")}
        needed = {"authority_certificate"} | {name for name in own if not name.startswith(f"{service}_postgres_")}
        way_to_kafka = {f"{service}_kafka_password"}
        to_migrate = {f"{service}_migration_url", f"{service}_watcher_password"}
        assert secrets_of(f"{service}-migrate") == needed - way_to_kafka
        assert secrets_of(f"{service}-api") == needed - way_to_kafka - to_migrate
        assert secrets_of(f"{service}-worker") == needed - to_migrate

    def test_answers_its_health_check_where_it_listens(self, service: str) -> None:
        told = CONTAINERS[f"{service}-api"]["environment"]
        for kind, setting in (("api", "HTTP"), ("worker", "WORKER")):
            port = str(told[f"{service.upper()}_{setting}_PORT"])
            container = CONTAINERS[f"{service}-{kind}"]
            assert container["healthcheck"]["test"] == ["CMD", "healthy", port]

    @pytest.mark.parametrize("kind", ["api", "worker", "backup"])
    def test_is_asked_for_its_metrics_where_it_answers(self, service: str, kind: str) -> None:
        port = CONTAINERS[f"{service}-{kind}"]["healthcheck"]["test"][-1]
        jobs = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
        asked = [each for job in jobs if job["job_name"] == kind for each in job["static_configs"]]
        assert {"targets": [f"{service}-{kind}:{port}"], "labels": {"service": service, "kind": kind}} in asked

    @pytest.mark.parametrize(("kind", "module"), [("api", "main"), ("worker", "worker"), ("migrate", "worker")])
    def test_runs_a_module_that_exists(self, service: str, kind: str, module: str) -> None:
        name = CONTAINERS[f"{service}-{kind}"]["command"][0]
        assert name == f"services.{service}.{module}"
        assert importlib.util.find_spec(name)
