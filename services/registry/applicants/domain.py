"""How far an application has come, and the days on which its person is an applicant (pure; S31, C4, R7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from services.registry.applicants.parameters import DAYS, IN_ERROR, PROBATIONARY, STAGE, STAGES, Stage
from services.registry.network.domain import OrgUnit
from shared.events.registry.party_applications import AppliedPeriod
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class ApplicationNotFound(NotFound):
    code = "party-application-not-found"
    zh = "没有这份入党申请。"
    en = "There is no such application."


class ApplicationChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "party-application-changed"
    zh = "该入党申请在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the application meanwhile. Look at how it stands now, then send it again."


class ApplicationOpen(Conflict):
    """One at a time; and whoever has one becomes a member by it, in the one act that closes it (C4)."""

    code = "party-application-open"
    zh = (
        "不能办理，因为该人员有在办的入党申请：接收为预备党员的，请在该申请上办理；登记有误的，请先更正或者终止该申请。"
    )
    en = (
        "The person has an application to join the Party. Admit him by it, which closes it; if it is wrong, correct or"
        " end it first."
    )


class ApplicationEnded(Conflict):
    code = "party-application-ended"
    zh = "该入党申请已终止；终止有误的，请先更正。"
    en = "The application has ended. If that is wrong, correct it first."


class ApplicationInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "party-application-invalid"
    zh = "入党申请有误，原因见各字段。"
    en = "The application is wrong; the fields tell why."


class NoNextStage(Conflict):
    code = "party-application-complete"
    zh = "该人员已转为正式党员，申请没有下一阶段。"
    en = "The applicant is a full member: no stage follows."


@dataclass(frozen=True, slots=True)
class Application:
    """`party_org_code`: where it was handed in; `org_path`: the unit where figures count the applicant; each stage has
    its day, None before it; `version` counts the events published about it;
    `earlier`: where figures counted him before, a path and the first day elsewhere each."""

    application_id: UUID
    person_id: UUID
    party_org_code: str
    org_code: str
    org_path: str
    submitted_on: date
    activist_on: date | None
    target_on: date | None
    probationary_on: date | None
    full_on: date | None
    closed_on: date | None
    end_reason: str | None
    political_before: str | None
    document: str
    version: int
    earlier: Sequence[Sequence[str]] = ()

    @property
    def stage(self) -> Stage:
        """The last one that it reached."""
        return next(stage for stage in reversed(STAGES) if getattr(self, stage.day) is not None)

    @property
    def next_stage(self) -> Stage:
        """Raises `ApplicationEnded`, `NoNextStage`."""
        if self.closed_on is not None:
            raise ApplicationEnded
        following = STAGES[STAGES.index(self.stage) + 1 :]
        if not following:
            raise NoNextStage
        return following[0]

    @property
    def is_open(self) -> bool:
        """Whether its person is an applicant still."""
        return self.closed_on is None and self.probationary_on is None

    @property
    def is_admitted(self) -> bool:
        return self.probationary_on is not None

    @property
    def applied(self) -> tuple[AppliedPeriod, ...]:
        """The days that F16 counts: none where it ended on the day it began."""
        ends_on = self.probationary_on or self.closed_on
        starts_on, periods = self.submitted_on, []
        for path, until in self.earlier:
            last = min(date.fromisoformat(until), ends_on or date.max)
            if last > starts_on:
                periods.append(AppliedPeriod(org_path=path, starts_on=starts_on, ends_on=last))
                starts_on = last
        if ends_on is None or ends_on > starts_on:
            periods.append(AppliedPeriod(org_path=self.org_path, starts_on=starts_on, ends_on=ends_on))
        return tuple(periods)

    def moved(self, party_org_code: str, unit: OrgUnit, *, on: date, today: date) -> "Application":
        """It is counted at another unit from a day on; where it was until then stays. Raises `ApplicationInvalid`,
        `ApplicationEnded`."""
        if not self.is_open:
            raise ApplicationEnded
        if not max([self.submitted_on, *(date.fromisoformat(until) for _, until in self.earlier)]) < on <= today:
            raise ApplicationInvalid(fields=[_MOVED_WRONGLY])
        return replace(
            self,
            party_org_code=party_org_code,
            org_code=unit.org_code,
            org_path=unit.org_path,
            earlier=[*self.earlier, [self.org_path, on.isoformat()]],
            version=self.version + 1,
        )

    @property
    def goes_on(self) -> bool:
        """Whether a stage may follow, so that somebody handles it."""
        return self.closed_on is None and self.full_on is None

    def placed(self, party_org_code: str, unit: OrgUnit, *, on: date) -> "Application":
        """Its person is at another unit from a day on, whichever day that is; where it was counted until then stays."""
        there = [(path, date.fromisoformat(until)) for path, until in self.earlier]
        before = next((path for path, until in there if until >= on), self.org_path)
        earlier = [[path, until.isoformat()] for path, until in there if until < on]
        if before != unit.org_path and on > self.submitted_on:
            earlier.append([before, on.isoformat()])
        return replace(
            self,
            party_org_code=party_org_code,
            org_code=unit.org_code,
            org_path=unit.org_path,
            earlier=earlier,
            version=self.version + 1,
        )

    def must_be(self, version: int | None) -> None:
        """Raises `ApplicationChanged`."""
        if version not in {None, self.version}:
            raise ApplicationChanged


_MOVED_WRONGLY = FieldFault(
    "moved_on",
    "after-submission",
    "移交日期应晚于递交日期和上一次移交的日期，且不晚于今天。",
    "The day lies after it was handed in and after it was last given to another unit, today or before.",
)


def must_be_possible(application: Application, memberships: Sequence[tuple[date, bool]], *, today: date) -> None:
    """The days of the stages follow each other without a gap and lie in the past, and while the person was an applicant
    he was no member. `memberships`: whether he was one, from each day on, in order, without what this application made
    of him. Raises `ApplicationInvalid`."""
    faults = [fault for stage, before in _pairs() if (fault := _fault(application, stage, before, today))]
    faults += _ended_wrongly(application, today)
    if not faults and any(_overlap(period, memberships) for period in application.applied):
        faults = [_WAS_MEMBER]
    if faults:
        raise ApplicationInvalid(fields=faults)


def _overlap(period: AppliedPeriod, memberships: Sequence[tuple[date, bool]]) -> bool:
    """Whether he was a member on any day of it."""
    ends = [*(day for day, _ in memberships[1:]), date.max]
    return any(
        is_member and day < (period.ends_on or date.max) and until > period.starts_on
        for (day, is_member), until in zip(memberships, ends, strict=False)
    )


def must_end_before(applications: Iterable[Application], member_since: date) -> None:
    """Nobody is made a member while he is an applicant, but by his application. Raises `ApplicationOpen`."""
    for application in applications:
        if any(period.ends_on is None or period.ends_on > member_since for period in application.applied):
            raise ApplicationOpen


def _pairs() -> list[tuple[str, str | None]]:
    return [(DAYS[0], None), *((following, before) for before, following in pairwise(DAYS))]


def _fault(application: Application, day: str, before: str | None, today: date) -> FieldFault | None:
    stated: date | None = getattr(application, day)
    earlier: date | None = getattr(application, before) if before else None
    if stated is None:
        return None
    if stated > today:
        return FieldFault(day, "in-future", "日期晚于今天。", "The day lies in the future.")
    if before and earlier is None:
        return FieldFault(day, "stage-left-out", "前一阶段没有日期。", "The stage before it has no day.")
    if earlier and stated < earlier:
        return FieldFault(day, "out-of-order", "早于前一阶段的日期。", "It lies before the stage before it.")
    if day == STAGE[PROBATIONARY].day and stated == application.submitted_on:
        return FieldFault(day, "out-of-order", "应晚于递交日期。", "It lies after the day of the application.")
    return None


_WAS_MEMBER = FieldFault(
    "submitted_on",
    "was-member",
    "该人员当日或者此后是党员（C4）；档案中的政治面貌有误的，请先更正。",
    "The person was a Party member then, or since (C4). If the file is wrong about that, correct it first.",
)


def advanced(application: Application, on: date) -> Application:
    """At its next stage. Raises `ApplicationEnded`, `NoNextStage`."""
    reached: dict[str, Any] = {application.next_stage.day: on}
    return replace(application, version=application.version + 1, **reached)


def ended(application: Application, on: date, reason: str) -> Application:
    """Without the person becoming a member. Raises `ApplicationEnded`."""
    if not application.is_open:
        raise ApplicationEnded
    return replace(application, closed_on=on, end_reason=reason, version=application.version + 1)


def _ended_wrongly(application: Application, today: date) -> list[FieldFault]:
    """Not before the stage that it has reached; one that never was ends on the day it began."""
    on = application.closed_on
    if on is None or application.end_reason == IN_ERROR:
        return []
    if application.is_admitted:
        return [_ADMITTED]
    if on > today:
        return [FieldFault("closed_on", "in-future", "日期晚于今天。", "The day lies in the future.")]
    return [_ENDED_TOO_EARLY] if on < getattr(application, application.stage.day) else []


_ADMITTED = FieldFault(
    "closed_on", "admitted", "已接收为预备党员，不填终止日期。", "The person was admitted: it did not end otherwise."
)
_ENDED_TOO_EARLY = FieldFault(
    "closed_on", "out-of-order", "早于现阶段的日期。", "It lies before the stage that the application has reached."
)
