"""A year's notice on public holidays as the county enters it: at every service, since each counts by its own."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from shared.calendar.notices import NoticeUnreadable, notice_of
from shared.calendar.tables import WORKING_CALENDAR
from shared.calendar.working_days import Notice
from shared.command.mechanism import command
from shared.command.transaction import Transaction
from shared.refusal import FieldFault, Invalid


class NoticeInvalid(Invalid):
    """The days of a notice contradict themselves or its year; the fault says which."""

    code = "notice-invalid"
    zh = "放假调休安排有误，未予录入。"
    en = "The notice on public holidays is wrong and was not entered."


@dataclass(frozen=True, slots=True)
class WrittenNotice:
    """A notice as it is sent: days off first and last inclusive, weekend days that are worked instead."""

    source: str
    off: list[tuple[date, date]]
    worked: list[date]

    def notice(self, year: int) -> Notice:
        """Raises `NoticeInvalid`."""
        given = {
            "source": self.source,
            "off": [[first.isoformat(), last.isoformat()] for first, last in self.off],
            "worked": [day.isoformat() for day in self.worked],
        }
        try:
            return notice_of(str(year), given)
        except NoticeUnreadable as fault:
            zh = "日期应属于该年度（或上一年末），放假起止先后有序；调休上班日须为周末，且不在放假日内。"
            raise NoticeInvalid(fields=[FieldFault("off", "notice-days", zh, f"{fault}.")]) from fault


@command
async def enter_notice(tx: Transaction, year: int, written: WrittenNotice) -> bool:
    """Enter a year's notice, or put it in the place of the one before. Whether anything changed.

    Raises `NoticeInvalid`.
    """
    notice = written.notice(year)
    tx.concerns(f"working-days {year}")
    values = {"source": notice.source, "off": sorted(notice.off), "worked": sorted(notice.worked)}
    held = (await tx.connection.execute(select(WORKING_CALENDAR).where(WORKING_CALENDAR.c.year == year))).one_or_none()
    if held is not None and {name: held._mapping[name] for name in values} == values:
        return False
    entered = insert(WORKING_CALENDAR).values(year=year, **values)
    await tx.connection.execute(entered.on_conflict_do_update(index_elements=["year"], set_=values))
    return True
