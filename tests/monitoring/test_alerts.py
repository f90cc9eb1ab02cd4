"""Every alert says what it means and what to do, fires when it should, and does not when it should not."""

import re
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.catalogue.watched import alerts
from tests.architecture.tree import ROOT

RULES = ROOT / "deploy/prometheus/rules"
ALERTS: dict[str, Mapping[str, Any]] = {rule["alert"]: rule for rule in alerts(ROOT)}
# Minutes between two values; the second where it takes long until an alert fires.
STEPS = (1, 10)
LONG = 100
TRIED: Mapping[str, Mapping[str, Any]] = tomllib.loads(Path(__file__).with_name("alerts.toml").read_text("utf-8"))


def test_every_alert_is_tried_and_no_other() -> None:
    assert set(TRIED) == set(ALERTS)


@pytest.mark.parametrize("name", ALERTS)
class TestAnAlert:
    def test_says_how_urgent_it_is(self, name: str) -> None:
        assert ALERTS[name]["labels"]["severity"] in {"page", "ticket"}

    def test_says_what_it_means_in_both_languages(self, name: str) -> None:
        said = ALERTS[name]["annotations"]
        assert set(said) == {"zh", "en", "runbook"}
        assert re.search(r"[\u4e00-\u9fff].*。$", said["zh"])
        assert re.match(r"[^\u4e00-\u9fff]+\.$", said["en"])

    def test_leads_to_a_page_of_the_handbook(self, name: str) -> None:
        """Whose form, in both languages, is tests/architecture/test_handbook.py's."""
        page = ROOT / ALERTS[name]["annotations"]["runbook"]
        assert page.is_relative_to(ROOT / "docs/operations")
        assert page.is_file()


class TestTheRules:
    @pytest.mark.parametrize("step", STEPS)
    def test_fire_when_they_should_and_only_then(self, step: int, tools: Path, tmp_path: Path) -> None:
        """Many at once: starting promtool takes longer than trying a rule."""
        path = tmp_path / "test.yml"
        path.write_text(yaml.safe_dump(_tests(step)), encoding="utf-8")
        words = [str(tools / "promtool"), "test", "rules", str(path)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_are_read_by_prometheus(self, tools: Path) -> None:
        words = [str(tools / "promtool"), "check", "rules", *map(str, sorted(RULES.glob("*.yml")))]
        checked = subprocess.run(words, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def _tests(step: int) -> Mapping[str, Any]:
    chosen = {name: tried for name, tried in TRIED.items() if step == STEPS[tried["at"] >= LONG]}
    return {
        "rule_files": [str(RULES / "recording.yml"), str(RULES / "alerts.yml")],
        "evaluation_interval": f"{step}m",
        "tests": [_test(name, tried, case, step) for name, tried in chosen.items() for case in ("fires", "quiet")],
    }


def _test(name: str, tried: Mapping[str, Any], case: str, step: int) -> Mapping[str, Any]:
    firing = f'count(ALERTS{{alertname="{name}", alertstate="firing"}}) or vector(0)'
    expected = {"labels": "{}", "value": int(case == "fires")}
    return {
        "interval": f"{step}m",
        "input_series": [{"series": each, "values": values} for each, values in tried[case].items()],
        "promql_expr_test": [{"expr": firing, "eval_time": f"{tried['at']}m", "exp_samples": [expected]}],
    }
