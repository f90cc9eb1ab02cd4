"""What a room hands in to its station (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.reporting.daily_reports.domain.report import Report
from services.reporting.daily_reports.domain.sheet import (
    RULES,
    SOURCE,
    Facts,
    Numbers,
    Sheet,
    nothing_too_early,
)
from services.reporting.report_hours.domain import minutes_late
from services.reporting.report_lines.parameters import Line
from shared.clock import SHANGHAI
from shared.refusal import Conflict, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field


class RoomLineNotFound(NotFound):
    code = "room-line-not-found"
    zh = "没有这份服务室日报。"
    en = "There is no such line of a room."


class RoomLineChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "room-line-changed"
    zh = "该服务室日报在您填写期间已有变动，请核对后再提交。"
    en = "Somebody handed the line in meanwhile. Look at how it stands now, then send it again."


class RoomLineClosed(Conflict):
    """The station's report of that day can no longer be late either."""

    code = "room-line-closed"
    zh = "该日报告已于{closes_at}截止，不再接收服务室上报；有遗漏的，请告知服务站更正日报告。"
    en = "Lines of that day were taken until {closes_at}. Tell the station, which corrects its report."


class RoomLineInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "room-line-invalid"
    zh = "服务室日报有误，原因见各字段。"
    en = "The line of the room is wrong; the fields tell why."


class RoomState(StrEnum):
    """How punctual a line is."""

    DUE = "due"
    SUBMITTED = "submitted"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class RoomLine:
    """Of a room and a day, to the report of its station. `edition` counts the sheets that were handed in;
    `handed_in_at`: the first one, which says whether it is late."""

    line_id: UUID
    report_id: UUID
    org_code: str
    org_path: str
    day: date
    covers_from: date
    due_at: datetime
    closes_at: datetime
    state: RoomState = RoomState.DUE
    edition: int = 0
    handed_in_at: datetime | None = None
    minutes_late: int = 0
    is_zero: bool = False

    @classmethod
    def of(cls, report: Report, line_id: UUID, org_code: str, org_path: str, due_at: datetime) -> Self:
        """What a room owes to the report of its station; it is taken as long as that can be late."""
        own = (line_id, report.report_id, org_code, org_path)
        return cls(*own, report.day, report.covers_from, due_at, report.closes_at)

    def must_be(self, edition: int | None) -> None:
        """Raises `RoomLineChanged`."""
        if edition not in {None, self.edition}:
            raise RoomLineChanged

    def must_be_open(self, at: datetime) -> None:
        """Raises `RoomLineClosed`."""
        if at > self.closes_at:
            raise RoomLineClosed(closes_at=f"{self.closes_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")

    def handed_in(self, sheet: Sheet, at: datetime) -> Self:
        """By another sheet; how punctual it is, the first one says."""
        after = replace(self, edition=self.edition + 1, is_zero=sheet.is_empty)
        if self.handed_in_at is not None:
            return after
        late = minutes_late(self.due_at, at)
        return replace(
            after, state=RoomState.LATE if late else RoomState.SUBMITTED, handed_in_at=at, minutes_late=late
        )  # fmt: skip


def total_of(lines: Sequence[Line], sheets: Iterable[Numbers | None]) -> dict[str, int]:
    """Line by line, what rooms say together; None of one that has not handed in."""
    said = [each for each in sheets if each is not None]
    return {line.code: sum(each.get(line.code, 0) for each in said) for line in lines}


def beginning_of(lines: Sequence[Line], counted: Numbers, of_rooms: Numbers) -> dict[str, int]:
    """What a sheet is filled in with: what is counted, and what rooms say where nothing is; a line that may be left out
    is empty where that is 0."""
    numbers = {line: (counted if line.count else of_rooms).get(line.code, 0) for line in lines}
    return {line.code: number for line, number in numbers.items() if number or line.required}


_RULES: tuple[Rule[Facts], ...] = (
    *RULES,
    Rule("correction-unexplained", SOURCE, ALWAYS,
         "更正须写明原因。", "Say why it is corrected.",
         of_field("reason", lambda facts: bool(facts.reason) or facts.stands is None)),
)  # fmt: skip


def must_be_possible(facts: Facts, *, today: date, nothing_from: datetime | None, at: datetime) -> None:
    """Raises `RoomLineInvalid` naming every broken rule."""
    refuse(RoomLineInvalid, _RULES, facts, on=today)
    if fault := nothing_too_early(facts.sheet, nothing_from, at):
        raise RoomLineInvalid(fields=[fault])
