"""Where units stand in the tree on a day, by the moves that are known.

Events name a path as it was when they were recorded, and come in any order. What of a path lasts is the code at its
end: where the unit with this code stands follows from who was above whom on the day. Who never moved stands under the
one that any path names above it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

CODE_PATTERN = r"^[0-9A-Z]{6,24}$"
"""Of a unit's code."""


@dataclass(frozen=True, slots=True)
class Move:
    """From `on` on a unit stands at `to_path`, before at `from_path`: both as the tree was when this was told."""

    from_path: str
    to_path: str
    on: date = date.min

    @property
    def org_code(self) -> str:
        return self.to_path.rpartition(".")[2]


def parent_in(path: str) -> str | None:
    """The code of the unit above the last one; None for the centre."""
    return path.rpartition(".")[0].rpartition(".")[2] or None


class Tree:
    """`every` are all moves ever told, in the order in which they were; `holding` those of them that hold."""

    def __init__(self, every: Iterable[Move], holding: Iterable[Move]) -> None:
        self._at_first: dict[str, str | None] = {}
        self._above: dict[str, str] = {}
        for move in every:
            self._at_first.setdefault(move.org_code, parent_in(move.from_path))
            for path in (move.from_path, move.to_path):
                self._above |= _above_in(path)
        self._terms: dict[str, list[tuple[date, str | None]]] = defaultdict(list)
        for move in sorted(holding, key=lambda each: each.on):
            self._terms[move.org_code].append((move.on, parent_in(move.to_path)))

    def concerns(self, path: str) -> bool:
        """Whether a unit on this path was ever moved: else it stands where it stood."""
        return any(code in self._at_first for code in path.split("."))

    def path_on(self, path: str, day: date) -> str:
        """Where the unit stood on the day that somebody calls by this path."""
        above = self._above | _above_in(path)
        walked = [path.rpartition(".")[2]]
        while (parent := self._parent(walked[-1], day, above)) is not None:
            if parent in walked:  # of several moves only some are known yet
                return path
            walked.append(parent)
        return ".".join(reversed(walked))

    def days_after(self, day: date) -> list[date]:
        """The later days on which anything moved."""
        return sorted({on for terms in self._terms.values() for on, _ in terms if on > day})

    def _parent(self, code: str, day: date, above: Mapping[str, str]) -> str | None:
        if code not in self._at_first:
            return above.get(code)
        parents = [parent for on, parent in self._terms[code] if on <= day]
        return parents[-1] if parents else self._at_first[code]


def _above_in(path: str) -> dict[str, str]:
    codes = path.split(".")
    return dict(zip(codes[1:], codes, strict=False))
