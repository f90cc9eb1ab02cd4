"""Fence: what measures from outside is asked and may read no row; what Grafana is told is there."""

import re

import pytest
import yaml

from shared.database.migrating import WATCHER
from tests.architecture.test_compose import CONTAINERS, MEASURING, secrets_of
from tests.architecture.tree import ROOT, SERVICES


class TestWhatMeasures:
    def test_is_asked_by_prometheus(self) -> None:
        told = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
        targets = [target for job in told for each in job.get("static_configs", []) for target in each["targets"]]
        assert {target.partition(":")[0] for target in targets} >= MEASURING

    @pytest.mark.parametrize("service", SERVICES)
    def test_reads_a_database_as_who_may_read_none_of_its_rows(self, service: str) -> None:
        assert secrets_of(f"{service}-exporter") == {"authority_certificate", f"{service}_watcher_password"}
        assert CONTAINERS[f"{service}-exporter"]["environment"]["DATA_SOURCE_USER"] == WATCHER

    def test_sees_the_machine_as_nobody_and_changes_nothing_there(self) -> None:
        said = CONTAINERS["node-exporter"]
        assert said["user"] == "65534:65534"
        assert [each["read_only"] for each in said["volumes"]] == [True]
        assert said["networks"] == ["inner"]


class TestTheBoards:
    """Grafana itself is not to be had where this is tested: what it is told is compared."""

    PROVISIONED = ROOT / "deploy/grafana/provisioning"

    def test_ask_the_prometheus_of_this_file_by_the_name_that_they_use(self) -> None:
        [source] = yaml.safe_load((self.PROVISIONED / "datasources/prometheus.yml").read_text("utf-8"))["datasources"]
        assert source["url"] == "http://prometheus:9090"
        boards = (ROOT / "deploy/grafana/dashboards").glob("*.json")
        asked = {uid for each in boards for uid in re.findall(r'"uid": "(?!veterans-)(\w+)"', each.read_text("utf-8"))}
        assert asked == {source["uid"]}

    def test_are_found_where_the_container_has_them(self) -> None:
        [mounted] = CONTAINERS["grafana"]["volumes"]
        told = CONTAINERS["grafana"]["environment"]
        [provider] = yaml.safe_load((self.PROVISIONED / "dashboards/veterans.yml").read_text("utf-8"))["providers"]
        for path in (provider["options"]["path"], told["GF_PATHS_PROVISIONING"]):
            assert (ROOT / mounted["source"] / path.removeprefix(f"{mounted['target']}/")).is_dir()
        home = told["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
        assert (ROOT / mounted["source"] / home.removeprefix(f"{mounted['target']}/")).is_file()

    def test_are_looked_at_and_changed_by_nobody(self) -> None:
        told = CONTAINERS["grafana"]["environment"]
        assert told["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
        assert told["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
