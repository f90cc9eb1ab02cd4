"""How an application goes: opinions, publicity on working days, objections, the decision. Pure.

Rule B8: nobody is heard at two levels, which `shared/approval` sees to. Rule B9: the county decides once publicity is
over and no objection is open; while one is, the days do not count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.benefits.applications.parameters import DECIDES, HARDSHIP, LEVEL, REASONS
from services.benefits.conditions.domain import Known
from shared.approval import Chain, Opinion, OpinionNotDue, Outcome
from shared.calendar.months import months_after
from shared.calendar.working_days import CalendarYearMissing, WorkingCalendar
from shared.publicity import NotInPublicity, Publicity, PublicityNotOver, day_faults
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class ApplicationState(StrEnum):
    """Where an application stands. In `REVIEWING` a level is asked, `RETURNED` is with whoever applied."""

    REVIEWING = "reviewing"
    RETURNED = "returned"
    PUBLICITY = "publicity"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({ApplicationState.APPROVED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN})


class ApplicationNotFound(NotFound):
    """There is none, or it is another unit's."""

    code = "application-not-found"
    zh = "没有这项申请。"
    en = "There is no such application."


class ApplicationChanged(Stale):
    """Somebody went on with it after it was shown."""

    code = "application-changed"
    zh = "该申请在您办理期间已有变化，请核对后再办理。"
    en = "Somebody went on with the application meanwhile. Look at it again, then decide."


class ApplicationExists(Conflict):
    """One at a time."""

    code = "application-exists"
    zh = "本人同一项目已有申请正在办理。"
    en = "The same person's application for this programme is under way."


class NobodyToDecide(Conflict):
    """Whoever has the right to it has it without being asked."""

    code = "nobody-to-decide"
    zh = "该项目不需要申请审批。"
    en = "Nobody decides on this programme: it is had without an application."


class ApplicantNotEntitled(Conflict):
    """Rule B1: what is known of him speaks against it. Where that is wrong, it is corrected first."""

    code = "applicant-not-entitled"
    zh = "按现有登记信息，申请人不符合以下规定：{clauses}。登记信息有误的，请先更正。"
    en = "By what is known, the applicant does not meet: {clauses}. If that is wrong, have it corrected first."


class ApplicationEnded(Conflict):
    """It was decided or withdrawn."""

    code = "application-ended"
    zh = "该申请已有结果，不能再办理。"
    en = "The application has been decided or withdrawn."


class EmergencyPapersMissing(Conflict):
    """What was paid in an emergency is approved once its papers are complete."""

    code = "emergency-papers-missing"
    zh = "该申请已紧急先行发放，材料补齐以前不能审批同意。"
    en = "It was paid first in an emergency: nobody can approve it before its papers are complete."


class ApplicationInvalid(Invalid):
    """`fields` names every fault."""

    code = "application-invalid"
    zh = "申请不符合规定，原因见各字段。"
    en = "The application breaks a rule; the fields tell which."


@dataclass(frozen=True, slots=True)
class Application:
    """`steps` are the programme's, `workdays` those of its publicity; `waits_for` is the level that is asked."""

    steps: tuple[str, ...]
    workdays: int
    state: ApplicationState
    waits_for: str | None = None
    publicity: Publicity | None = None

    @property
    def chain(self) -> Chain:
        """Of its levels; the first may return it to whoever applied."""
        return Chain(tuple(LEVEL[step] for step in self.steps), REASONS, begins_by_handing_in=False)

    def must_go_on(self) -> None:
        """Raises `ApplicationEnded`."""
        if self.state in ENDED:
            raise ApplicationEnded


def possible_day(
    day: date, *, today: date, field: str = "applied_on", died_on: date | None = None, not_before: date | None = None
) -> None:
    """Raises `ApplicationInvalid`: it lies ahead, after a death (C14), or before what it belongs to."""
    faults = day_faults(day, today=today, field=field, died_on=died_on, not_before=not_before)
    if faults:
        raise ApplicationInvalid(fields=faults)


LATEST_MONTHS = 3
"""So long after a version has ended an application that was made under it is taken down."""


def must_be_in_time(ended: date | None, today: date, late_because: str | None) -> None:
    """Of the version that the application was made under. Once it has `ended`, it is said why the application comes
    late, and after three months there is none; before, nothing is late. Raises `ApplicationInvalid`."""
    is_late = ended is not None and ended <= today
    faults = (
        (VERSION_ENDED, ended is not None and months_after(ended, LATEST_MONTHS) < today),
        (LATE_UNSAID, is_late and late_because is None),
        (NOT_LATE, not is_late and late_because is not None),
    )
    if broken := [fault for fault, fails in faults if fails]:
        raise ApplicationInvalid(fields=broken)


def must_say_hardship(kind: str | None, *, is_asked: bool) -> None:
    """Of a programme that is weighed by it, and of no other. Raises `ApplicationInvalid`."""
    if is_asked == (kind is None):
        raise ApplicationInvalid(fields=[KIND_MISSING if is_asked else NO_KIND])


def with_hardship(known: Known, kind: str | None) -> Known:
    """What is known of the person, and what the application says."""
    return known if kind is None else replace(known, facts={**known.facts, HARDSHIP: kind})


def submitted(steps: tuple[str, ...], workdays: int) -> Application:
    """A new one waits for its first level."""
    return Application(steps, workdays, ApplicationState.REVIEWING, LEVEL[steps[0]])


def heard(
    application: Application, said: Sequence[Opinion], opinion: Opinion, *, on: date, calendar: WorkingCalendar
) -> Application:
    """What follows from an opinion.

    Raises `ApplicationEnded`, `PublicityNotOver`, `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`.
    """
    application.must_go_on()
    if opinion.step != application.waits_for or application.state is ApplicationState.RETURNED:
        raise OpinionNotDue
    if opinion.step == DECIDES:
        _must_be_published(application, on, calendar)
    opinion.must_be_of_another_than(said)
    turn = application.chain.after(_since_return(said, application), opinion, to_applicant=True)
    if turn.outcome is not None:
        state = ApplicationState.APPROVED if turn.outcome is Outcome.AGREE else ApplicationState.REFUSED
        return replace(application, state=state, waits_for=None)
    following = replace(application, state=ApplicationState.REVIEWING, waits_for=turn.waits_for, publicity=None)
    return _returned(following, opinion) if opinion.outcome is Outcome.SUPPLEMENT else _published(following, on)


def _since_return(said: Sequence[Opinion], application: Application) -> Sequence[Opinion]:
    """What was said since the first level returned it to whoever applied: all are asked again."""
    first = LEVEL[application.steps[0]]
    returns = [at for at, each in enumerate(said, 1) if each.outcome is Outcome.SUPPLEMENT and each.step == first]
    return said[max(returns, default=0) :]


def _must_be_published(application: Application, on: date, calendar: WorkingCalendar) -> None:
    publicity = application.publicity
    if application.workdays and (publicity is None or not publicity.is_over(calendar, on)):
        raise PublicityNotOver


def _returned(application: Application, opinion: Opinion) -> Application:
    """By the first level to whoever applied, by others to the level before."""
    is_with_applicant = application.waits_for == opinion.step
    return replace(application, state=ApplicationState.RETURNED) if is_with_applicant else application


def _published(application: Application, on: date) -> Application:
    """Before the county decides."""
    if application.waits_for != DECIDES or not application.workdays:
        return application
    return replace(application, state=ApplicationState.PUBLICITY, publicity=Publicity(on, application.workdays))


def due_on(application: Application, since: date, within: Mapping[str, int], calendar: WorkingCalendar) -> date | None:
    """The last day on which the level that is asked `since` a day is to say what it thinks; of the county, whose turn
    begins with publicity, counted from its last day. None: it has no day, an objection is open, or of that year it is
    not known which days are worked."""
    steps = {LEVEL[step]: days for step, days in within.items()}
    days = steps.get(application.waits_for or "")
    if days is None or application.state is ApplicationState.RETURNED:
        return None
    try:
        begins = application.publicity.last_day(calendar) if application.publicity else since
        return calendar.add_working_days(begins, days) if begins else None
    except CalendarYearMissing:
        return None


def supplied(application: Application) -> Application:
    """Whoever applied has handed in what was missing. Raises `ApplicationEnded`, `ApplicationInvalid`."""
    application.must_go_on()
    if application.state is not ApplicationState.RETURNED:
        raise ApplicationInvalid(fields=[_NOT_RETURNED])
    return replace(application, state=ApplicationState.REVIEWING)


def objected(application: Application, on: date) -> Application:
    """Somebody objects while it is published. Raises `NotInPublicity`."""
    if application.state is not ApplicationState.PUBLICITY or application.publicity is None:
        raise NotInPublicity
    return replace(application, publicity=application.publicity.objected(on))


def settled(application: Application, number: int, on: date, *, is_upheld: bool) -> Application:
    """The county decides with it in mind: what was upheld is a reason to refuse.

    Raises `NotInPublicity`, `ObjectionNotFound`, `ObjectionSettled`, `SettledTooEarly`.
    """
    if application.state is not ApplicationState.PUBLICITY or application.publicity is None:
        raise NotInPublicity
    after = application.publicity.settled(number, on, is_upheld=is_upheld)
    return replace(application, publicity=after)


def withdrawn(application: Application) -> Application:
    """Whoever applied takes it back. Raises `ApplicationEnded`."""
    application.must_go_on()
    return replace(application, state=ApplicationState.WITHDRAWN, waits_for=None)


_NOT_RETURNED = FieldFault("state", "not-returned", "该申请没有退回补正。", "Nothing was asked for.")
VERSION_ENDED = FieldFault(
    "applied_on",
    "version-ended",
    "该日有效的项目版本停止适用已超过3个月，须按现行版本申请。",
    "The version of that day ended more than three months ago: apply under the one in force.",
)
LATE_UNSAID = FieldFault(
    "late_because",
    "late-unsaid",
    "该日有效的项目版本已经停止适用，须填写迟延受理的原因。",
    "The version of that day has ended: say why the application comes late.",
)
NOT_LATE = FieldFault(
    "late_because", "not-late", "该日有效的项目版本仍然适用，不填。", "Its version is in force: not late."
)
KIND_MISSING = FieldFault("hardship_kind", "kind-missing", "该项目须填写困难类型。", "Say which kind it is.")
NO_KIND = FieldFault("hardship_kind", "no-kind", "该项目不分困难类型，不填。", "The programme asks for no kind.")
