"""Fence: what docs/metrics.md says of the series, and the dashboards ask for, is there; nothing is there unasked."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from deploy.catalogue.series import Series, all_series
from deploy.catalogue.watched import alerts, dashboards, questions
from tests.architecture.tree import ROOT

SERIES = all_series(ROOT)
NAME = re.compile(r"\b(?:veterans|registry|benefits|reporting|notifications|log)_[a-z0-9_]+(?=[{\[) +/]|$)")
RECORDED = re.compile(r"\b[a-z]+:[a-z_]+:[a-z0-9_]+")
RECORDING = (ROOT / "deploy/prometheus/rules/recording.yml").read_text(encoding="utf-8")
# A person, an account, an address, a number: what never is a label, nor anything else without an end.
NEVER = {"person", "account", "username", "address", "id", "number", "name", "case", "phone", "key", "reason_text"}
# Words of closed lists, and codes of units. `service` and `kind` are the target's (prometheus.yml): one of a series
# would be called exported_kind.
LABELS = {
    "action", "case_kind", "cause", "check", "compared", "deadline", "door", "figure", "match", "method", "outcome",
    "promise",
    "reason", "result", "route", "sender", "server", "state", "status", "task", "template", "topic", "type", "unit",
    "work",
}  # fmt: skip
EXPOSED = {name for each in SERIES for name in each.exposed}


def named(text: str) -> set[str]:
    return set(NAME.findall(text))


def asked() -> Iterator[str]:
    for each in questions().values():
        yield from (question.query for question in each)
    yield from (rule["expr"] for rule in alerts(ROOT))
    yield from re.findall(r"expr: (.+)", RECORDING)


@pytest.mark.parametrize("series", SERIES, ids=lambda each: each.name)
class TestASeries:
    def test_says_what_it_means_in_both_languages(self, series: Series) -> None:
        english, _, chinese = series.help.partition(" · ")
        assert re.match(r"[A-Z]", english) or english[:1].isdigit()
        assert not re.search(r"[\u4e00-\u9fff]", english)
        assert re.search(r"[\u4e00-\u9fff]", chinese)

    def test_has_labels_out_of_closed_lists(self, series: Series) -> None:
        assert set(series.labels) <= LABELS
        assert not set(series.labels) & NEVER

    def test_is_called_by_owner_and_unit(self, series: Series) -> None:
        expected = {"every": ("veterans_", "log_"), "backup": ("veterans_backup_",)}.get(series.owner)
        assert series.name.startswith(expected or f"{series.owner}_")
        assert series.kind != "counter" or series.name.endswith("_total")

    def test_answers_a_question_or_calls_somebody(self, series: Series) -> None:
        wanted = set().union(*map(named, asked()))
        assert wanted & set(series.exposed), f"nobody asks for {series.name}: ask (questions.toml), or delete it"


class TestWhatIsAsked:
    def test_is_there(self) -> None:
        assert set().union(*map(named, asked())) - EXPOSED == set()

    def test_is_recorded_where_it_says_so(self) -> None:
        recorded = set(re.findall(r"record: (\S+)", RECORDING))
        assert set().union(*(RECORDED.findall(each) for each in asked())) - recorded == set()


@pytest.mark.parametrize("name", dashboards())
class TestADashboard:
    @pytest.fixture
    def board(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads((ROOT / "deploy/grafana/dashboards" / name).read_text(encoding="utf-8"))
        return found

    def test_is_called_like_its_file_and_no_other(self, board: Mapping[str, Any], name: str) -> None:
        assert board["uid"] == f"veterans-{name.removesuffix('.json')}"

    def test_has_panels_that_lie_beside_each_other(self, board: Mapping[str, Any], name: str) -> None:
        taken: set[tuple[int, int]] = set()
        for panel in board["panels"]:
            at = panel["gridPos"]
            cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
            assert not cells & taken, panel["title"]
            assert max(x for x, _ in cells) < 24
            taken |= cells

    def test_leaves_nothing_to_be_filled_in(self, board: Mapping[str, Any], name: str) -> None:
        assert "$" not in json.dumps([panel["targets"] for panel in board["panels"]])
