"""When something is due of a branch or group, when its record is late, and what may be recorded (pure)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from uuid import UUID

from services.registry.branch_life.parameters import DUTIES, HANDINGS, REGULATION, THEME_DAY, Duty, RecordState
from services.registry.party.domain import PartyOrganisation
from shared.auth.hands import Hands, are_of, joined
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, field, refuse

_DAY = timedelta(days=1)


class RecordNotFound(NotFound):
    code = "branch-record-not-found"
    zh = "没有这份组织生活记录。"
    en = "There is no such record of branch life."


class RecordChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "branch-record-changed"
    zh = "该记录在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the record meanwhile. Look at how it stands now, then send it again."


class RecordedAlready(Conflict):
    """One of a kind a day."""

    code = "branch-record-exists"
    zh = "该党组织当日的此类组织生活已登记；有误的，请更正该记录。"
    en = "The organisation has a record of this kind for that day. If it is wrong, correct that one."


class RecordNotInState(Conflict):
    code = "branch-record-not-in-state"
    zh = "该记录的状态已不能办理此事项。"
    en = "This is not done with the record where it stands now."


class OwnRecord(Forbidden):
    """Whoever recorded it, corrected it or handed it in decides nothing on it."""

    code = "own-branch-record"
    zh = "本人登记、更正或者报送（含代行）的记录，须由他人审核。"
    en = "Who recorded, corrected or handed it in, or stands in for who did, neither accepts nor returns it."


class RecordInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "branch-record-invalid"
    zh = "组织生活记录有误，原因见各字段。"
    en = "The record is wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Span:
    """A month or a quarter, as events call it: 2019-04, 2019-Q2."""

    code: str
    first: date
    last: date

    @classmethod
    def of(cls, day: date, each: str) -> Self:
        """The one in which the day lies."""
        months = 3 if each == "quarter" else 1
        begin = (day.month - 1) // months * months + 1
        first = date(day.year, begin, 1)
        after = date(day.year + (begin + months > 12), (begin + months - 1) % 12 + 1, 1)
        code = f"{day.year}-Q{begin // 3 + 1}" if each == "quarter" else f"{day:%Y-%m}"
        return cls(code, first, after - _DAY)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a record says of a meeting. Who was absent and why, and what was decided, are the record's own words."""

    kind: str
    held_on: date
    place: str
    expected: int
    present: int
    agenda: str
    planned_on: date | None = None
    held_at: str | None = None
    chair: str | None = None
    recorder: str | None = None
    absent: str | None = None
    decisions: str | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    speaker: str | None = None
    theme: str | None = None

    @property
    def period(self) -> Span:
        """Which it is held for."""
        return Span.of(self.held_on, duty_of(self.kind).each)


@dataclass(frozen=True, slots=True)
class Record:
    """`version` counts the changes of the record, `told` its published events; `submitted_on`: the first time;
    `written_by`: whose words it has, and who handed it in."""

    record_id: UUID
    party_org_code: str
    org_path: str
    sheet: Sheet
    state: RecordState
    version: int
    told: int
    recorded_by: UUID
    written_by: tuple[UUID, ...]
    submitted_on: date | None = None
    late_days: int = 0
    return_reason: str | None = None
    return_note: str | None = None
    withdrawal: str | None = None

    def must_be(self, version: int | None) -> None:
        """Raises `RecordChanged`."""
        if version not in {None, self.version}:
            raise RecordChanged

    def written_also_by(self, hands: Hands) -> Self:
        """The same with another who wrote in it."""
        return replace(self, written_by=joined(self.written_by, hands))

    def must_be_anothers(self, hands: Hands) -> None:
        """Raises `OwnRecord`."""
        if are_of(hands, self.written_by):
            raise OwnRecord

    def must_stand_in(self, states: Collection[RecordState]) -> None:
        """Raises `RecordNotInState`."""
        if self.state not in states:
            raise RecordNotInState


def duty_of(kind: str) -> Duty:
    """The last that is known of the kind; before it was in force meetings were held as well."""
    return next(duty for duty in reversed(DUTIES) if duty.kind == kind)


def late_days(held_on: date, submitted_on: date) -> int:
    """Days after the last one on which the record was in time, by the rule of the day of the meeting."""
    rule = next((each for each in HANDINGS if each.in_force.covers(held_on)), None)
    return 0 if rule is None else max((submitted_on - held_on).days - rule.number, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record is judged on."""

    sheet: Sheet
    organisation: PartyOrganisation
    today: date


_TEXTS = "the record sheet of a meeting (三会一课记录)"
RULES: tuple[Rule[Facts], ...] = (
    Rule("in-future", "a record tells what has happened", ALWAYS,
         "日期晚于今天。", "The day lies in the future.",
         field("held_on", lambda facts: facts.sheet.held_on <= facts.today)),
    Rule("not-standing", "only what stands meets", ALWAYS,
         "该党组织当日尚未成立或者已撤销。", "The organisation did not stand on that day.",
         field("held_on", lambda facts: _stood(facts.organisation, facts.sheet.held_on))),
    Rule("not-of-its-kind", REGULATION, ALWAYS,
         "党支部和党小组的组织生活类别不同。", "Branches and groups hold different meetings.",
         field("kind", lambda facts: duty_of(facts.sheet.kind).owed_by is facts.organisation.kind)),
    Rule("more-than-expected", _TEXTS, ALWAYS,
         "实到人数多于应到人数。", "More were present than were expected.",
         field("present", lambda facts: facts.sheet.present <= facts.sheet.expected)),
    Rule("absence-unexplained", _TEXTS, ALWAYS,
         "有人缺席的，请写明缺席人员和原因。", "Say who was absent, and why.",
         field("absent", lambda facts: facts.sheet.present == facts.sheet.expected or bool(facts.sheet.absent))),
    Rule("votes-too-many", _TEXTS, ALWAYS,
         "表决票数多于实到人数。", "There are more votes than persons present.",
         field("votes_for", lambda facts: _votes(facts.sheet) <= facts.sheet.present)),
    Rule("speaker-missing", _TEXTS, ALWAYS,
         "党课请写明主讲人。", "A lecture has a speaker.",
         field("speaker", lambda facts: facts.sheet.kind != "lecture" or bool(facts.sheet.speaker))),
    Rule("theme-missing", _TEXTS, ALWAYS,
         "主题党日请写明主题。", "A theme Party day has a theme.",
         field("theme", lambda facts: facts.sheet.kind != THEME_DAY or bool(facts.sheet.theme))),
)  # fmt: skip


def _votes(sheet: Sheet) -> int:
    return sum(votes or 0 for votes in (sheet.votes_for, sheet.votes_against, sheet.votes_abstained))


def _stood(organisation: PartyOrganisation, day: date) -> bool:
    ended = organisation.dissolved_on
    return organisation.established_on <= day and (ended is None or day < ended)


def must_be_possible(sheet: Sheet, organisation: PartyOrganisation, *, today: date) -> None:
    """Raises `RecordInvalid` naming every broken rule."""
    refuse(RecordInvalid, RULES, Facts(sheet, organisation, today), on=today)


def submitted(record: Record, sheet: Sheet, on: date) -> Record:
    """Handed in, for the first time or again: how late it is, the first time says, of the day that is said now. What is
    handed in before that day tells of another meeting."""
    first = record.submitted_on or on
    if first < sheet.held_on:
        first = on
    return replace(
        record,
        sheet=sheet,
        state=RecordState.SUBMITTED,
        submitted_on=first,
        late_days=late_days(sheet.held_on, first),
        return_reason=None,
        return_note=None,
        version=record.version + 1,
        told=record.told + 1,
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """That an organisation owes one of a kind in a span."""

    duty: Duty
    span: Span


def owed_in(organisation: PartyOrganisation, year: int) -> Sequence[Owed]:
    """What it owes in a year: of each span through which it stood, while the rule was in force."""
    months = [date(year, month, 1) for month in range(1, 13)]
    found: list[Owed] = []
    for duty in DUTIES:
        if duty.owed_by is organisation.kind:
            spans = dict.fromkeys(Span.of(month, duty.each) for month in months)
            found += [Owed(duty, span) for span in spans if is_owed(duty, span, organisation)]
    return found


def is_owed(duty: Duty, span: Span, organisation: PartyOrganisation) -> bool:
    """It stood from the first day to the last, and the rule was in force on the first."""
    stood = _stood(organisation, span.first) and _stood(organisation, span.last)
    return stood and duty.in_force.covers(span.first)


def ended_on(day: date) -> Sequence[tuple[Duty, Span]]:
    """The spans of all duties whose last day this is."""
    return [(duty, span) for duty in DUTIES if (span := Span.of(day, duty.each)).last == day]


Cell = str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a year, by kind and period: what was held, what was handed in late, and what was told to be
    overdue, for nothing is that was due before the county began."""

    held: Collection[tuple[str, str]]
    late: Collection[tuple[str, str]]
    told: Collection[tuple[str, str]]

    def cell(self, owed: Owed, today: date) -> Cell:
        """How it stands on a day: a word of `CELLS`."""
        key = (owed.duty.kind, owed.span.code)
        if key in self.held:
            return "late" if key in self.late else "done"
        return "overdue" if key in self.told else "due" if owed.span.first <= today <= owed.span.last else "none"


def grid_of(
    organisation: PartyOrganisation, known: Known, *, year: int, today: date
) -> Mapping[str, Sequence[tuple[Span, Cell]]]:
    """By kind, the spans of a year in order with how each stands."""
    rows: dict[str, list[tuple[Span, Cell]]] = {}
    owed = {(each.duty.kind, each.span): each for each in owed_in(organisation, year)}
    for duty in DUTIES:
        if duty.owed_by is not organisation.kind:
            continue
        for span in dict.fromkeys(Span.of(date(year, month, 1), duty.each) for month in range(1, 13)):
            due = owed.get((duty.kind, span))
            key = (duty.kind, span.code)
            cell = "none" if due is None and key not in known.held else known.cell(due or Owed(duty, span), today)
            rows.setdefault(duty.kind, []).append((span, cell))
    return rows


def fault(field_name: str, code: str, zh: str, en: str) -> RecordInvalid:
    """A refusal of one field."""
    return RecordInvalid(fields=[FieldFault(field_name, code, zh, en)])
