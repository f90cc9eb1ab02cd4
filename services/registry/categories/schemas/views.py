"""What is said of holdings: of which category, only once it is opened."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.categories.domain.holding import HoldingState
from services.registry.categories.queries.holdings import certificate_of
from services.registry.categories.queries.story import Believed, waits_for_applicant
from services.registry.veterans.queries.files import opened_name, opened_number
from shared.approval.given import Given, OpinionView
from shared.privacy.keyring import Keyring


class AppliedView(BaseModel):
    """Which holding it is, and who is asked next."""

    holding_id: UUID
    waits_for: str = Field(description="room, station, centre")


class StandingView(BaseModel):
    """Where a holding stands."""

    state: HoldingState


class VersionView(BaseModel):
    """The holding from now on."""

    version: int


class HoldingStands(BaseModel):
    """How a holding stands."""

    holding_id: UUID
    state: HoldingState
    state_from: date
    applied_on: date | None
    resubmitted_on: date | None = Field(description="day on which what was returned was handed in anew, the last time")
    origin: str = Field(description="who applied: office, self, proxy")
    waits_for: str | None = Field(description="room, station, centre; null: nobody is asked")
    version: int = Field(description="to be sent with what is decided on it")


class HoldingLine(HoldingStands):
    """A holding in a list: whose and how it stands, not of which category. Name and number are masked, null once the
    person is erased."""

    person_id: UUID = Field(description="of a merged file, whose goes on")
    has_file: bool = Field(description="a veteran; otherwise a recipient without a file")
    org_code: str = Field(description="responsible room or station")
    name: str | None
    id_number: str | None

    @classmethod
    def of(cls, row: Row[Any], keyring: Keyring) -> Self:
        return cls(**_line(row, keyring))


class CategoryOpinionView(OpinionView):
    """What a level said of an application; not by which clause: that would tell which category it is."""

    round: int = Field(description="of which application, from 1 on")


class HoldingView(HoldingLine):
    """A holding, and what was said of its applications, in order."""

    opinions: list[CategoryOpinionView]

    @classmethod
    def of_row(cls, row: Row[Any], keyring: Keyring, opinions: list[CategoryOpinionView]) -> Self:
        return cls(**_line(row, keyring), opinions=opinions)


class OwnView(HoldingStands):
    """What somebody has applied for, or others have for him, as he is shown it."""

    category: str = Field(description="the ministry's code")
    is_returned: bool = Field(description="something is missing, and he has not handed it in anew")
    reason_code: str | None = Field(description="why it was returned, refused, suspended, stopped or cancelled")
    clause: str | None

    @classmethod
    def of(cls, row: Row[Any], given: Sequence[Given]) -> Self:
        opinions = [each.opinion for each in given]
        is_returned = waits_for_applicant(row, opinions)
        reason_code = opinions[-1].reason_code if is_returned else row.reason_code
        said = {"category": row.category_code, "clause": row.clause}
        return cls(**_stands(row), **said, is_returned=is_returned, reason_code=reason_code)


class BelievedView(BaseModel):
    """What a holding was said to be, and since when that was believed."""

    revision: int
    state: HoldingState = Field(description="its own; death and deregistration are the file's")
    state_from: date
    applied_on: date | None
    evidence_kind: str | None
    document: str | None
    recognised_on: date | None
    reason_code: str | None
    clause: str | None
    known_from: datetime
    by: str | None = Field(description="name of the account")

    @classmethod
    def of(cls, believed: Believed) -> Self:
        return cls(**{name: getattr(believed, name) for name in cls.model_fields})


class OpenedView(BaseModel):
    """A holding, opened once."""

    view_id: UUID
    category: str = Field(description="the ministry's code")
    certificate: str | None = Field(description="number of the certificate of the category, in clear")
    story: list[BelievedView] = Field(description="what was said of it, the last last")
    held: BelievedView | None = Field(description="what it was on the day asked for; null: nothing, or no day")

    @classmethod
    def of_row(
        cls, view_id: UUID, row: Row[Any], keyring: Keyring, story: Sequence[Believed], held: Believed | None
    ) -> Self:
        number = certificate_of(row, keyring)
        return cls(
            view_id=view_id,
            category=row.category_code,
            certificate=number.reveal() if number else None,
            story=[BelievedView.of(each) for each in story],
            held=held and BelievedView.of(held),
        )


def _line(row: Row[Any], keyring: Keyring) -> dict[str, Any]:
    is_readable = row.wrapped is not None
    return {
        **_stands(row),
        "person_id": row.person_id,
        "has_file": row.has_file,
        "org_code": row.org_code,
        "name": opened_name(row, keyring).masked() if is_readable else None,
        "id_number": opened_number(row, keyring).masked() if is_readable else None,
    }


def _stands(row: Row[Any]) -> dict[str, Any]:
    return {
        "holding_id": row.holding_id,
        "state": row.stands,
        "state_from": row.state_from,
        "applied_on": row.applied_on,
        "resubmitted_on": row.resubmitted_on,
        "origin": row.origin,
        "waits_for": row.asked,
        "version": row.revision,
    }
