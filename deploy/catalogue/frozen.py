"""The frozen schemas: what readers elsewhere were promised."""

import json

from shared.events.catalogue import CATALOGUE
from shared.events.compatibility import breaks
from shared.events.contract import Published
from shared.events.schema import frozen_schema, schema_of


class BreaksReaders(Exception):
    """A contract changed in a way its frozen schema forbids: publish a new major version beside the old one."""

    def __init__(self, broken: dict[str, tuple[str, ...]]) -> None:
        lines = [f"{type_string}: {reason}" for type_string, reasons in broken.items() for reason in reasons]
        super().__init__("\n".join(["不兼容的改动，须另出新版本 · this needs a new version:", *lines]))
        self.broken = broken


def refuse_breaks(catalogue: tuple[Published, ...] = CATALOGUE) -> None:
    """Raises BreaksReaders, naming every reason, before anything is written."""
    found = {entry.type: _reasons(entry) for entry in catalogue}
    broken = {type_string: reasons for type_string, reasons in found.items() if reasons}
    if broken:
        raise BreaksReaders(broken)


def schema_file(entry: Published) -> str:
    return json.dumps(schema_of(entry), ensure_ascii=False, indent=2) + "\n"


def _reasons(entry: Published) -> tuple[str, ...]:
    frozen = frozen_schema(entry)
    return breaks(frozen, schema_of(entry)) if frozen else ()
