"""When a unit may be moved to another parent. Every broken rule is named, not only the first.

A code never changes and says nothing about the place of a unit; nor does the depth of a path tell its kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.network.domain import OrgUnit, UnitKind
from shared.auth.caller import covers
from shared.refusal import Invalid
from shared.rule import ALWAYS, Rule, field, refuse

SOURCE = "decision 59: a network that changes"

# What a kind of unit may be moved to. A station may be put under another one that looks after it.
UNDER: Mapping[UnitKind, frozenset[UnitKind]] = {
    UnitKind.CENTRE: frozenset(),
    UnitKind.STATION: frozenset({UnitKind.CENTRE, UnitKind.STATION}),
    UnitKind.ROOM: frozenset({UnitKind.STATION}),
}


class OrgUnitMoveInvalid(Invalid):
    """The move breaks at least one rule; `fields` names every one."""

    code = "org-unit-move-invalid"
    zh = "该隶属调整不符合规定，未予办理。"
    en = "The move breaks a rule; the unit stays where it is."


@dataclass(frozen=True)
class Moving:
    """What a move is judged on: the unit, where it is to stand with all above that, the day, and today."""

    unit: OrgUnit
    over: Sequence[OrgUnit]
    on: date
    today: date

    @property
    def parent(self) -> OrgUnit | None:
        return self.over[-1] if self.over else None


def _is_elsewhere(facts: Moving) -> bool:
    return facts.parent is None or facts.parent.org_code != facts.unit.parent_code


def _is_outside(facts: Moving) -> bool:
    return facts.parent is None or not covers(facts.unit.org_path, facts.parent.org_path)


def _kind_fits(facts: Moving) -> bool:
    return facts.parent is None or facts.parent.kind in UNDER[facts.unit.kind]


def _those_above_stand(facts: Moving) -> bool:
    """So that on no day a unit stands below itself, whichever move was recorded first."""
    return all(each.placed_on <= facts.on for each in facts.over)


MOVE_RULES: tuple[Rule[Moving], ...] = (
    Rule("parent-works", SOURCE, ALWAYS,
         "须指明已有且未撤销的上级机构。", "The unit above exists and works.",
         field("parent_code", lambda facts: facts.parent is not None and facts.parent.is_active)),
    Rule("parent-stays", SOURCE, ALWAYS,
         "上级机构拟撤销，不再接收下级机构。", "The unit above is not to be closed.",
         field("parent_code", lambda facts: facts.parent is None or facts.parent.closing_since is None)),
    Rule("parent-fits", SOURCE, ALWAYS,
         "服务站可隶属服务中心或者另一服务站，服务室隶属服务站，服务中心没有上级。",
         "A station stands under the centre or another station, a room under a station, the centre under none.",
         field("parent_code", _kind_fits)),
    Rule("another-parent", SOURCE, ALWAYS,
         "该机构现即隶属所填上级。", "It is another one than it stands under.", field("parent_code", _is_elsewhere)),
    Rule("not-below-itself", SOURCE, ALWAYS,
         "上级机构不能是该机构本身或其下级。", "It is neither the unit itself nor one below it.",
         field("parent_code", _is_outside)),
    Rule("after-the-last", SOURCE, ALWAYS,
         "调整日期应晚于该机构设立、上一次调整的日期。", "The day is later than its establishment and its last move.",
         field("moved_on", lambda facts: facts.on > facts.unit.placed_on)),
    Rule("those-above-stand", SOURCE, ALWAYS,
         "调整之日，新上级及其各级上级应已设立并已在现隶属关系下。",
         "On that day the unit above, and all above that, stand where they stand now.",
         field("moved_on", _those_above_stand)),
    Rule("not-in-future", SOURCE, ALWAYS,
         "调整日期不能晚于今天。", "The day is today or before.",
         field("moved_on", lambda facts: facts.on <= facts.today)),
)  # fmt: skip


class HoldingsMoveInvalid(Invalid):
    """`fields` names every broken rule."""

    code = "holdings-move-invalid"
    zh = "不能这样移交，原因见各字段。"
    en = "What the unit holds cannot go there; the fields tell why."


@dataclass(frozen=True)
class Handing:
    """What a move of holdings, or a merger, is judged on: the unit, what takes over, None for none that is known, the
    day, and today."""

    unit: OrgUnit
    to: OrgUnit | None
    on: date
    today: date


HANDING_RULES: tuple[Rule[Handing], ...] = (
    Rule("unit-works", SOURCE, ALWAYS,
         "须指明已有、未撤销且不拟撤销的机构。", "The unit exists, works and is not to be closed.",
         field("to_code", lambda facts: facts.to is not None and facts.to.takes_in)),
    Rule("same-kind", SOURCE, ALWAYS,
         "接收机构须与原机构层级相同；服务中心不移交。",
         "It is of the same kind as the unit whose holdings it takes over; a centre hands nothing over.",
         field("to_code", lambda facts: facts.to is None or facts.to.kind is facts.unit.kind is not UnitKind.CENTRE)),
    Rule("another-unit", SOURCE, ALWAYS,
         "不能移交给该机构本身。", "It is another unit.",
         field("to_code", lambda facts: facts.to is None or facts.to.org_code != facts.unit.org_code)),
    Rule("both-stood", SOURCE, ALWAYS,
         "移交之日，双方均已设立。", "Both units stood on that day.",
         field("moved_on", lambda facts: facts.on >= max(
             each.established_on for each in (facts.unit, facts.to) if each is not None))),
    Rule("not-in-future", SOURCE, ALWAYS,
         "移交日期不能晚于今天。", "The day is today or before.",
         field("moved_on", lambda facts: facts.on <= facts.today)),
)  # fmt: skip


def check_handing(facts: Handing) -> None:
    """Raises `HoldingsMoveInvalid` naming every broken rule."""
    refuse(HoldingsMoveInvalid, HANDING_RULES, facts, on=facts.on)


def check_move(facts: Moving) -> None:
    """Raises `OrgUnitMoveInvalid` naming every broken rule."""
    refuse(OrgUnitMoveInvalid, MOVE_RULES, facts, on=facts.on)
