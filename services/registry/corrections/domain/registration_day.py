"""The day of a registration: which other may take its place, and which days count then (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.corrections.domain.correction import CorrectionInvalid
from shared.events.registry import CountedPeriod
from shared.refusal import FieldFault

ONLY_CENTRE = FieldFault(
    "kind",
    "centre-only",
    "登记日期影响以往各日的统计数据，由服务中心提出更正。",
    "Figures of days long past stand on the day of registration: the centre proposes its correction.",
)
NOT_OF_RECIPIENTS = FieldFault(
    "kind",
    "not-of-recipients",
    "优抚对象登记没有登记日期；起始日期有误的，请在优抚对象登记中更正。",
    "A recipient's record has no day of registration; the day since when it stands is corrected there.",
)


@dataclass(frozen=True, slots=True)
class DaysOfFile:
    """The days that stand on that of a registration, as they are believed: of the birth; since when the file says
    something `said` otherwise than at the registration; of moves inside the county; of the arrival from another; of
    membership of the Party by an application; and the first year of which a confirmation is recorded."""

    born_on: date
    said: Sequence[date] = ()
    moved: Sequence[date] = ()
    arrived: Sequence[date] = ()
    admitted: Sequence[date] = ()
    confirmed: int | None = None


@dataclass(frozen=True, slots=True)
class RegistrationDay:
    """What it was, and what it is to be."""

    was: date
    will: date

    def must_be_possible(self, standing: DaysOfFile) -> None:
        """Nothing is said of days before a registration, and nobody came to the county after it. `fields` names every
        fault. Raises `CorrectionInvalid`."""
        last = max(self.was, self.will)
        confirmed, will = standing.confirmed, self.will
        faults = [
            *_at([standing.born_on] if will < standing.born_on else [], _BEFORE_BIRTH),
            *_at([day for day in standing.said if day <= will], _SAID_BEFORE),
            *_at([day for day in standing.moved if day <= last], _MOVED_BEFORE),
            *_at([day for day in standing.arrived if day > will], _ARRIVED_AFTER),
            *_at([day for day in standing.admitted if min(self.was, will) < day <= last], _ADMITTED_BETWEEN),
            *_at([confirmed] if confirmed is not None and confirmed < will.year else [], _CONFIRMED_BEFORE),
        ]
        if faults:
            raise CorrectionInvalid(fields=faults)

    def exchanged(
        self, org_path: str, *, party_member: bool
    ) -> tuple[tuple[CountedPeriod, ...], tuple[CountedPeriod, ...]]:
        """The days on which figures count the person no longer, and those on which they do besides: all lie at the
        unit, and with the membership, of the registration (`must_be_possible`)."""
        first, after = sorted((self.was, self.will))
        period = CountedPeriod(org_path=org_path, starts_on=first, ends_on=after, party_member=party_member)
        return ((period,), ()) if self.will > self.was else ((), (period,))


_Words = tuple[str, str, str]
_BEFORE_BIRTH: _Words = ("before-birth", "早于出生日期（{}）。", "Before the birth ({}).")
_SAID_BEFORE: _Words = (
    "said-before",
    "档案信息自{}起另有变更，不能晚于或等于该日；该变更有误的，请先更正。",
    "The file says something otherwise since {}, which must be after the registration; if that is wrong, correct it"
    " first.",
)
_MOVED_BEFORE: _Words = (
    "moved-before",
    "已登记{}的户籍或常住地迁移，请先撤销，更正登记日期后重新登记。",
    "A move of {} is recorded. Revoke it first, and record it anew once the day of registration is corrected.",
)
_ARRIVED_AFTER: _Words = (
    "arrived-after",
    "早于由外县迁入的日期（{}）；迁入登记有误的，请先撤销。",
    "Before the arrival from another county ({}); if that is wrong, revoke it first.",
)
_ADMITTED_BETWEEN: _Words = (
    "admitted-between",
    "入党申请登记的预备党员或转正日期（{}）在新旧登记日期之间，请先更正该登记。",
    "Membership of the Party by an application ({}) begins or changes between the two days; correct that record first.",
)
_CONFIRMED_BEFORE: _Words = (
    "confirmed-before",
    "已登记{}年度的年度确认，登记日期不能晚于该年度；确认登记有误的，请先撤销。",
    "A yearly confirmation of {} is recorded, so that he was registered then; if that is wrong, revoke it first.",
)


def _at(days: Sequence[date | int], words: _Words) -> list[FieldFault]:
    """By the first of them."""
    code, zh, en = words
    return [FieldFault("value", code, zh.format(min(days)), en.format(min(days)))] if days else []
