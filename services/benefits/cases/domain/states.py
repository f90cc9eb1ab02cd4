"""Where a case stands, what can be done to it there, and what is refused."""

from collections.abc import Mapping
from enum import StrEnum

from shared.refusal import Conflict, Gone, NotFound, Stale


class CaseState(StrEnum):
    """Where a case stands."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done to a case."""

    ASSIGN = "assign"
    RESOLVE = "resolve"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    REOPEN = "reopen"


TRANSITIONS: Mapping[tuple[CaseState, Step], CaseState] = {
    (CaseState.OPENED, Step.ASSIGN): CaseState.ASSIGNED,
    # Other mediators take over; the former assignment stays on record.
    (CaseState.ASSIGNED, Step.ASSIGN): CaseState.ASSIGNED,
    (CaseState.ASSIGNED, Step.RESOLVE): CaseState.RESOLVED,
    (CaseState.OPENED, Step.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.ASSIGNED, Step.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.RESOLVED, Step.CORRECT): CaseState.RESOLVED,
    (CaseState.RESOLVED, Step.REOPEN): CaseState.ASSIGNED,
    (CaseState.WITHDRAWN, Step.REOPEN): CaseState.OPENED,  # assigned, where it has mediators
}


class CaseNotFound(NotFound):
    """No such case, or none that the caller may see."""

    code = "case-not-found"
    zh = "没有这个案件，或不在您的工作范围内。"
    en = "There is no such case within your scope."


class CaseChanged(Stale):
    """Somebody did something to the case after its state was shown."""

    code = "case-changed"
    zh = "案件在您填写期间已被他人办理，请核对最新情况后再提交。"
    en = "Somebody did something to the case meanwhile. Look at how it stands now, then send it again."


class CaseNotAssigned(Conflict):
    """A case is resolved by its mediators, so it needs some first."""

    code = "case-not-assigned"
    zh = "案件尚未指派调解员，不能办结。"
    en = "The case has no mediator yet and cannot be resolved."


class CaseAlreadyResolved(Conflict):
    """A resolved case counts once (rule B11), so nothing more is done to it, unless that was a mistake."""

    code = "case-already-resolved"
    zh = "案件已经办结，不能再指派、办结或撤回；办结登错的请更正，误办结的请恢复办理。"
    en = (
        "The case has been resolved; nothing more can be done to it. What was said wrongly is corrected, and what was"
        " resolved by mistake is reopened."
    )


class CaseAlreadyWithdrawn(Conflict):
    """What was withdrawn is not taken up again, unless that was a mistake: the applicant may open another case."""

    code = "case-already-withdrawn"
    zh = "案件已经撤回，不能再指派、办结或撤回；如需调解请重新立案，误撤回的请恢复办理。"
    en = (
        "The case has been withdrawn; nothing more can be done to it. Open another one if it is needed; what was"
        " withdrawn by mistake is reopened."
    )


class CaseNotResolved(Conflict):
    """Only of a case that is resolved it can be wrong how it was."""

    code = "case-not-resolved"
    zh = "案件没有办结，不能更正办结登记；撤回登错的，请先恢复办理，再重新撤回。"
    en = "The case is not resolved, so that there is nothing to correct. Withdrawn wrongly: reopen it first."


class CaseNotEnded(Conflict):
    """What is under way needs no reopening."""

    code = "case-not-ended"
    zh = "案件仍在办理，无需恢复办理。"
    en = "The case is under way; there is nothing to reopen."


class CaseUnchanged(Conflict):
    """A correction says something else than what stands."""

    code = "case-unchanged"
    zh = "与现有的办结登记相同，无需更正。"
    en = "That is what is recorded already; nothing is corrected."


ENDED: Mapping[CaseState, type[Conflict]] = {
    CaseState.RESOLVED: CaseAlreadyResolved,
    CaseState.WITHDRAWN: CaseAlreadyWithdrawn,
}
BACK: Mapping[Step, type[Conflict]] = {Step.CORRECT: CaseNotResolved, Step.REOPEN: CaseNotEnded}


class ContentErased(Gone):
    """The key of the content was dropped, as the applicant's erasure asks; nobody can read it any more."""

    code = "content-erased"
    zh = "案情内容已依法删除，无法查看。"
    en = "The content of the case was erased and cannot be read any more."


def next_state(state: CaseState, step: Step) -> CaseState:
    """Where the step leads. Raises `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`, `CaseNotAssigned`, `CaseNotResolved`
    or `CaseNotEnded` where the table has no such move."""
    following = TRANSITIONS.get((state, step))
    if following is not None:
        return following
    raise BACK.get(step, ENDED.get(state, CaseNotAssigned))()
