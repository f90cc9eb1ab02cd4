"""What the API takes and says about grants."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.grants.commands.proposing import Wanted
from services.registry.grants.parameters import GROUND_WORDS, HOLDS, OUTCOME_WORDS, PROPOSAL_STATES, ROLE_WORDS
from services.registry.grants.queries import WantedGrants, WantedProposals, fetch_grants, fetch_proposals
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from shared.auth.grants import Held
from shared.auth.roles import Role
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.pages import Page
from shared.http.validation import Flag, Instant, Reason, RequestBody
from shared.web.formats import unit_of

Denied = Literal["denied"]


class GrantForm(RequestBody):
    """A role for an account, over a unit and all below it."""

    account_id: UUID
    role: Role
    org_code: OrgCode
    purpose: Reason = Field(description="what the access is needed for; no more than 8 digits in a row")
    valid_from: Instant | None = Field(None, description="from its confirmation on unless said otherwise")
    valid_until: Instant | None = Field(None, description="holds until just before; null is open-ended")

    def wanted(self) -> Wanted:
        """What the command takes."""
        return Wanted(**self.model_dump())


class EmergencyForm(RequestBody):
    """A role for the caller himself, over a unit and all below it, in an emergency."""

    role: Role
    org_code: OrgCode
    purpose: Reason = Field(description="the emergency; no more than 8 digits in a row")
    valid_until: Instant = Field(description="24 hours after its confirmation at most")

    def wanted(self, account_id: UUID) -> Wanted:
        """What the command takes."""
        return Wanted(account_id, **self.model_dump())


class DenialForm(RequestBody):
    """Nothing is open to the account at the unit and below it."""

    account_id: UUID
    org_code: OrgCode
    reason: Reason = Field(description="without personal data; no more than 8 digits in a row")
    valid_until: Instant | None = Field(None, description="holds until just before; null is open-ended")


# On a form an account is meant by its user name or id, a unit by its name or code.
Called = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class GrantPaper(RequestBody):
    """`GrantForm` as people fill it in."""

    account_id: Called
    role: Role
    org_code: Called
    purpose: Reason
    valid_from: Instant | None = None
    valid_until: Instant | None = None

    def wanted(self, account_id: UUID, org_code: str) -> Wanted:
        """What the command takes, for the account and unit that are meant."""
        said = self.model_dump(exclude={"account_id", "org_code"})
        return Wanted(account_id, org_code=org_code, **said)


class EmergencyPaper(RequestBody):
    """`EmergencyForm` as people fill it in."""

    role: Role
    org_code: Called
    purpose: Reason
    valid_until: Instant

    def wanted(self, account_id: UUID, org_code: str) -> Wanted:
        """What the command takes, for the unit that is meant."""
        return Wanted(account_id, org_code=org_code, **self.model_dump(exclude={"org_code"}))


class DenialPaper(RequestBody):
    """`DenialForm` as people fill it in."""

    account_id: Called
    org_code: Called
    reason: Reason
    valid_until: Instant | None = None


class GrantIdView(BaseModel):
    """A new proposal, grant or denial."""

    grant_id: UUID


class ReasonForm(RequestBody):
    """Why something is refused, withdrawn, taken back or lifted."""

    reason: Reason = Field(description="without personal data; no more than 8 digits in a row")


class GrantView(BaseModel):
    """A grant, or a denial."""

    grant_id: UUID
    account_id: UUID
    username: str | None
    display_name: str | None
    role: str = Field(description="or `denied`")
    path: str = Field(description="path of the unit it covers")
    ground: str = Field(description="appointment, delegation, emergency, setup, console, denial")
    on_behalf_of: UUID | None = Field(description="the account that delegated it")
    purpose: str
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None
    proposed_by: UUID | None
    confirmed_by: UUID | None
    is_only: bool = Field(description="the account has no other grant that is in force")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(path=row.org_path, **{name: row._mapping[name] for name in cls.model_fields if name != "path"})


class ProposalView(BaseModel):
    """A grant that waits for a second person, or how that ended."""

    grant_id: UUID = Field(description="of the grant, once it is given")
    account_id: UUID
    username: str
    display_name: str
    role: Role
    path: str = Field(description="path of the unit it is to cover")
    ground: str = Field(description="appointment, delegation, emergency")
    purpose: str
    valid_from: datetime | None = Field(description="null: from its confirmation on")
    valid_until: datetime | None
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    outcome: str | None = Field(description="confirmed, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None = Field(description="of a refusal or withdrawal")
    revoked_at: datetime | None = Field(description="when the grant was taken back; null: it was not, or never given")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(path=row.org_path, **{name: row._mapping[name] for name in cls.model_fields if name != "path"})


class GrantInForceView(BaseModel):
    """What the caller may do: `org_path` and all below it; with the role `denied`, what he may not, whatever else he
    holds."""

    grant_id: UUID
    role: str
    org_path: str
    purpose: str
    on_behalf_of: UUID | None
    valid_from: datetime
    valid_until: datetime | None

    @classmethod
    def of(cls, held: Held) -> Self:
        return cls(**asdict(held))


class GrantsExport(ExportForm):
    """Which grants are taken away, and why."""

    account_id: UUID | None = None
    role: Role | Denied | None = None
    in_force: Flag | None = None
    unit: OrgCode | None = None


class ProposalsExport(ExportForm):
    """Which proposals are taken away, and why."""

    state: Literal["decided", "all"] | None = Field(None, description="absent: those that wait for a second person")


async def with_units(taking: Taking[Any], page: Page[Any]) -> Rows:
    """Lines that have a `path`, each with the name of its unit."""
    units = await names_of_units(taking.reading.connection, {unit_of(each.path) for each in page.items})
    return Rows(page, lambda each: {**each.model_dump(), "unit": units.get(unit_of(each.path))})


async def _grants(taking: Taking[GrantsExport]) -> Rows:
    wanted = WantedGrants(taking.form.account_id, taking.form.role, taking.form.in_force, taking.form.unit)
    return await with_units(taking, await fetch_grants(taking.reading, wanted, None, taking.limit, view=GrantView.of))


async def _proposals(taking: Taking[ProposalsExport]) -> Rows:
    wanted = WantedProposals(is_open=None if taking.form.state == "all" else taking.form.state is None)
    page = await fetch_proposals(taking.reading, wanted, None, taking.limit, view=ProposalView.of)
    return await with_units(taking, page)


COLUMNS = (
    Column("display_name", "姓名", "name"),
    Column("username", "用户名", "user name"),
    Column("role", "角色", "role", ROLE_WORDS),
    Column("unit", "单位", "unit"),
    Column("path", "单位代码（自上而下）", "codes from the centre down"),
    Column("purpose", "用途", "purpose"),
)
_GROUND = Column("ground", "依据", "ground", GROUND_WORDS)
GRANTS = Export(
    Sheet(
        "grants",
        "授权管理",
        "Grants",
        (
            *COLUMNS,
            _GROUND,
            Column("valid_from", "生效", "from"),
            Column("valid_until", "截止", "until"),
            Column("revoked_at", "收回时间", "revoked"),
            Column("is_only", "无其他授权", "no other grant"),
        ),
        (
            Column("account_id", "账号编号", "account id"),
            Column("role", "角色", "role", ROLE_WORDS),
            Column("in_force", "效力", "in force", {each.code: each for each in HOLDS}),
            Column("unit", "单位及其下级", "unit and below"),
        ),
    ),
    GrantsExport,
    "grants.export",
    _grants,
)
PROPOSALS = Export(
    Sheet(
        "grant-proposals",
        "待确认的授权",
        "Proposed grants",
        (
            *COLUMNS,
            _GROUND,
            Column("proposed_at", "提出时间", "proposed"),
            Column("valid_until", "截止", "until"),
            Column("outcome", "决定", "outcome", OUTCOME_WORDS),
            Column("decided_at", "决定时间", "decided"),
            Column("revoked_at", "收回时间", "revoked"),
            Column("reason", "说明", "note"),
        ),
        (Column("state", "状态", "state", {each.code: each for each in PROPOSAL_STATES}),),
    ),
    ProposalsExport,
    "grants.export",
    _proposals,
)
