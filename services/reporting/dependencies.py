"""What endpoints may ask for. Figures, daily reports, dispatches and bulletins are for those who answer for a
unit, within their scope (docs/access.md)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query

from services.reporting.units.domain import day_asked_for, end_of
from shared.clock import local_date
from shared.command import Work
from shared.http.dependencies import Reading, commanding, from_address, reading
from shared.http.validation import Day

FigureReading = Annotated[Reading, Depends(reading("figures.read"))]
# Several statements that must agree with each other.
TreeReading = Annotated[Reading, Depends(reading("figures.read", consistent=True))]
SubjectReading = Annotated[Reading, Depends(reading("figures.open"))]
OpeningKeeper = Annotated[Work, Depends(commanding("opening-figures.keep"))]
OpeningKeeperReading = Annotated[Reading, Depends(reading("opening-figures.keep"))]
ComparisonAsker = Annotated[Work, Depends(commanding("figures.compare"))]
Freezer = Annotated[Work, Depends(commanding("figures.freeze"))]
FreezerReading = Annotated[Reading, Depends(reading("figures.freeze"))]
DailyReading = Annotated[Reading, Depends(reading("daily-reports.read"))]
DailySubmitter = Annotated[Work, Depends(commanding("daily-reports.submit"))]
DailyReturner = Annotated[Work, Depends(commanding("daily-reports.return"))]
RoomReading = Annotated[Reading, Depends(reading("room-lines.read"))]
RoomSubmitting = Annotated[Reading, Depends(reading("room-lines.submit"))]
RoomSubmitter = Annotated[Work, Depends(commanding("room-lines.submit"))]
HoursReading = Annotated[Reading, Depends(reading("report-hours.read"))]
HoursProposing = Annotated[Reading, Depends(reading("report-hours.propose"))]
HoursProposer = Annotated[Work, Depends(commanding("report-hours.propose"))]
HoursDecider = Annotated[Work, Depends(commanding("report-hours.decide"))]
LinesReading = Annotated[Reading, Depends(reading("report-lines.read"))]
LinesDrafting = Annotated[Reading, Depends(reading("report-lines.draft"))]
LinesDrafter = Annotated[Work, Depends(commanding("report-lines.draft"))]
LinesAdopter = Annotated[Work, Depends(commanding("report-lines.adopt"))]
BulletinReading = Annotated[Reading, Depends(reading("bulletins.read"))]
BulletinWriting = Annotated[Reading, Depends(reading("bulletins.write"))]
BulletinWriter = Annotated[Work, Depends(commanding("bulletins.write"))]
BulletinIssuer = Annotated[Work, Depends(commanding("bulletins.issue"))]
DispatchReading = Annotated[Reading, Depends(reading("dispatches.read"))]
DispatchWriting = Annotated[Reading, Depends(reading("dispatches.write"))]
DispatchWriter = Annotated[Work, Depends(commanding("dispatches.write"))]
DispatchIssuer = Annotated[Work, Depends(commanding("dispatches.issue"))]
DispatchAnswerer = Annotated[Work, Depends(commanding("dispatches.answer"))]
DispatchFollower = Annotated[Work, Depends(commanding("dispatches.follow"))]
SchemeReading = Annotated[Reading, Depends(reading("schemes.read"))]
SchemeDrafting = Annotated[Reading, Depends(reading("schemes.draft"))]
SchemeDrafter = Annotated[Work, Depends(commanding("schemes.draft"))]
SchemeAdopter = Annotated[Work, Depends(commanding("schemes.adopt"))]
ScoreReading = Annotated[Reading, Depends(reading("scores.read"))]
RoundOpening = Annotated[Reading, Depends(reading("scores.open"))]
RoundOpener = Annotated[Work, Depends(commanding("scores.open"))]
Scoring = Annotated[Reading, Depends(reading("scores.keep"))]
Scorer = Annotated[Work, Depends(commanding("scores.keep"))]
RankingReading = Annotated[Reading, Depends(reading("rankings.read"))]
RankingKeeper = Annotated[Work, Depends(commanding("rankings.keep"))]
RankingPublisher = Annotated[Work, Depends(commanding("rankings.publish"))]
Appealer = Annotated[Work, Depends(commanding("rankings.appeal"))]
AppealReading = Annotated[Reading, Depends(reading("rankings.read-appeals"))]
AppealDecider = Annotated[Work, Depends(commanding("rankings.decide"))]
SlipReading = Annotated[Reading, Depends(reading("supervision.read"))]
SlipIssuing = Annotated[Reading, Depends(reading("supervision.issue"))]
SlipIssuer = Annotated[Work, Depends(commanding("supervision.issue"))]
SlipAnswerer = Annotated[Work, Depends(commanding("supervision.answer"))]
BriefingReading = Annotated[Reading, Depends(reading("briefings.read"))]
BriefingWriting = Annotated[Reading, Depends(reading("briefings.write"))]
BriefingWriter = Annotated[Work, Depends(commanding("briefings.write"))]
BriefingIssuer = Annotated[Work, Depends(commanding("briefings.issue"))]
PaperFormReading = Annotated[Reading, Depends(reading("paper-forms.read"))]
PaperFormKeeping = Annotated[Reading, Depends(reading("paper-forms.keep"))]
PaperFormKeeper = Annotated[Work, Depends(commanding("paper-forms.keep"))]

AsOf = Annotated[Day | None, Query(description="last day counted, Asia/Shanghai; today when absent")]
KnownOn = Annotated[
    Day | None, Query(description="only what was recorded by the end of that day counts; everything when absent")
]
UnitCode = Annotated[str | None, Query(description="code of the unit; your own when absent", max_length=24)]


@dataclass(frozen=True, slots=True)
class FigureFilters:
    """Which unit's figures, as of which day, as known on which."""

    unit: UnitCode = None
    as_of: AsOf = None
    known_on: KnownOn = None

    def day(self, now: datetime) -> date:
        """The last day counted. Raises `DayToCome`."""
        return day_asked_for(self.as_of, local_date(now))

    @property
    def known_before(self) -> datetime | None:
        """What counts was recorded before this instant; None: all."""
        return end_of(self.known_on)


AskedFigures = Annotated[FigureFilters, from_address(FigureFilters)]
