"""What the API takes and says about registrations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, field_validator
from sqlalchemy import Row

from services.registry.registrations.domain import Said
from services.registry.registrations.parameters import REASONS
from services.registry.registrations.queries import Given
from services.registry.veterans.domain.standing import State
from services.registry.veterans.queries.files import LISTED, opened
from services.registry.veterans.schemas.forms import RegistrationForm, Written
from shared.approval import Outcome
from shared.http.pages import MOST_ON_A_PAGE
from shared.http.validation import Reason, RequestBody, field_fault
from shared.privacy.keyring import Keyring

Version = Annotated[int | None, Field(ge=1, description="the version of the registration that was decided on")]


class RegisteredView(BaseModel):
    """Who was registered, or handed in to be."""

    veteran_id: UUID
    state: State = Field(description="registered; else who is asked next: GET /registrations/{veteran_id}")


class SubmissionForm(RegistrationForm):
    """A registration that is handed in anew. Personal and sensitive fields that are absent stay as they were."""

    version: Version = None


class OpinionPaper(RequestBody):
    """An opinion, as people fill it in."""

    outcome: Outcome
    reason_code: str | None = Field(None, max_length=40, description="one of " + ", ".join(REASONS))
    clause: Written | None = Field(None, description="what a refusal rests on")
    note: Reason | None = Field(None, description="in your own words, without personal data")

    @field_validator("reason_code")
    @classmethod
    def _is_a_reason(cls, value: str | None) -> str | None:
        if value is not None and value not in REASONS:
            named = "、".join(f"{code}（{each.zh}）" for code, each in REASONS.items())
            raise field_fault(
                "not-a-reason", zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(REASONS)}."
            )
        return value

    def said(self) -> Said:
        """What the command takes."""
        return Said(self.outcome, self.reason_code, self.clause, self.note)


class OpinionForm(OpinionPaper):
    """An opinion."""

    version: Version = None


class AgreementPaper(RequestBody):
    """Registrations that are agreed to, each as it was shown."""

    chosen: list[
        Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]{1,6}$")]
    ] = Field(min_length=1, max_length=MOST_ON_A_PAGE, description="id/version of each")

    def versions(self) -> Mapping[UUID, int]:
        """By the id of the person."""
        pairs = (each.partition("/") for each in self.chosen)
        return {UUID(veteran_id): int(version) for veteran_id, _, version in pairs}


class WithdrawalPaper(RequestBody):
    """Why a registration is given up, as people fill it in."""

    reason: Reason = Field(description="without personal data")


class WithdrawalForm(WithdrawalPaper):
    """Why a registration is given up."""

    version: Version = None


class StandingView(BaseModel):
    """Where a registration stands."""

    state: State


class RegistrationLine(BaseModel):
    """A registration in a list; name and number are masked, null once it is withdrawn."""

    veteran_id: UUID
    state: State
    org_code: str = Field(description="responsible room or station")
    name: str | None
    id_number: str | None
    version: int = Field(description="to be sent with what is decided on it")
    last_outcome: Outcome = Field(description="what was said last; handing in is agreeing")
    last_at: datetime

    @classmethod
    def of(cls, row: Row[Any], keyring: Keyring) -> Self:
        return cls(**_line(row, keyring))


class OpinionView(BaseModel):
    """What a level said."""

    step: str = Field(description="room, station, centre")
    outcome: Outcome
    given_by: UUID
    by: str | None = Field(description="name of the account")
    given_at: datetime
    reason_code: str | None
    clause: str | None
    note: str | None

    @classmethod
    def of(cls, given: Given) -> Self:
        said = {name: getattr(given.opinion, name) for name in cls.model_fields if hasattr(given.opinion, name)}
        return cls(**said, by=given.by, note=given.note)


class RegistrationView(RegistrationLine):
    """A registration, and what was said of it, in order."""

    opinions: list[OpinionView]

    @classmethod
    def of_row(cls, row: Row[Any], keyring: Keyring, opinions: list[OpinionView]) -> Self:
        return cls(**_line(row, keyring), opinions=opinions)


def _line(row: Row[Any], keyring: Keyring) -> dict[str, Any]:
    personal = opened(row, keyring, LISTED)
    return {
        "veteran_id": row.veteran_id,
        "state": row.state,
        "org_code": row.org_code,
        "name": personal["name"].masked() if "name" in personal else None,
        "id_number": personal["id_number"].masked() if "id_number" in personal else None,
        "version": row.said_count,
        "last_outcome": row.last_outcome,
        "last_at": row.last_at,
    }
