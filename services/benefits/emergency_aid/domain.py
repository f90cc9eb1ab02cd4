"""Paying first: how much at most, who releases it, by when the papers are complete. Pure."""

from dataclasses import dataclass
from datetime import date

from shared.approval.proposal import Proposal
from shared.refusal import Conflict, FieldFault, Invalid

DAY_AHEAD = FieldFault("happened_on", "not-in-future", "不能晚于今天。", "Must not lie in the future.")
ABOVE_CAP = FieldFault("yuan", "above-cap", "超过该项目的最高金额。", "More than the programme gives at most.")
NOTHING_PAID = FieldFault("yuan", "at-least-a-fen", "至少 0.01 元。", "At least a fen.")
CAP_UNKNOWN = FieldFault("yuan", "cap-unknown", "尚未设定该项目的最高金额。", "The most that is given is not set yet.")
PAPERS_AHEAD = FieldFault("papers_on", "not-in-future", "不能晚于今天。", "Must not lie in the future.")
PAPERS_EARLY = FieldFault(
    "papers_on", "before-happened", "不能早于紧急情形发生之日。", "Not before the emergency happened."
)
RELEASED = "released"


class NoEmergencyChannel(Conflict):
    """The programme has none."""

    code = "no-emergency-channel"
    zh = "该项目没有紧急先行发放。"
    en = "The programme pays nothing before it is decided."


class EmergencyAidExists(Conflict):
    """One an application."""

    code = "emergency-aid-exists"
    zh = "该申请已提出或者已放行紧急先行发放。"
    en = "Emergency aid was proposed or released for this application."


class EmergencyAidNotReleased(Conflict):
    """Nothing was paid, so no papers are waited for."""

    code = "emergency-aid-not-released"
    zh = "该项紧急先行发放尚未放行。"
    en = "The emergency aid was not released."


class EmergencyPapersComplete(Conflict):
    """They were recorded before."""

    code = "emergency-papers-complete"
    zh = "材料已登记补齐；登记有误的，请更正。"
    en = "The papers were recorded as complete. If that is wrong, correct it."


class EmergencyAidInvalid(Invalid):
    """`fields` names every fault."""

    code = "emergency-aid-invalid"
    zh = "紧急先行发放不符合规定，原因见各字段。"
    en = "What was sent of the emergency aid breaks a rule; the fields tell which."


@dataclass(frozen=True, slots=True)
class Emergency:
    """What happened, on which day."""

    cause: str
    happened_on: date


@dataclass(frozen=True, slots=True)
class Aid(Proposal):
    """Proposed by one, released by another; `papers_on` None: they are not complete."""

    emergency: Emergency
    papers_on: date | None

    def must_be_released(self) -> None:
        """Raises `EmergencyAidNotReleased`."""
        if self.outcome != RELEASED:
            raise EmergencyAidNotReleased

    def must_wait_for_papers(self) -> None:
        """Raises `EmergencyAidNotReleased`, `EmergencyPapersComplete`."""
        self.must_be_released()
        if self.papers_on is not None:
            raise EmergencyPapersComplete


def must_be_possible(emergency: Emergency, fen: int, *, cap: int | None, today: date) -> None:
    """`cap`: the most that the programme gives today. Raises `EmergencyAidInvalid`."""
    EmergencyAidInvalid.refuse(
        (DAY_AHEAD, emergency.happened_on > today),
        (NOTHING_PAID, fen < 1),
        (CAP_UNKNOWN, cap is None),
        (ABOVE_CAP, cap is not None and fen > cap),
    )


def must_be_true(emergency: Emergency, papers_on: date | None, *, today: date) -> None:
    """Of what is recorded of it. Raises `EmergencyAidInvalid`."""
    EmergencyAidInvalid.refuse(
        (DAY_AHEAD, emergency.happened_on > today),
        (PAPERS_AHEAD, papers_on is not None and papers_on > today),
        (PAPERS_EARLY, papers_on is not None and papers_on < emergency.happened_on),
    )
