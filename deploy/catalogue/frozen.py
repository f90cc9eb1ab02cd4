"""The frozen schemas and code lists: what readers elsewhere were promised."""

import json

from shared.events.catalogue import CATALOGUE
from shared.events.code_list import CodeList
from shared.events.codes import LISTS
from shared.events.compatibility import breaks, list_breaks
from shared.events.contract import Published
from shared.events.schema import Schema, frozen_list, frozen_schema, schema_of


class BreaksReaders(Exception):
    """A contract changed in a way its frozen schema forbids: publish a new major version beside the old one."""

    def __init__(self, broken: dict[str, tuple[str, ...]]) -> None:
        lines = [f"{name}: {reason}" for name, reasons in broken.items() for reason in reasons]
        super().__init__("\n".join(["不兼容的改动，须另出新版本 · this needs a new version:", *lines]))
        self.broken = broken


def refuse_breaks(catalogue: tuple[Published, ...] = CATALOGUE, lists: tuple[CodeList, ...] = LISTS) -> None:
    """Raises BreaksReaders, naming every reason, before anything is written."""
    found = {entry.type: _reasons(entry) for entry in catalogue} | {codes.urn: _losses(codes) for codes in lists}
    broken = {name: reasons for name, reasons in found.items() if reasons}
    if broken:
        raise BreaksReaders(broken)


def schema_file(entry: Published) -> str:
    return _file(schema_of(entry))


def list_file(codes: CodeList) -> str:
    return _file(codes.published())


def _file(content: Schema) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _reasons(entry: Published) -> tuple[str, ...]:
    frozen = frozen_schema(entry)
    return breaks(frozen, schema_of(entry)) if frozen else ()


def _losses(codes: CodeList) -> tuple[str, ...]:
    frozen = frozen_list(codes)
    return list_breaks(frozen, codes.published()) if frozen else ()
