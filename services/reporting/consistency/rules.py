"""Consistency rules between figures (docs/rules.md), as a table. Pure; whole numbers until they are shown.

Hard rules say that something is wrong: an event went missing, or another service let through what it must refuse.
Soft ones say that a figure is unusual and worth a look; nothing is ever "repaired" to satisfy them.

That members are living veterans (C3) and each dispute had a mediator (C7) holds by how figures are counted, see there.
Where a term that was corrected since leaves none of them, the case is corrected, or reopened, where it is kept.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.reporting.figures.domain import NOTHING, Change, Sums
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.parameters.county import FEN_OF_A_YUAN
from services.reporting.figures.parameters.shares import tenths
from services.reporting.units.domain import code_of, parent_of
from shared.language import Text

OF_VETERANS = ("F17", "F18", "F19", "F21", "F22")  # whoever stands in one of these stands in F01 too
# Of which rule the figures are in which a case, or a person, counts once or not at all.
ONCE: Mapping[str, tuple[str, ...]] = {
    "C7": ("F20",),
    "C8": tuple(each.code for each in FIGURES if (each.subject, each.kind) == ("person", "stock")),
}
MEMBERS_OF_A_GROUP = 3
# Yuan a square metre of a renovation.
LEAST_COST, MOST_COST = 100, 3_000
Severity = Literal["hard", "soft"]
Figures = Mapping[str, Sums]


@dataclass(frozen=True, slots=True)
class Tree:
    """Every unit's figures by path; the rooms whose Party group hangs under the branch of another station; the units
    where somebody counts as an applicant who counts as a member anywhere; those at which somebody serves in something
    who is no registered veteran, and those at which somebody serves who has died or left the county before; by figure
    and unit, how often somebody counts who counts neither once nor not at all; by path, how many disputes count there
    of whose mediators none held the role."""

    centre: str
    units: Mapping[str, Figures]
    rooms_astray: frozenset[str] = frozenset()
    members_applying: frozenset[str] = frozenset()
    strangers_at: frozenset[str] = frozenset()
    departed_at: frozenset[str] = frozenset()
    counted_otherwise: Mapping[tuple[str, str], int] = field(default_factory=dict)
    resolved_by_others: Mapping[str, int] = field(default_factory=dict)

    def value(self, path: str, figure: str) -> int:
        """Of the unit and everything below it."""
        return self.units[path].get(figure, Sums()).total.delta

    def value_here(self, path: str, figure: str) -> int:
        """Of the unit by itself."""
        return self.units[path].get(figure, Sums()).here.delta


@dataclass(frozen=True, slots=True)
class Fault:
    """What was found against what is expected, in signs that need no translation; the codes of the units at fault."""

    value: str
    expected: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """`says` is what a finding tells a person."""

    code: str
    severity: Severity
    says: Text
    faults: Callable[[Tree], Iterator[Fault]]


def _pairs(tree: Tree, one: str, other: str, besides: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Both figures stand at the same units, the same number of times."""
    uneven = {path for path in tree.units if tree.value_here(path, one) != tree.value_here(path, other)}
    if uneven or besides:
        value = f"{one} {tree.value(tree.centre, one)}, {other} {tree.value(tree.centre, other)}"
        yield Fault(value, f"{one} = {other}, 1 : 1", _codes(uneven | besides))


def _branch_at_each_station(tree: Tree) -> Iterator[Fault]:
    return _pairs(tree, "F03", "F05")


def _group_at_each_room(tree: Tree) -> Iterator[Fault]:
    return _pairs(tree, "F04", "F06", tree.rooms_astray)


def _members_among_veterans(tree: Tree) -> Iterator[Fault]:
    above = {path for path in tree.units if tree.value(path, "F02") > tree.value(path, "F01")}
    if above:
        value = f"F02 {tree.value(tree.centre, 'F02')}, F01 {tree.value(tree.centre, 'F01')}"
        yield Fault(value, "F02 <= F01", _codes(above))


def _no_member_applies(tree: Tree) -> Iterator[Fault]:
    if tree.members_applying:
        yield Fault(f"F16 {tree.value(tree.centre, 'F16')}", "F16 ∩ F02 = ∅", _codes(tree.members_applying))


def _serving_among_veterans(tree: Tree) -> Iterator[Fault]:
    if tree.strangers_at:
        served = " ∪ ".join(OF_VETERANS)
        yield Fault(f"{served} ⊄ F01", f"{served} ⊆ F01", _codes(tree.strangers_at))


def _nobody_serves_who_left(tree: Tree) -> Iterator[Fault]:
    if tree.departed_at:
        served = " ∪ ".join(OF_VETERANS)
        yield Fault(f"{served}: {len(tree.departed_at)}", f"{served}: 0", _codes(tree.departed_at))


def _once(tree: Tree, rule: str) -> Iterator[Fault]:
    for code in ONCE[rule]:
        otherwise = {path: times for (each, path), times in tree.counted_otherwise.items() if each == code}
        if otherwise:
            yield Fault(f"{code} {max(otherwise.values())} : 1", f"{code} 1 : 1", _codes({*otherwise}))


def _resolved_by_mediators(tree: Tree) -> Iterator[Fault]:
    if tree.resolved_by_others:
        value = f"F20 (F19 = 0): {sum(tree.resolved_by_others.values())}"
        yield Fault(value, "F20 (F19 = 0): 0", _codes({*tree.resolved_by_others}))


def _members_of_each_group(tree: Tree) -> Iterator[Fault]:
    groups = {path for path in tree.units if tree.value_here(path, "F06") > 0}
    small = {path for path in groups if tree.value_here(path, "F02") < MEMBERS_OF_A_GROUP}
    if small:
        expected = f"F02 >= {MEMBERS_OF_A_GROUP}"
        yield Fault(f"F02 < {MEMBERS_OF_A_GROUP}: {len(small)} / {len(groups)}", expected, _codes(small))


def _cost_of_venues(tree: Tree) -> Iterator[Fault]:
    """Of the whole county, once both are known."""
    fen, bureau, others = (tree.value(tree.centre, code) for code in ("F09", "F08", "F53"))
    area = FEN_OF_A_YUAN * (bureau + others)
    if fen > 0 and area > 0 and not LEAST_COST * area <= fen <= MOST_COST * area:
        yield Fault(f"F09 / (F08 + F53) = {tenths(fen, area)}", f"{LEAST_COST}–{MOST_COST}", _codes({tree.centre}))


def _checked_were_qualified(tree: Tree) -> Iterator[Fault]:
    unqualified = {path for path in tree.units if tree.value_here(path, "F51") > 0}
    if unqualified:
        yield Fault(f"F51: {tree.value(tree.centre, 'F51')}", "F51: 0", _codes(unqualified))


def _parts_add_up(tree: Tree) -> Iterator[Fault]:
    """What each unit was told lies below it is what the units directly below hold: two sums kept apart."""
    told = {(path, code): sums.below for path, figures in tree.units.items() for code, sums in figures.items()}
    held: dict[tuple[str, str], Change] = defaultdict(lambda: NOTHING)
    for path, figures in tree.units.items():
        for code, sums in figures.items():
            if path != tree.centre:
                held[parent_of(path), code] = held[parent_of(path), code].plus(sums.total)
    for path, code in sorted({*told, *held}):
        below, parts = told.get((path, code), NOTHING), held[path, code]
        if below != parts:
            yield Fault(f"{code} {below.delta}", f"{code} {parts.delta}", _codes({path}))


def _share_of_members(tree: Tree) -> Iterator[Fault]:
    members, veterans = tree.value(tree.centre, "F02"), tree.value(tree.centre, "F01")
    if veterans and not 10 * veterans <= 100 * members <= 40 * veterans:
        yield Fault(f"{tenths(100 * members, veterans)} %", "10–40 %", _codes({tree.centre}))


def _members_per_branch(tree: Tree) -> Iterator[Fault]:
    members, branches = tree.value(tree.centre, "F02"), tree.value(tree.centre, "F05")
    if branches and members > 50 * branches:
        yield Fault(tenths(members, branches), "<= 50", _codes({tree.centre}))


def _codes(paths: frozenset[str] | set[str]) -> tuple[str, ...]:
    return tuple(sorted(code_of(path) for path in paths))


RULES: tuple[Rule, ...] = (
    Rule(
        "C1", "hard",
        Text("服务站与服务站党支部不是一一对应。", "Stations and their Party branches are not one to one."),
        _branch_at_each_station,
    ),
    Rule(
        "C2", "hard",
        Text(
            "服务室与党小组不是一一对应，或党小组不隶属本站党支部。",
            "Rooms and their Party groups are not one to one, or a group is not under the branch of its station.",
        ),
        _group_at_each_room,
    ),
    Rule(
        "C3", "hard",
        Text("党员数超过登记退役军人数。", "There are more Party members than registered veterans."),
        _members_among_veterans,
    ),
    Rule(
        "C4", "hard",
        Text("有人既计为党员又计为入党申请人。", "Somebody counts both as a Party member and as an applicant."),
        _no_member_applies,
    ),
    Rule(
        "C5", "hard",
        Text(
            "有人担任社会身份或者志愿者，却不是登记在册的退役军人。",
            "Somebody holds a role, or volunteers, who is no registered veteran.",
        ),
        _serving_among_veterans,
    ),
    Rule(
        "C6", "soft",
        Text(
            "有人体检当日的身份类别不符合体检项目条件，请核对类别和体检日期。",
            "Somebody had a health check and held no category on the day that the programme asks for; check both.",
        ),
        _checked_were_qualified,
    ),
    Rule(
        "C7", "hard",
        Text("同一起纠纷的化解没有只计一次。", "A resolved dispute counts otherwise than once."),
        lambda tree: _once(tree, "C7"),
    ),
    Rule(
        "C7", "hard",
        Text(
            "有纠纷化解时，没有一名调解员在任：任职日期登错的，请更正任职；否则请更正该案的办结登记，或者恢复办理。",
            "None of a dispute's mediators held the role that day: correct the term or the case, or reopen it.",
        ),
        _resolved_by_mediators,
    ),
    Rule(
        "C8", "hard",
        Text("同一人在一项指标中没有只计一次。", "A person counts otherwise than once in a figure."),
        lambda tree: _once(tree, "C8"),
    ),
    Rule(
        "C9", "hard",
        Text("下级机构之和与本级数字不符。", "The units below do not add up to the figure of the unit above."),
        _parts_add_up,
    ),
    Rule(
        "C10", "soft",
        Text("党员占登记退役军人的比例异常，请核对数据。", "The share of Party members is unusual; check the data."),
        _share_of_members,
    ),
    Rule(
        "C11", "soft",
        Text(
            "平均每个党支部的党员数过多：这是功能型党支部，不是组织关系所在支部。",
            "Too many members a branch on average: these are functional branches, not those of formal membership.",
        ),
        _members_per_branch,
    ),
    Rule(
        "C12", "soft",
        Text("有党小组的党员不足三人。", "A Party group has fewer than three members."),
        _members_of_each_group,
    ),
    Rule(
        "C13", "soft",
        Text(
            "场所每平方米投资（元）异常，请核对面积和投资。",
            "What a square metre of the venues cost (yuan) is unusual; check area and investment.",
        ),
        _cost_of_venues,
    ),
    Rule(
        "C14", "hard",
        Text(
            "有人去世或者迁出以后仍担任社会身份或者志愿者。",
            "Somebody holds a role, or volunteers, after his death or after he left the county.",
        ),
        _nobody_serves_who_left,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold, and where."""

    rule: Rule
    fault: Fault


def check(tree: Tree) -> list[Finding]:
    """Every fault of every rule, in the order of the rules."""
    return [Finding(rule, fault) for rule in RULES for fault in rule.faults(tree)]
