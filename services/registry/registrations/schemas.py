"""What the API takes and says about registrations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.dependencies import get_registrar
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.registrations.domain import CHAIN
from services.registry.registrations.parameters import OUTCOMES, REASONS
from services.registry.registrations.queries import WantedRegistrations, fetch_registrations
from services.registry.veterans.domain.standing import STATES, FileState
from services.registry.veterans.queries.files import LISTED, opened
from services.registry.veterans.schemas.forms import RegistrationForm, Written
from shared.approval import Outcome, Statement
from shared.approval.given import OpinionView
from shared.approval.proposal import WHOSE
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.pages import MOST_ON_A_PAGE
from shared.http.validation import Flag, OneOf, Reason, RequestBody
from shared.privacy.keyring import Keyring

Version = Annotated[int | None, Field(ge=1, description="the version of the registration that was decided on")]


class RegisteredView(BaseModel):
    """Who was registered, or handed in to be."""

    veteran_id: UUID
    state: FileState = Field(description="registered; else who is asked next: GET /registrations/{veteran_id}")


class SubmissionForm(RegistrationForm):
    """A registration that is handed in anew. Personal and sensitive fields that are absent stay as they were."""

    version: Version = None


class OpinionPaper(RequestBody):
    """An opinion, as people fill it in."""

    outcome: Outcome
    reason_code: Annotated[str, OneOf(REASONS, "not-a-reason")] | None = Field(None, description="unless you agree")
    clause: Written | None = Field(None, description="what a refusal rests on")
    note: Reason | None = Field(None, description="in your own words, without personal data")

    def said(self) -> Statement:
        """What the command takes. Raises `OpinionInvalid`."""
        return CHAIN.said(self.outcome, reason_code=self.reason_code, clause=self.clause, note=self.note)


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

    state: FileState


class RegistrationLine(BaseModel):
    """A registration in a list; name and number are masked, null once it is withdrawn."""

    veteran_id: UUID
    state: FileState
    org_code: str = Field(description="responsible room or station")
    name: str | None
    id_number: str | None
    version: int = Field(description="to be sent with what is decided on it")
    last_outcome: Outcome = Field(description="what was said last; handing in is agreeing")
    last_at: datetime

    @classmethod
    def of(cls, row: Row[Any], keyring: Keyring) -> Self:
        return cls(**_line(row, keyring))


class RegistrationOpinionView(OpinionView):
    """What a level said of a registration."""

    clause: str | None


class RegistrationView(RegistrationLine):
    """A registration, and what was said of it, in order."""

    opinions: list[RegistrationOpinionView]

    @classmethod
    def of_row(cls, row: Row[Any], keyring: Keyring, opinions: list[RegistrationOpinionView]) -> Self:
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


class RegistrationsExport(ExportForm):
    """Which registrations are taken away, and why."""

    mine: Flag | None = None
    state: FileState | None = None
    unit: OrgCode | None = None


async def _rows(taking: Taking[RegistrationsExport]) -> Rows:
    keyring = (await get_registrar(taking.request)).keyring
    wanted = WantedRegistrations(taking.form.state, taking.form.unit, bool(taking.form.mine))
    page = await fetch_registrations(taking.reading, wanted, None, taking.limit, view=lambda row: row)
    units = await names_of_units(taking.reading.connection, {row.org_code for row in page.items})
    return Rows(page, lambda row: {**_line(row, keyring), "unit": units.get(row.org_code)})


_STATE = Column("state", "状态", "state", STATES)
REGISTRATIONS = Export(
    Sheet(
        "registrations",
        "登记审核",
        "Registrations",
        (
            Column("veteran_id", "档案编号", "file number"),
            Column("name", "姓名", "name"),
            Column("id_number", "证件号码", "identity number"),
            Column("org_code", "机构代码", "unit code"),
            Column("unit", "所在机构", "unit"),
            _STATE,
            Column("last_outcome", "最近一次意见", "last opinion", OUTCOMES),
            Column("last_at", "意见时间", "given"),
        ),
        (
            Column("mine", "办理人", "waits for", {each.code: each for each in WHOSE}),
            _STATE,
            Column("unit", "机构及其下级", "a unit and all below it"),
        ),
    ),
    RegistrationsExport,
    "veterans.export",
    _rows,
)
