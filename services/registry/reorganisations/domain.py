"""A unit at another place (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.registry.network.domain import OrgUnit, Term
from shared.refusal import Conflict, Forbidden, NotFound


class NoMove(Conflict):
    """Nothing to take back."""

    code = "no-org-unit-move"
    zh = "该机构没有可撤回的隶属调整。"
    en = "The unit was never moved, so there is no move to take back."


class ReturnBlocked(Conflict):
    """Where it stood before, it cannot stand again: that unit was closed since, or has stood below this one."""

    code = "org-unit-return-blocked"
    zh = "原上级机构已撤销，或者在此期间隶属于该机构，不能撤回；请另行登记隶属调整。"
    en = "The unit above from before was closed since, or has stood below this one. Record another move instead."


class NotToBeClosed(Conflict):
    """Only a unit that is to be closed is asked about, kept after all, or closed."""

    code = "org-unit-not-to-be-closed"
    zh = "服务机构 {org_code} 尚未登记拟撤销，请先登记，待各服务答复已清后再撤销。"
    en = "It is not recorded that the unit {org_code} is to be closed. Record that first; every service then answers."


class NotClosed(Conflict):
    """Nothing to take back."""

    code = "org-unit-not-closed"
    zh = "服务机构 {org_code} 没有撤销，不需要撤回。"
    en = "The org unit {org_code} was not closed, so there is no closure to take back."


class ClosedByOneself(Forbidden):
    """Who closed a unit, or merged it, does not take that back, nor does who stands in for him."""

    code = "closed-by-oneself"
    zh = "撤销该机构（或者登记合并）的人、其代行人和委托其办理的人不能撤回，须由另一人核对后办理。"
    en = (
        "Who closed the unit, or merged it, does not take that back, nor does who stands in for him, nor whom he stood"
        " in for: a second person does, who has looked for himself."
    )


class MergerUnderWay(Conflict):
    """A unit that is merged is closed by itself once all it held has gone."""

    code = "merger-under-way"
    zh = "服务机构 {org_code} 正在并入 {successor_code}，全部移交后自动撤销。"
    en = "The org unit {org_code} is being merged into {successor_code}; it is closed once all it held has gone."


class HoldingsOnTheMove(Conflict):
    """One move at a time."""

    code = "holdings-on-the-move"
    zh = "该机构的在册内容正在移交，请待其完成。"
    en = "What the unit holds is on the move already; wait until that is finished."


class HoldingsMoveNotFound(NotFound):
    code = "holdings-move-not-found"
    zh = "没有这次移交。"
    en = "There is no such move."


class NothingOnTheMove(Conflict):
    code = "holdings-move-finished"
    zh = "这次移交已经结束。"
    en = "That move is finished."


class HandedOverByOneself(Forbidden):
    """Who asked for a move does not take it back, nor does who stands in for him."""

    code = "handed-over-by-oneself"
    zh = "提交移交的人、其代行人和委托其提交的人不能整体撤回，须由另一人核对后办理。"
    en = (
        "Who asked for the move does not take it back as a whole, nor does who stands in for him, nor whom he stood in"
        " for: a second person does, who has looked for himself."
    )


class MovedByOneself(Forbidden):
    """Who moved a unit does not take that back, nor does who stands in for him."""

    code = "moved-by-oneself"
    zh = "登记隶属调整的人、其代行人和委托其登记的人不能撤回，须由另一人核对后办理。"
    en = (
        "Who moved the unit does not take that back, nor does who stands in for him, nor whom he stood in for: a second"
        " person does, who has looked for himself."
    )


class NothingToTakeBack(Conflict):
    """Nothing went with it that is not back, or it is one that takes another back."""

    code = "nothing-to-take-back"
    zh = "这次移交没有可以撤回的内容。"
    en = "Nothing of this move is there to be taken back."


class HandoverGoneOn(Conflict):
    """Something newer stands on it, which `fields` names."""

    code = "handover-gone-on"
    zh = "这次移交之后已有新的登记，不能整体撤回，原因见各字段。"
    en = "Something newer stands on this move, so that it is not taken back as a whole; the fields tell what."


class NoPartyOrganisationThere(Conflict):
    """Members go to the organisation beside the unit that takes over."""

    code = "no-party-organisation-there"
    zh = "接收机构没有党组织，请先成立。"
    en = "No Party organisation stands beside the unit that takes over; found one first."


def placed_under(unit: OrgUnit, parent: OrgUnit, *, since: date | None) -> OrgUnit:
    """The unit below that one; `since` None: as it was established."""
    return replace(
        unit,
        parent_code=parent.org_code,
        org_path=f"{parent.org_path}.{unit.org_code}",
        moved_on=since,
        version=unit.version + 1,
    )


def has_stood_below(
    parent_code: str, org_code: str, terms: Mapping[str, Sequence[Term]], *, since: date
) -> bool:  # fmt: skip
    """Whether the first unit stood below the second on that day or on a later one; `terms`: under which unit each stood
    since when, in order."""
    later = {term.since for own in terms.values() for term in own if term.since > since}
    return any(org_code in _above(parent_code, terms, day) for day in (since, *later))


def _above(org_code: str, terms: Mapping[str, Sequence[Term]], day: date) -> Sequence[str]:
    """The unit, and all that it stood under on a day."""
    walked = [org_code]
    while (parent := _parent_on(walked[-1], terms, day)) is not None and parent not in walked:
        walked.append(parent)
    return walked


def _parent_on(org_code: str, terms: Mapping[str, Sequence[Term]], day: date) -> str | None:
    return next((term.value for term in reversed(terms.get(org_code, ())) if term.since <= day), None)
