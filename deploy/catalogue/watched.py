"""`docs/metrics.md`: what is asked, what answers, what calls somebody; the same questions as dashboards of Grafana."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from deploy.catalogue.page import table
from deploy.catalogue.series import all_series
from deploy.embedded.site import SERVICES

HERE = Path(__file__).parent
SERVICE = "$service"
# Of the headings of questions.toml, in this order: what they ask; by which dashboard they are answered.
HEADINGS = {
    "moving": ("Is the county's work moving?", "工作在不在推进？", "work", "Work · 工作"),
    "kept": ("Is each promise kept?", "承诺兑现没有？", "events", "Events · 事件"),
    "healthy": ("Is it healthy?", "系统正常吗？", SERVICE, f"{SERVICE} · 服务"),
    "machines": ("Is what it stands on well?", "所依托的机器和服务器正常吗？", "machines", "Machines · 机器"),
    "safe": ("Is it safe?", "安全吗？", "safety", "Safety · 安全"),
}
OWNERS = {
    "every": ("Every process that has it to say", "各进程"),
    "registry": ("Registry", "登记"),
    "benefits": ("Benefits", "优待"),
    "reporting": ("Reporting", "统计"),
    "notifications": ("Notifications", "通知"),
    "backup": ("Backups", "备份"),
}
COLUMNS, WIDTH, HEIGHT = 3, 8, 7


@dataclass(frozen=True)
class Question:
    """`legend` names the lines of a panel by their labels; `unit` is Grafana's word."""

    en: str
    zh: str
    query: str
    legend: str = ""
    unit: str = "short"


def questions() -> Mapping[str, Sequence[Question]]:
    """By heading."""
    found = tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))
    return {heading: [Question(**each) for each in found[heading]] for heading in HEADINGS}


def alerts(root: Path) -> list[Mapping[str, Any]]:
    """The alerting rules, in their order."""
    groups = yaml.safe_load((root / "deploy/prometheus/rules/alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def metrics_page(root: Path) -> str:
    introduction = (HERE / "metrics.md").read_text(encoding="utf-8")
    return "\n".join([introduction.rstrip("\n"), "", *_asked(), *_series(root), *_alerts(root)]) + "\n"


def _asked() -> Iterator[str]:
    for heading, asked in questions().items():
        en, zh, *_ = HEADINGS[heading]
        yield from (f"## {en} · {zh}", "")
        yield from table(
            ("question · 问题", "answer · 答案"), ((f"{each.en} · {each.zh}", _code(each.query)) for each in asked)
        )


def _series(root: Path) -> Iterator[str]:
    for owner, series in groupby(all_series(root), key=lambda each: each.owner):
        en, zh = OWNERS[owner]
        yield from (f"## {en} · {zh}", "")
        rows = ((f"`{each.name}`", each.kind, _code(", ".join(each.labels)), each.help) for each in series)
        yield from table(("series · 指标", "kind · 类型", "labels · 标签", "meaning · 含义"), rows)


def _alerts(root: Path) -> Iterator[str]:
    yield from ("## Alerts · 告警", "")
    yield "`page`: somebody is called at any hour. `ticket`: within the working day."
    yield "`page` 随时处理，`ticket` 工作时间内处理。"
    yield ""
    rows = (
        (
            f"`{rule['alert']}`",
            rule["labels"]["severity"],
            f"{_plain(rule['annotations']['en'])} · {_plain(rule['annotations']['zh'])}",
            f"[{Path(rule['annotations']['runbook']).stem}]({rule['annotations']['runbook'].removeprefix('docs/')})",
        )
        for rule in alerts(root)
    )
    yield from table(("alert · 告警", "severity · 级别", "meaning · 含义", "what to do · 办理"), rows)


def _plain(sentence: str) -> str:
    return sentence.replace("{{ $labels.", "‹").replace(" }}", "›")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def dashboards() -> Mapping[str, str]:
    """Text by file name."""
    found = {}
    for heading, asked in questions().items():
        *_, name, title = HEADINGS[heading]
        for service in SERVICES if SERVICE in name else ("",):
            found[f"{name.replace(SERVICE, service)}.json"] = _dashboard(
                name.replace(SERVICE, service), title.replace(SERVICE, service), asked, service
            )
    return found


def _dashboard(uid: str, title: str, asked: Sequence[Question], service: str) -> str:
    board = {
        "uid": f"veterans-{uid}",
        "title": title,
        "tags": ["veterans"],
        "schemaVersion": 39,
        "editable": False,
        "refresh": "1m",
        "time": {"from": "now-24h", "to": "now"},
        "timezone": "Asia/Shanghai",
        "panels": [_panel(place, each, service) for place, each in enumerate(asked)],
    }
    return json.dumps(board, ensure_ascii=False, indent=1) + "\n"


def _panel(place: int, question: Question, service: str) -> Mapping[str, Any]:
    row, column = divmod(place, COLUMNS)
    return {
        "id": place + 1,
        "type": "timeseries",
        "title": question.zh,
        "description": question.en,
        "gridPos": {"x": column * WIDTH, "y": row * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "fieldConfig": {"defaults": {"unit": question.unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}},
        "targets": [
            {
                "refId": "A",
                "expr": question.query.replace(SERVICE, service),
                "legendFormat": question.legend or question.zh,
            }
        ],
    }
