"""When an org unit may be established, and what may be corrected of it. Every broken rule is named, not only the first.

A unit of a division carries the division's code (station 9 digits, room 12); one of a county-direct unit is numbered
within its parent (`411329U01`, `411329U01R01`), because 17 of the 32 stations and 119 of the 391 rooms sit at hosts
that are no division (fact 2, fact 3).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from services.registry.divisions.domain import TOWNSHIP_LEVELS, VILLAGE_LEVELS, Division
from services.registry.network.domain import (
    HostKind,
    OrgUnit,
    OrgUnitCorrectionInvalid,
    OrgUnitInvalid,
    Term,
    UnitKind,
)
from shared.rule import ALWAYS, Offenders, Rule, field, refuse


@dataclass(frozen=True)
class Proposal:
    """A unit somebody wants to establish."""

    org_code: str
    kind: UnitKind
    host_kind: HostKind
    name: str
    parent_code: str | None
    division_code: str | None
    established_on: date


@dataclass(frozen=True)
class Site:
    """What stands where the unit is to be: its parent, the division it names, and the calendar date in Shanghai."""

    parent: OrgUnit | None
    division: Division | None
    today: date
    # Whether a unit works at the division that the named one lies in: a station is there to take the room.
    has_own_station: bool = True


@dataclass(frozen=True)
class Shape:
    """What a kind of unit at a kind of host looks like: its code, its parent's kind and host, its division's levels."""

    org_code: re.Pattern[str]
    parent: tuple[UnitKind, HostKind] | None
    division_levels: frozenset[str]


Establishment: TypeAlias = tuple[Proposal, Site]

SOURCE = "the service network of the county: fact 2, fact 3"

COUNTY, TOWNSHIP, UNIT, VILLAGE = HostKind.COUNTY, HostKind.TOWNSHIP, HostKind.COUNTY_DIRECT_UNIT, HostKind.VILLAGE
SHAPES: Mapping[tuple[UnitKind, HostKind], Shape] = {
    (UnitKind.CENTRE, COUNTY): Shape(re.compile(r"[0-9]{6}"), None, frozenset({"county"})),
    (UnitKind.STATION, TOWNSHIP): Shape(re.compile(r"[0-9]{9}"), (UnitKind.CENTRE, COUNTY), TOWNSHIP_LEVELS),
    (UnitKind.STATION, UNIT): Shape(re.compile(r"[0-9]{6}U[0-9]{2}"), (UnitKind.CENTRE, COUNTY), frozenset()),
    (UnitKind.ROOM, VILLAGE): Shape(re.compile(r"[0-9]{12}"), (UnitKind.STATION, TOWNSHIP), VILLAGE_LEVELS),
    (UnitKind.ROOM, UNIT): Shape(re.compile(r"[0-9]{6}U[0-9]{2}R[0-9]{2}"), (UnitKind.STATION, UNIT), frozenset()),
}


def _shape(proposal: Proposal) -> Shape | None:
    return SHAPES.get((proposal.kind, proposal.host_kind))


def _code_fits(proposal: Proposal, site: Site) -> bool:
    shape = _shape(proposal)
    return shape is None or shape.org_code.fullmatch(proposal.org_code) is not None


def _parent_stands_or_is_none(proposal: Proposal, site: Site) -> bool:
    if proposal.kind is UnitKind.CENTRE:
        return proposal.parent_code is None
    return site.parent is not None


def _parent_fits(proposal: Proposal, site: Site) -> bool:
    shape = _shape(proposal)
    if shape is None or shape.parent is None or site.parent is None:
        return True
    return (site.parent.kind, site.parent.host_kind) == shape.parent


def _division_named_or_none(proposal: Proposal, site: Site) -> bool:
    shape = _shape(proposal)
    if shape is None:
        return True
    if not shape.division_levels:
        return proposal.division_code is None
    return site.division is not None


def _division_level_fits(proposal: Proposal, site: Site) -> bool:
    shape = _shape(proposal)
    if shape is None or site.division is None or not shape.division_levels:
        return True
    return site.division.level in shape.division_levels


def _division_is_code(proposal: Proposal, site: Site) -> bool:
    return site.division is None or proposal.division_code == proposal.org_code


def _division_lies_in_parents(proposal: Proposal, site: Site) -> bool:
    """Where the station of a township was closed or merged, that of another one takes its rooms."""
    if not site.has_own_station or site.division is None or site.parent is None or site.parent.division_code is None:
        return True
    return site.division.parent_code == site.parent.division_code


def _rule(code: str, name: str, zh: str, en: str, holds: Callable[[Proposal, Site], bool]) -> Rule[Establishment]:
    """One rule about one field, in words that complete "it must hold that …"."""
    offenders: Offenders[Establishment] = field(name, lambda facts: holds(*facts))
    return Rule(code, SOURCE, ALWAYS, f"{zh}。", f"It must hold that {en}.", offenders)


UNIT_RULES: tuple[Rule[Establishment], ...] = (
    _rule("host-fits-kind", "host_kind", "服务中心设在县，服务站设在乡镇或县直单位，服务室设在村或县直单位",
          "a centre is hosted by the county, a station by a township or a county-direct unit, a room by a village "
          "or a county-direct unit",
          lambda proposal, site: _shape(proposal) is not None),
    _rule("code-fits-host", "code", "代码应为所在区划的代码；县直单位的站、室形如 411329U01、411329U01R01",
          "the code is the division's, or reads like 411329U01 and 411329U01R01 at a county-direct unit",
          _code_fits),
    _rule("parent-exists", "parent_code", "除服务中心外，须指明已有的上级机构；服务中心没有上级",
          "a centre has no parent, and every other unit names one that exists", _parent_stands_or_is_none),
    _rule("parent-fits", "parent_code", "服务站隶属服务中心，村服务室隶属乡镇服务站，单位服务室隶属单位服务站",
          "a station stands under the centre, a village room under a township's station, a unit's room under its "
          "unit's station", _parent_fits),
    _rule("parent-active", "parent_code", "上级机构已撤销", "the parent is active",
          lambda proposal, site: site.parent is None or site.parent.is_active),
    _rule("parent-stays", "parent_code", "上级机构拟撤销，不再接收下级机构", "the parent is not to be closed",
          lambda proposal, site: site.parent is None or site.parent.closing_since is None),
    _rule("division-named", "division_code", "设在县、乡镇、村的机构须指明已有的区划；县直单位的机构没有区划",
          "a unit at a county, township or village names a known division, and one at a county-direct unit none",
          _division_named_or_none),
    _rule("division-level", "division_code", "区划级别与机构不符", "the division's level fits the unit",
          _division_level_fits),
    _rule("division-is-code", "division_code", "机构代码应等于区划代码", "the unit's code is its division's code",
          _division_is_code),
    _rule("division-in-parents", "division_code", "区划应属于上级机构的区划",
          "the division belongs to the parent unit's division", _division_lies_in_parents),
    _rule("not-in-future", "established_on", "设立日期不能晚于今天", "the unit was established today or before",
          lambda proposal, site: proposal.established_on <= site.today),
)  # fmt: skip


def established(proposal: Proposal, site: Site) -> OrgUnit:
    """The new unit, its path below its parent's, version 1. Raises `OrgUnitInvalid`."""
    refuse(OrgUnitInvalid, UNIT_RULES, (proposal, site), on=proposal.established_on)
    return OrgUnit(
        org_code=proposal.org_code,
        kind=proposal.kind,
        host_kind=proposal.host_kind,
        name=proposal.name,
        parent_code=proposal.parent_code,
        division_code=proposal.division_code,
        org_path=f"{site.parent.org_path}.{proposal.org_code}" if site.parent else proposal.org_code,
        established_on=proposal.established_on,
        closed_on=None,
        version=1,
    )


@dataclass(frozen=True)
class Corrected:
    """A unit as it is said to be right: `names` by the days since which it bore them, the first since its start."""

    established_on: date
    host_kind: HostKind
    division_code: str | None
    names: tuple[Term, ...]


@dataclass(frozen=True)
class Record:
    """What a correction is judged on: the unit as it is recorded, the division it is said to serve, whether a unit of
    its kind serves that for which somebody else acts, the first day on which a unit stood under it, and that on which a
    Party organisation stood beside it."""

    corrected: Corrected
    unit: OrgUnit
    division: Division | None
    today: date
    is_taken: bool = False
    held_since: date | None = None
    beside_since: date | None = None

    @property
    def shape(self) -> Shape | None:
        return SHAPES.get((self.unit.kind, self.corrected.host_kind))


def _division_fits(facts: Record) -> bool:
    if facts.shape is None:
        return True
    if not facts.shape.division_levels:
        return facts.corrected.division_code is None
    return facts.division is not None and facts.division.level in facts.shape.division_levels


def _names_follow_each_other(facts: Record) -> bool:
    days = [term.since for term in facts.corrected.names]
    return days[0] == facts.corrected.established_on and all(one < next_one for one, next_one in pairwise(days))


def _established_first(facts: Record) -> bool:
    later = (facts.unit.moved_on, facts.unit.closed_on)
    return all(facts.corrected.established_on <= day for day in later if day is not None)


def _stands_before(facts: Record, first: date | None) -> bool:
    """What was recorded otherwise before may stay so."""
    return first is None or facts.corrected.established_on <= max(first, facts.unit.established_on)


def _days_ahead(facts: Record) -> list[str]:
    """The first name has the day of the establishment, and no field of its own."""
    later = enumerate(facts.corrected.names[1:], start=1)
    ahead = [f"names.{number}.since" for number, term in later if term.since > facts.today]
    return ["established_on", *ahead] if facts.corrected.established_on > facts.today else ahead


CORRECTION_RULES: tuple[Rule[Record], ...] = (
    Rule("host-fits-kind", SOURCE, ALWAYS,
         "服务中心设在县，服务站设在乡镇或县直单位，服务室设在村或县直单位。",
         "A centre is hosted by the county, a station by a township or a county-direct unit, a room by a village or a "
         "county-direct unit.",
         field("host_kind", lambda facts: facts.shape is not None)),
    Rule("division-fits", SOURCE, ALWAYS,
         "设在县、乡镇、村的机构须指明级别相符的区划；县直单位的机构没有区划。",
         "A unit at a county, township or village names a division of that level, one at a county-direct unit none.",
         field("division_code", _division_fits)),
    Rule("division-free", SOURCE, ALWAYS,
         "该区划由您管辖范围以外的同级服务机构服务。",
         "No unit of its kind outside of what you act for serves the division.",
         field("division_code", lambda facts: not facts.is_taken)),
    Rule("names-in-order", SOURCE, ALWAYS,
         "名称按启用日期排列，日期不能重复；最早的名称自设立之日起使用。",
         "Names follow each other by day, no two on one; the first holds from the establishment on.",
         field("names", _names_follow_each_other)),
    Rule("established-first", SOURCE, ALWAYS,
         "设立日期不能晚于隶属调整、撤销的日期。", "It was established before it was moved or closed.",
         field("established_on", _established_first)),
    Rule("before-those-below", SOURCE, ALWAYS,
         "设立日期不能晚于下级机构最早隶属于该机构的日期。",
         "It was established before any unit stood under it.",
         field("established_on", lambda facts: _stands_before(facts, facts.held_since))),
    Rule("before-its-party", "rules C1 and C2", ALWAYS,
         "设立日期不能晚于对应的党组织成立之日；党组织成立日期有误的，先更正党组织。",
         "It was established no later than the Party organisation beside it; correct that one first where its day is "
         "wrong.",
         field("established_on", lambda facts: _stands_before(facts, facts.beside_since))),
    Rule("not-in-future", SOURCE, ALWAYS, "日期不能晚于今天。", "No day lies after today.", _days_ahead),
)  # fmt: skip


def check_correction(facts: Record) -> None:
    """Raises `OrgUnitCorrectionInvalid` naming every broken rule."""
    refuse(OrgUnitCorrectionInvalid, CORRECTION_RULES, facts, on=facts.today)
