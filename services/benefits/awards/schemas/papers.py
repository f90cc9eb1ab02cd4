"""Rounds of selection as the API and its pages take them. A `…Form` is of a round as it was shown."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.benefits.awards.commands.results import Counted, Drawn, Given
from services.benefits.awards.domain.rounds import Stage
from services.benefits.awards.parameters import AWARDS, GROUNDS, LEVELS, OFFICES
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody
from shared.publicity.papers import ObjectionPaper

MOST_NOMINEES, MOST_MEMBERS, MOST_VOTES = 500, 30, 1_000_000_000
Award = Annotated[str, OneOf(AWARDS, "not-an-award")]
Level = Annotated[str, OneOf(LEVELS, "not-a-level")]
Office = Annotated[str, OneOf(OFFICES, "not-an-office")]
Ground = Annotated[str, OneOf(GROUNDS, "not-a-ground")]
MemberName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
NotAfterToday = Annotated[Day, Field(description="not after today")]
Document = Annotated[Reason, Field(description="the paper, by kind and number; without personal data")]
Merits = Annotated[Reason, Field(description="what he has done; without names, numbers and addresses")]


class Shown(BaseModel):
    """Which version of the round was shown."""

    version: int | None = Field(None, ge=1)


class TermsPaper(RequestBody):
    """How a round is held."""

    awards: int = Field(ge=1, le=MOST_NOMINEES, description="how many are awarded")
    workdays: int = Field(ge=1, le=60, description="working days of publicity")
    notice: Document
    panel: list[MemberName] = Field(min_length=1, max_length=MOST_MEMBERS, description="its members, by name")
    opened_on: NotAfterToday


class OpeningPaper(TermsPaper):
    """A round that is opened."""

    award: Award
    year: int = Field(ge=1949, le=2200)
    level: Level
    org_code: str = Field(min_length=6, max_length=24, description="unit that selects")


class TermsForm(TermsPaper, Shown):
    """How a round is held from now on."""


class CancellationPaper(RequestBody):
    """Why a round, or a nomination, is given up."""

    reason: Reason


class CancellationForm(CancellationPaper, Shown):
    """The same, of a round as it was shown."""


class MovePaper(RequestBody):
    """To which stage a round goes."""

    to: Stage
    reason: Reason | None = None


class MoveForm(MovePaper, Shown):
    """The same, of a round as it was shown."""


class NominationPaper(RequestBody):
    """Who is nominated, and for what."""

    person_id: UUID
    nominated_on: NotAfterToday
    merits: Merits


class MeritsPaper(RequestBody):
    """What a nomination says from now on."""

    nominated_on: NotAfterToday
    merits: Merits


class MeritsForm(MeritsPaper, Shown):
    """The same, of a round as it was shown."""


class VettingPaper(RequestBody):
    """What an office says of a nominee."""

    office: Office
    passed: Flag
    document: Document
    vetted_on: NotAfterToday


class VettingForm(VettingPaper, Shown):
    """The same, of a round as it was shown."""


class CountedLine(RequestBody):
    """The votes of a nominee."""

    nomination_id: UUID
    votes: int = Field(ge=0, le=MOST_VOTES)


class CountPaper(RequestBody):
    """The votes of everybody who stands."""

    counted_on: NotAfterToday
    document: Document
    lines: list[CountedLine] = Field(min_length=1, max_length=MOST_NOMINEES)

    def counted(self) -> Sequence[Counted]:
        return [Counted(**each.model_dump()) for each in self.lines]


class CountForm(CountPaper, Shown):
    """The same, of a round as it was shown."""


class GivenLine(RequestBody):
    """What a member of the panel gives a nominee."""

    nomination_id: UUID
    points: int | None = Field(None, ge=0, le=100)
    withdrew_because: Reason | None = Field(None, description="kin of the nominee, or nearly")


class PointsPaper(RequestBody):
    """The sheet of a member of the panel."""

    member: int = Field(ge=1, le=MOST_MEMBERS, description="his number in the panel")
    scored_on: NotAfterToday
    lines: list[GivenLine] = Field(min_length=1, max_length=MOST_NOMINEES)

    def given(self) -> Sequence[Given]:
        return [Given(**each.model_dump()) for each in self.lines]


class PointsForm(PointsPaper, Shown):
    """The same, of a round as it was shown."""


class DrawnLine(RequestBody):
    """The place of a nominee in a draw."""

    nomination_id: UUID
    drawn: int = Field(ge=1, le=MOST_NOMINEES)


class DrawPaper(RequestBody):
    """How a draw between equals ended."""

    drawn_on: NotAfterToday
    document: Document
    lines: list[DrawnLine] = Field(min_length=1, max_length=MOST_NOMINEES)

    def order(self) -> Sequence[Drawn]:
        return [Drawn(**each.model_dump()) for each in self.lines]


class DrawForm(DrawPaper, Shown):
    """The same, of a round as it was shown."""


class PublicationPaper(RequestBody):
    """From which day on the result is published."""

    begun_on: NotAfterToday


class PublicationForm(PublicationPaper, Shown):
    """The same, of a round as it was shown."""


class NomineeObjectionPaper(ObjectionPaper):
    """What somebody objects to a nominee."""

    nomination_id: UUID


class GrantPaper(RequestBody):
    """By which decision the awards are granted."""

    granted_on: NotAfterToday
    document: Document


class GrantForm(GrantPaper, Shown):
    """The same, of a round as it was shown."""


class RevocationPaper(RequestBody):
    """Why an award is revoked."""

    ground: Ground
    document: Document
    revoked_on: NotAfterToday


class RevocationForm(RevocationPaper, Shown):
    """The same, of a round as it was shown."""
