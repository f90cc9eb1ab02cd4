"""How a bulletin is drafted, edited and issued (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from uuid import UUID

from services.reporting.bulletins.domain.content import Check, Content, MonthRanked, Station, period_of
from services.reporting.bulletins.parameters import LOOKED_BACK, WORD, WORKING_DAYS_TO_ISSUE
from services.reporting.consistency.rules import RULES
from services.reporting.paper_forms.domain.forms import numbered
from shared.auth.hands import Hands, are_of, joined
from shared.calendar.periods import TenDays
from shared.calendar.working_days import CalendarYearMissing, WorkingCalendar
from shared.language import Text
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Stale


class BulletinNotFound(NotFound):
    code = "bulletin-not-found"
    zh = "没有这份旬通报。"
    en = "There is no such ten-day bulletin."


class BulletinChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "bulletin-changed"
    zh = "该通报在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the bulletin meanwhile. Look at how it stands now, then send it again."


class BulletinExists(Conflict):
    code = "bulletin-exists"
    zh = "{period_zh}已有通报。"
    en = "There is a bulletin of {period} already."


class PeriodNotOver(Invalid):
    """Its figures would be other ones at its end."""

    code = "period-not-over"
    zh = "{period_zh}尚未结束（至{last}），不能起草通报。"
    en = "{period} is not over before {last}; its bulletin cannot be drafted."


class BulletinIssued(Conflict):
    """It never changes; the next one shows what is adjusted."""

    code = "bulletin-issued"
    zh = "该通报已印发，不能更改；数字有变的，在下一期通报中更正。"
    en = "The bulletin is issued and never changes; the next one shows what is adjusted."


class BulletinProvisional(Conflict):
    """Something was missing when it was counted."""

    code = "bulletin-provisional"
    zh = "统计时仍有事件未计入，不能印发；请重新统计。"
    en = "Events were missing when it was counted, so it cannot be issued. Count it again."


class BulletinOutdated(Conflict):
    """An earlier one was issued since: it may have adjustments to show."""

    code = "bulletin-outdated"
    zh = "统计之后印发了更早一旬的通报；请重新统计，以便列出更正。"
    en = "The bulletin of an earlier period was issued since it was counted. Count it again, so that it adjusts it."


class BulletinReportsChanged(Conflict):
    """It would tell numbers and states of daily reports that are so no more."""

    code = "bulletin-reports-changed"
    zh = "统计之后有日报告报送、更正或者漏报（{stations}）；请重新统计。"
    en = "Daily reports were handed in, corrected or missed since it was counted ({stations}). Count it again."


class BulletinRankingsChanged(Conflict):
    """It would tell places that do not hold, or not those that do."""

    code = "bulletin-rankings-changed"
    zh = "统计之后考评排名有公布或者退回重新评分的（{months}）；请重新统计。"
    en = "Rankings were published or taken back since it was counted ({months}). Count it again."


class BulletinNotSound(Conflict):
    """Hard rules do not hold; `fields` names them."""

    code = "bulletin-not-sound"
    zh = "数据核对有不符合硬性规则之处，不能印发，见各项。"
    en = "Hard rules between the figures do not hold, so it cannot be issued; the fields name them."


class OwnBulletin(Forbidden):
    """Whoever drafted or edited it does not issue it."""

    code = "own-bulletin"
    zh = "本人起草、修改（含代行）的通报，须由他人印发。"
    en = "Who drafted or edited it, or stands in for who did, does not issue it: somebody else does."


def due_on(last_on: date, calendar: WorkingCalendar) -> date | None:
    """By when the bulletin of a period that ends on a day is to be issued; None where working days are not known."""
    try:
        return calendar.add_working_days(last_on, WORKING_DAYS_TO_ISSUE)
    except CalendarYearMissing:
        return None


def late_periods(issued: Sequence[date], today: date, calendar: WorkingCalendar) -> Sequence[TenDays]:
    """Those after the first of the `issued` (the first days of their periods) that have no bulletin and should have,
    the last first; as far back as adjustments go. Where working days are not known, nothing is late."""
    if not issued:
        return ()
    found, period = [], TenDays.of(today)
    for _ in range(LOOKED_BACK):
        period = period.preceding
        if period.first <= issued[0]:
            break
        due = due_on(period.last, calendar)
        if due is not None and due < today and period.first not in issued:
            found.append(period)
    return found


COUNTED_OTHERWISE = Text(
    "重新统计得出的数字与冻结的不同。", "Counted again, the figures differ from those that are frozen."
)
# A rule may have a hard part and a soft one.
SENTENCES: dict[tuple[str, str], Text] = {
    **{(rule.code, rule.severity): rule.says for rule in RULES},
    ("C15", "hard"): COUNTED_OTHERWISE,
}


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`version` counts all changes, `told` the events. `written_by`: accounts that drafted, counted or edited it."""

    bulletin_id: UUID
    org_code: str
    org_path: str
    period: str
    first_on: date
    last_on: date
    snapshot_id: UUID
    content: Content
    text: str
    version: int = 1
    told: int = 1
    year: int | None = None
    number: int | None = None
    issued_on: date | None = None
    written_by: tuple[UUID, ...] = ()
    word: str = WORD

    @property
    def is_issued(self) -> bool:
        return self.number is not None

    @property
    def document_number(self) -> str | None:
        """As papers have it; None before it is issued."""
        return numbered(self.word, self.year, self.number)

    @property
    def period_zh(self) -> str:
        return period_of(self.period).zh

    def must_be(self, version: int | None) -> None:
        """Raises `BulletinChanged`."""
        if version not in {None, self.version}:
            raise BulletinChanged

    def must_be_draft(self) -> None:
        """Raises `BulletinIssued`."""
        if self.is_issued:
            raise BulletinIssued

    def edited(self, text: str, by: Hands) -> Self:
        """Raises `BulletinIssued`."""
        self.must_be_draft()
        return replace(self, text=text, version=self.version + 1, written_by=joined(self.written_by, by))

    def counted(self, snapshot_id: UUID, content: Content, by: Hands) -> Self:
        """From figures frozen anew. Raises `BulletinIssued`."""
        self.must_be_draft()
        return replace(
            self,
            snapshot_id=snapshot_id,
            content=content,
            version=self.version + 1,
            told=self.told + 1,
            written_by=joined(self.written_by, by),
        )

    def issued(
        self,
        year: int,
        number: int,
        on: date,
        by: Hands,
        *,
        earlier: tuple[str, ...],
        counts_again: bool,
        reports: Iterable[Station],
        rankings: Iterable[MonthRanked],
        word: str = WORD,
    ) -> Self:
        """`earlier`: the periods before it whose bulletins are issued now; `counts_again`: its figures come out the
        same; `reports`: what the daily reports of the period say now; `rankings`: those of the period that hold now;
        `word`: that of document numbers on that day.

        Raises `BulletinIssued`, `OwnBulletin`, `BulletinProvisional`, `BulletinOutdated`, `BulletinReportsChanged`,
        `BulletinRankingsChanged`, `BulletinNotSound`.
        """
        self.must_be_draft()
        if are_of(by, self.written_by):
            raise OwnBulletin
        self._must_be_as_counted(earlier, reports, rankings)
        recount = () if counts_again else (Check("C15", "hard", False),)
        broken = (*self.content.broken, *recount)
        if broken:
            raise BulletinNotSound(fields=[_fault(check) for check in broken])
        after = replace(self, version=self.version + 1, told=self.told + 1)
        return replace(after, year=year, number=number, issued_on=on, word=word)

    def _must_be_as_counted(
        self, earlier: tuple[str, ...], reports: Iterable[Station], rankings: Iterable[MonthRanked]
    ) -> None:
        if self.content.provisional:
            raise BulletinProvisional
        if not self.content.adjusts_all(earlier):
            raise BulletinOutdated
        if others := self.content.reported_otherwise(reports):
            raise BulletinReportsChanged(stations=", ".join(others))
        if months := self.content.ranked_otherwise(rankings):
            raise BulletinRankingsChanged(months=", ".join(months))


def _fault(check: Check) -> FieldFault:
    says = SENTENCES[check.rule, check.severity]
    return FieldFault(check.rule, "rule-broken", says.zh, says.en)
