"""A holding of a category: where it stands, and what moves it (pure; docs/rules.md, R5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.categories.domain.terms import AT_A_COUNTER, Applicant, Change, Evidence, Recognition
from services.registry.categories.parameters import OFFICE, REASONS_OF, Act
from services.registry.veterans.domain.standing import FileState
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Stale


class HoldingState(StrEnum):
    """The ministry's nine. `moved` and `deceased` are never written: they are read from the file, and so is
    `cancelled` of who is deregistered."""

    RECEIVED = "received"
    ENJOYING = "enjoying"
    NO_BENEFIT = "recognised-no-benefit"
    STOPPED = "stopped"
    MOVED = "moved"
    NOT_RECOGNISED = "not-recognised"
    DECEASED = "deceased"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"


RECOGNISED = frozenset({HoldingState.ENJOYING, HoldingState.NO_BENEFIT, HoldingState.SUSPENDED})
OPEN = RECOGNISED | {HoldingState.RECEIVED}
CLOSED = frozenset({HoldingState.NOT_RECOGNISED, HoldingState.STOPPED, HoldingState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Transition:
    """From where an act moves a holding, and where to."""

    since: frozenset[HoldingState]
    to: frozenset[HoldingState]


def _from(*since: HoldingState, to: frozenset[HoldingState]) -> Transition:
    return Transition(frozenset(since), to)


_RECEIVED = frozenset({HoldingState.RECEIVED})
TRANSITIONS: Mapping[Act, Transition] = {
    Act.APPLY: _from(HoldingState.RECEIVED, *CLOSED, to=_RECEIVED),
    Act.RECOGNISE: _from(HoldingState.RECEIVED, to=frozenset({HoldingState.ENJOYING, HoldingState.NO_BENEFIT})),
    Act.REFUSE: _from(HoldingState.RECEIVED, to=frozenset({HoldingState.NOT_RECOGNISED})),
    Act.SUSPEND: _from(HoldingState.ENJOYING, to=frozenset({HoldingState.SUSPENDED})),
    Act.RESUME: _from(HoldingState.SUSPENDED, to=frozenset({HoldingState.ENJOYING})),
    Act.STOP: _from(*RECOGNISED, to=frozenset({HoldingState.STOPPED})),
    Act.CANCEL: _from(*OPEN, to=frozenset({HoldingState.CANCELLED})),
    Act.GRANT_BENEFIT: _from(HoldingState.NO_BENEFIT, to=frozenset({HoldingState.ENJOYING})),
    Act.END_BENEFIT: _from(HoldingState.ENJOYING, to=frozenset({HoldingState.NO_BENEFIT})),
    # Where it stood before.
    Act.RESTORE: _from(HoldingState.STOPPED, HoldingState.CANCELLED, to=OPEN),
}
# What the file says of a holding that is open; a revocation of that lets it stand as before.
BY_FILE: Mapping[str, HoldingState] = {
    FileState.DECEASED: HoldingState.DECEASED,
    FileState.DEREGISTERED: HoldingState.CANCELLED,
    FileState.TRANSFERRED_OUT: HoldingState.MOVED,
}


class HoldingNotFound(NotFound):
    """No holding has this id, or none that the caller may know of."""

    code = "category-holding-not-found"
    zh = "没有这项类别认定。"
    en = "There is no such holding of a category."


class HoldingChanged(Stale):
    """Somebody did something with it after it was shown."""

    code = "category-holding-changed"
    zh = "该类别认定在您办理期间已被他人办理，请核对最新情况后再提交。"
    en = "Somebody changed the holding meanwhile. Look at how it stands now, then send it again."


class HoldingStandsOtherwise(Conflict):
    """The table of transitions has no such step from where it stands."""

    code = "category-stands-otherwise"
    zh = "不能办理，因为该类别认定目前的状态不能作此变更，请查看最新情况。"
    en = "That cannot be done with a holding that stands as this one does."


class CategoryHeld(Conflict):
    """A person holds a category once, whatever file of his it was recorded in."""

    code = "category-held"
    zh = "不能申请，因为该人员已认定为此类别，或者申请正在办理。"
    en = "The person holds the category already, or an application for it is being decided on."


class HoldingIsDecided(Forbidden):
    """Rooms see an application while it is decided on, and no more."""

    code = "category-is-decided"
    zh = "不能查看，因为该申请已办结；服务室只在办理期间查看。"
    en = "The application is decided on; a room sees it while it is under way."


class HoldingInvalid(Invalid):
    """`fields` names every fault."""

    code = "category-holding-invalid"
    zh = "填写有误，原因见各字段。"
    en = "Something is filled in wrongly; the fields tell what."


@dataclass(frozen=True, slots=True)
class Holding:
    """As it is believed now; a row of `category_holding`. `version` counts the events published about it, `revision`
    the times it was written, `round` the applications."""

    holding_id: UUID
    holder_id: UUID
    category_code: str
    state_from: date
    state: HoldingState = HoldingState.RECEIVED
    version: int = 0
    revision: int = 0
    round: int = 0
    former_state: HoldingState | None = None
    applied_on: date | None = None
    resubmitted_on: date | None = None
    origin: str = OFFICE
    proxy_id: UUID | None = None
    waits_for: str | None = None
    evidence_kind: str | None = None
    document: str | None = None
    certificate_sealed: bytes | None = None
    recognised_on: date | None = None
    reason_code: str | None = None
    clause: str | None = None

    @property
    def word(self) -> str:
        """The category as events say it."""
        return self.category_code.lower()

    @property
    def is_under_way(self) -> bool:
        return self.waits_for is not None

    def must_stand(self, revision: int | None) -> None:
        """Raises `HoldingChanged`."""
        if revision not in {None, self.revision}:
            raise HoldingChanged

    def must_be_under_way(self) -> None:
        """Raises `HoldingStandsOtherwise`."""
        if not self.is_under_way:
            raise HoldingStandsOtherwise

    def must_be_recognised(self) -> None:
        """Raises `HoldingStandsOtherwise`."""
        if self.state not in RECOGNISED:
            raise HoldingStandsOtherwise

    def applied(
        self,
        evidence: Evidence,
        on: date,
        waits_for: str,
        *,
        today: date,
        by: Applicant = AT_A_COUNTER,
        was_returned: bool = False,
    ) -> "Holding":
        """For the first time, anew, or with other evidence while it is decided on. What was returned is applied for
        since the first day, whichever it is handed in anew. Raises `CategoryHeld`, `HoldingInvalid`."""
        if self.state not in TRANSITIONS[Act.APPLY].since:
            raise CategoryHeld
        _must_be_past("applied_on", on, today)
        resubmitted_on = None
        if was_returned and self.applied_on is not None:
            if on < self.applied_on:
                raise HoldingInvalid(fields=[_too_early("applied_on")])
            resubmitted_on, on = on, self.applied_on
        if self.recognised_on is not None and on < self.state_from:
            # While somebody was recognised nobody applied: the days of that would be told otherwise.
            raise HoldingInvalid(fields=[_too_early("applied_on")])
        if self.is_under_way and by == AT_A_COUNTER:
            # Other evidence at a counter is still the application of whoever applied, as its event told.
            by = Applicant(self.origin, self.proxy_id)
        return replace(
            self,
            state=HoldingState.RECEIVED, state_from=on, former_state=None, applied_on=on, resubmitted_on=resubmitted_on,
            origin=by.origin,
            proxy_id=by.proxy_id, waits_for=waits_for,
            round=self.round if self.is_under_way else self.round + 1,
            version=self.version if self.is_under_way else self.version + 1,
            evidence_kind=evidence.kind, document=evidence.document, certificate_sealed=evidence.certificate_sealed,
            recognised_on=None, reason_code=None, clause=None,
        )  # fmt: skip

    def recognised(self, terms: Recognition, *, today: date) -> "Holding":
        """Raises `HoldingInvalid`, `HoldingStandsOtherwise`."""
        _must_be_past("recognised_on", terms.recognised_on, today)
        to = HoldingState.ENJOYING if terms.has_benefit else HoldingState.NO_BENEFIT
        moved = self._moved(Act.RECOGNISE, to, terms.recognised_on)
        return replace(moved, waits_for=None, recognised_on=terms.recognised_on, clause=terms.clause)

    def refused(self, reason_code: str, clause: str, *, today: date) -> "Holding":
        """Neither reason nor clause can be missing. Raises `HoldingStandsOtherwise`."""
        moved = self._moved(Act.REFUSE, HoldingState.NOT_RECOGNISED, today)
        return replace(moved, waits_for=None, reason_code=reason_code, clause=clause)

    def changed(self, change: Change, *, today: date) -> "Holding":
        """Raises `HoldingStandsOtherwise`, `HoldingInvalid`."""
        act, on = change.act, change.effective_on
        transition = TRANSITIONS[act]
        if self.state not in transition.since:
            raise HoldingStandsOtherwise
        if change.reason_code not in REASONS_OF[act]:
            raise HoldingInvalid(fields=[_reason(act)])
        _must_be_past("effective_on", on, today)
        self._must_follow(act, on)
        to = self.former_state if act is Act.RESTORE else next(iter(transition.to))
        if to is None:
            raise HoldingStandsOtherwise
        moved = self._moved(act, to, on)
        is_over = to in CLOSED
        # Whoever was withdrawn from the levels applies anew.
        is_claimed = act is Act.RESTORE and to is HoldingState.RECEIVED
        return replace(
            moved,
            former_state=self.state if is_over else None,
            waits_for=None,
            applied_on=None if is_claimed else self.applied_on,
            resubmitted_on=None if is_claimed else self.resubmitted_on,
            reason_code=change.reason_code,
            document=change.document,
        )

    def corrected(self, recognised_on: date, evidence: Evidence, *, today: date) -> "Holding":
        """Since when somebody is recognised, and on which evidence, has been so all along. Raises `HoldingInvalid`,
        `HoldingStandsOtherwise`."""
        self.must_be_recognised()
        _must_be_past("recognised_on", recognised_on, today)
        is_first = self.state_from == self.recognised_on
        if not is_first and recognised_on > self.state_from:
            raise HoldingInvalid(fields=[_too_early("recognised_on")])
        return replace(
            self,
            version=self.version + 1,
            state_from=recognised_on if is_first else self.state_from,
            recognised_on=recognised_on,
            evidence_kind=evidence.kind,
            document=evidence.document,
            certificate_sealed=evidence.certificate_sealed or self.certificate_sealed,
        )

    def _must_follow(self, act: Act, on: date) -> None:
        """What goes on, goes on after it ceased; all else may hold from the first day of the recognition on."""
        goes_on = act in {Act.RESUME, Act.RESTORE}
        earliest = self.state_from if goes_on else self.recognised_on or self.state_from
        if on < earliest:
            raise HoldingInvalid(fields=[_too_early("effective_on")])

    def _moved(self, act: Act, to: HoldingState, on: date) -> "Holding":
        if self.state not in TRANSITIONS[act].since or to not in TRANSITIONS[act].to:
            raise HoldingStandsOtherwise
        return replace(self, version=self.version + 1, state=to, state_from=on)


def _must_be_past(field: str, on: date, today: date) -> None:
    if on > today:
        raise HoldingInvalid(
            fields=[FieldFault(field, "in-the-future", "不能是未来的日期。", "Must not lie in the future.")]
        )


def _too_early(field: str) -> FieldFault:
    return FieldFault(
        field, "too-early", "早于该类别认定此前的日期，请核对。", "Lies before what the holding says already."
    )


def _reason(act: Act) -> FieldFault:
    words = REASONS_OF[act]
    named = "、".join(f"{code}（{each.zh}）" for code, each in words.items())
    return FieldFault("reason_code", "not-a-reason", f"应为以下之一：{named}。", f"Must be one of: {', '.join(words)}.")
