"""All documents with their places: to write them, or to see which are stale."""

from collections.abc import Mapping
from pathlib import Path

from deploy.catalogue.access import access_page
from deploy.catalogue.asyncapi import asyncapi_file
from deploy.catalogue.frozen import list_file, refuse_breaks, schema_file
from deploy.catalogue.page import events_page
from deploy.catalogue.rights import access_file
from deploy.catalogue.topics import topics_file
from deploy.catalogue.watched import dashboards, metrics_page
from deploy.catalogue.website import website
from shared.events.catalogue import CATALOGUE
from shared.events.codes import LISTS
from shared.events.schema import example_path, list_path, schema_path

ROOT = Path(__file__).parents[2]
EVENTS = "shared/events"
DASHBOARDS = "deploy/grafana/dashboards"


def documents(root: Path) -> Mapping[str, str]:
    """Text by path below `root`."""
    schemas = {f"{EVENTS}/{schema_path(entry)}": schema_file(entry) for entry in CATALOGUE}
    lists = {f"{EVENTS}/{list_path(codes)}": list_file(codes) for codes in LISTS}
    return {
        **schemas,
        **lists,
        "docs/access.md": access_page(),
        "docs/events.md": events_page(),
        "docs/events/index.html": website(),
        "docs/asyncapi.json": asyncapi_file(root),
        "docs/metrics.md": metrics_page(root),
        **{f"{DASHBOARDS}/{name}": text for name, text in dashboards().items()},
        "deploy/kafka/topics.yaml": topics_file(),
        "deploy/kafka/access.yaml": access_file(),
    }


def stale(root: Path) -> list[str]:
    """Paths of documents that are missing or differ, and of schemas, examples and lists nothing names any more."""
    wanted = documents(root)
    differ = [path for path, text in wanted.items() if not _says(root / path, text)]
    return differ + _orphans(root)


def write(root: Path) -> list[str]:
    """Write what differs; answers its paths. Raises BreaksReaders before anything is written."""
    refuse_breaks()
    wanted = documents(root)
    written = [path for path, text in wanted.items() if not _says(root / path, text)]
    for path in written:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(wanted[path], encoding="utf-8")
    return written


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _orphans(root: Path) -> list[str]:
    """A type may be withdrawn after its announced period; its files go with it, by hand, where a review sees it."""
    known = {f"{EVENTS}/{path_of(entry)}" for entry in CATALOGUE for path_of in (schema_path, example_path)}
    known |= {f"{EVENTS}/{list_path(codes)}" for codes in LISTS}
    found = [
        path for folder in ("schemas", "examples", "code_lists") for path in (root / EVENTS / folder).rglob("*.json")
    ]
    return sorted({str(path.relative_to(root)) for path in found} - known)
