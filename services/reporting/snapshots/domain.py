"""What a snapshot holds, and the digest over it. Pure.

The content is what was true as of the day: units, their names then, and every figure of each. It has neither ids nor
times of the run, and its order is fixed, so the same facts give the same bytes and the same digest, however and
whenever they came in.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property

import msgspec

from services.reporting.figures.domain import BY_CODE, NOTHING, Change, sum_of
from services.reporting.figures.parameters.shares import SHARES, Read
from services.reporting.units.domain import OrgUnitNotFound, Unit, parent_of
from shared.refusal import Invalid, NotFound

# The figures of the county's report of 2019-04-30, which every release must reproduce.
DIGESTED = frozenset({"F01", "F02", "F03", "F04", "F05", "F06", "F16", "F19", "F20"})


class SnapshotNotFound(NotFound):
    code = "snapshot-not-found"
    zh = "没有该快照。"
    en = "There is no such snapshot."


class DayNotOver(Invalid):
    """A day to come cannot be frozen: its figures would be other ones when it is there."""

    code = "day-not-over"
    zh = "{as_of}尚未到来，不能冻结当日数字。"
    en = "{as_of} has not come yet; its figures cannot be frozen."


class FrozenUnit(msgspec.Struct, frozen=True):
    """A unit as of the day. `figures`: code → [value, events], all below included; one without events is left out."""

    code: str
    path: str
    kind: str | None
    host_kind: str | None
    name: str | None
    closed_on: date | None
    figures: dict[str, Change]

    def change(self, figure_code: str) -> Change:
        return self.figures.get(figure_code, NOTHING)


class Content(msgspec.Struct, frozen=True, dict=True):
    """`figures`: code → qualifier; `units` in order of path. `version` tells how to read it.

    `openings`: path → figure → what the unit itself had done before it is counted; outside the digest, and left out
    where there is none.
    """

    as_of: date
    figures: dict[str, str]
    units: tuple[FrozenUnit, ...]
    version: int = 1
    openings: dict[str, dict[str, int]] | msgspec.UnsetType = msgspec.UNSET

    @cached_property
    def by_code(self) -> Mapping[str, FrozenUnit]:
        return {unit.code: unit for unit in self.units}

    def shares(self, unit: FrozenUnit) -> list[Read]:
        """What is read off the unit's figures, of those that were counted when it was frozen."""
        counted = [share for share in SHARES if {share.part, *share.whole} <= self.figures.keys()]
        return [share.read(lambda code: unit.change(code).delta) for share in counted]

    @property
    def centre(self) -> FrozenUnit:
        """The unit above all others."""
        return next(unit for unit in self.units if unit.kind == "centre")

    def get_unit(self, code: str) -> FrozenUnit:
        """Raises OrgUnitNotFound."""
        if code not in self.by_code:
            raise OrgUnitNotFound(unit=code)
        return self.by_code[code]

    def directly_below(self, unit: FrozenUnit) -> tuple[FrozenUnit, ...]:
        """In order of code."""
        return tuple(sorted((each for each in self.units if parent_of(each.path) == unit.path), key=lambda u: u.code))

    def openings_of(self, unit: FrozenUnit) -> dict[str, int]:
        """By figure, everything below the unit included."""
        totals: dict[str, int] = {}
        for path, values in ({} if self.openings is msgspec.UNSET else self.openings).items():
            if f"{path}.".startswith(f"{unit.path}."):
                for code, value in values.items():
                    totals[code] = totals.get(code, 0) + value
        return totals

    def here(self, unit: FrozenUnit, figure_code: str) -> Change:
        """What the unit holds by itself."""
        below = (each.change(figure_code) for each in self.directly_below(unit))
        return unit.change(figure_code).minus(sum_of(below))


def content_of(
    as_of: date,
    units: Iterable[tuple[Unit, Mapping[str, Change]]],
    openings: Mapping[str, Mapping[str, int]] | None = None,
) -> Content:
    """The content to freeze. Units in any order; figures that are nothing may be given or missing."""
    frozen = (
        FrozenUnit(
            unit.code,
            unit.path,
            unit.kind,
            unit.host_kind,
            unit.name,
            unit.closed_on,
            {code: change for code, change in figures.items() if change != NOTHING},
        )
        for unit, figures in units
    )
    qualifiers = {figure.code: figure.qualifier for figure in BY_CODE.values()}
    before = {path: dict(values) for path, values in (openings or {}).items()}
    return Content(
        as_of,
        dict(qualifiers),
        tuple(sorted(frozen, key=lambda unit: unit.path.split("."))),
        openings=before or msgspec.UNSET,
    )


def encoded(content: Content) -> bytes:
    """UTF-8 JSON, keys sorted, no white space."""
    return _ENCODER.encode(content)


def decoded(content: bytes) -> Content:
    """Until it was known how certain an investment is (F47), F09 was frozen in whole yuan."""
    found = _DECODER.decode(content)
    return found if "F47" in found.figures or "F09" not in found.figures else _in_fen(found)


def _in_fen(content: Content) -> Content:
    units = (
        msgspec.structs.replace(unit, figures={**unit.figures, "F09": Change(change.delta * 100, change.events)})
        if (change := unit.figures.get("F09")) is not None
        else unit
        for unit in content.units
    )
    return msgspec.structs.replace(content, units=tuple(units))


def digest_of(content: Content) -> str:
    """SHA-256 in hexadecimal over the units and the figures of `DIGESTED`, so that a release that counts something more
    gives the digest of before.
    """
    return content_digest_of(encoded(narrowed(content, DIGESTED)))


def content_digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal over everything that is frozen."""
    return hashlib.sha256(content).hexdigest()


def narrowed(content: Content, codes: Collection[str]) -> Content:
    """The units and these figures of theirs alone."""
    return Content(
        content.as_of,
        {code: qualifier for code, qualifier in content.figures.items() if code in codes},
        tuple(
            msgspec.structs.replace(
                unit, figures={code: change for code, change in unit.figures.items() if code in codes}
            )
            for unit in content.units
        ),
        content.version,
    )


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Content)
