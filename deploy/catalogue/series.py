"""Every series of ours, as the code declares it: read from the sources, since `deploy/` imports no service."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.backup.state import CARRIED, METRICS

KINDS = ("Counter", "Gauge", "Histogram")


@dataclass(frozen=True)
class Series:
    """`owner`: a service, `every` process that has it to say, or `backup`. `help` is English · Chinese."""

    name: str
    kind: str
    help: str
    labels: tuple[str, ...]
    owner: str

    @property
    def exposed(self) -> tuple[str, ...]:
        """By which names Prometheus knows it."""
        if self.kind == "histogram":
            return tuple(f"{self.name}_{part}" for part in ("bucket", "sum", "count"))
        return (self.name,)


def all_series(root: Path) -> list[Series]:
    """By owner and name."""
    declared = [each for top in ("shared", "services") for each in _declared(root, root / top)]
    return sorted([*declared, *_of_backups(METRICS), *_of_backups(CARRIED)], key=lambda each: (each.owner, each.name))


def _declared(root: Path, top: Path) -> Iterator[Series]:
    for path in sorted(top.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "prometheus_client" not in text:
            continue
        first, second, *_ = path.relative_to(root).parts
        owner = second if first == "services" else "every"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                name, said, *labels = (ast.literal_eval(argument) for argument in node.args)
                yield Series(name, node.func.id.lower(), said, tuple(labels[0]) if labels else (), owner)


def _of_backups(table: Mapping[str, tuple[str, str]]) -> Iterator[Series]:
    for name, (kind, said) in table.items():
        yield Series(f"veterans_backup_{name}", kind, said, ("server",), "backup")
