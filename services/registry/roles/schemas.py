"""What the API takes and says about social roles."""

import unicodedata
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.roles.domain import RoleKind, SocialRole, Term
from services.registry.roles.queries import WantedRoles, fetch_roles, role_of
from services.registry.roles.rules import Enterprise, is_credit_code
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import FREE_TEXT, Day, Reason, RequestBody, field_fault
from shared.language import Text


def _is_credit_code(value: str) -> str:
    """Spaces and small letters are written, and not meant."""
    code = unicodedata.normalize("NFKC", value).replace(" ", "").upper()
    if not is_credit_code(code):
        raise field_fault(
            "credit-code",
            zh="不是有效的统一社会信用代码：应为 18 位数字和大写字母（不用 I、O、S、V、Z），末位为校验位（GB 32100）。",
            en="Not a unified social credit code: 18 digits and letters without I, O, S, V and Z, the last of which"
            " checks the others (GB 32100).",
        )
    return code


EnterpriseName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100), FREE_TEXT]
CreditCode = Annotated[str, StringConstraints(max_length=40), AfterValidator(_is_credit_code)]
_NAMED = Field(None, description="of an entrepreneur: what his enterprise is called")
_CODED = Field(None, description="its unified social credit code (GB 32100), where it is known")


class RoleForm(RequestBody):
    """A role a veteran takes up."""

    kind: RoleKind
    org_code: OrgCode | None = Field(None, description="where it is counted; else at the veteran's responsible unit")
    assumed_on: Day = Field(description="calendar date, Asia/Shanghai; not in the future, may precede registration")
    source: Reason = Field(description="the document or decision it rests on, without personal data")
    enterprise_name: EnterpriseName | None = _NAMED
    enterprise_code: CreditCode | None = _CODED

    def taken_up(self) -> dict[str, Any]:
        """What the command takes."""
        said = self.model_dump(exclude={"enterprise_name", "enterprise_code"})
        return {**said, "enterprise": Enterprise(self.enterprise_name, self.enterprise_code)}


class RoleEndForm(RequestBody):
    """The end of a term."""

    ended_on: Day = Field(description="the first day the role is no longer held; not in the future")
    reason: Reason = Field(description="without personal data")


class TermPaper(RequestBody):
    """How a term has been all along, as people fill it in."""

    kind: RoleKind
    org_code: OrgCode = Field(description="where it is counted")
    assumed_on: Day
    ended_on: Day | None = Field(None, description="of a term that has ended: the first day it is no longer held")
    source: Reason = Field(description="the document or decision it rests on, without personal data")
    enterprise_name: EnterpriseName | None = _NAMED
    enterprise_code: CreditCode | None = _CODED
    reason: Reason = Field(description="why it is corrected; without personal data")

    def term(self) -> Term:
        """What the command takes."""
        enterprise = Enterprise(self.enterprise_name, self.enterprise_code)
        return Term(self.kind, self.org_code, self.assumed_on, self.source, self.ended_on, enterprise)


class TermCorrection(TermPaper):
    """How a term has been all along."""

    version: int | None = Field(None, ge=1, description="the version that was decided on")


class RoleView(BaseModel):
    """A term in a social role."""

    role_id: UUID
    veteran_id: UUID
    kind: RoleKind
    org_code: str
    org_path: str
    assumed_on: date
    source: str
    ended_on: date | None = Field(description="null while held")
    end_reason: str | None
    gone_on: date | None = Field(description="when its holder died, left, or is not to be counted; not held since")
    withdrawn_reason: str | None = Field(description="null: it stands")
    enterprise_name: str | None = Field(description="what an entrepreneur runs")
    enterprise_code: str | None = Field(description="its unified social credit code")
    version: int

    @classmethod
    def of(cls, role: SocialRole) -> Self:
        return cls(**asdict(role))

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.of(role_of(row))


_STATES = {
    "held": Text("在任", "held"),
    "ended": Text("已终止", "ended"),
    "withdrawn": Text("已撤销登记", "taken back"),
}
_SHEET = Sheet(
    "social-roles",
    "社会身份",
    "Social roles",
    (
        Column("kind", "身份", "role", SOCIAL_ROLE_KIND.by_code()),
        Column("veteran_id", "档案编号", "file number"),
        Column("org_code", "计入机构代码", "unit code"),
        Column("unit", "计入机构", "unit"),
        Column("assumed_on", "任职日期", "assumed on"),
        Column("ended_on", "终止日期", "ended on"),
        Column("source", "依据", "document"),
        Column("enterprise_name", "企业名称", "enterprise"),
        Column("enterprise_code", "统一社会信用代码", "unified social credit code"),
    ),
    (
        Column("kind", "身份", "role", SOCIAL_ROLE_KIND.by_code()),
        Column("state", "状态", "state", _STATES),
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("on", "在任日期", "held on"),
    ),
)


class RolesExport(ExportForm):
    """Which terms are taken away, and why."""

    kind: RoleKind | None = None
    state: Literal["held", "ended", "withdrawn"] | None = None
    unit: OrgCode | None = None
    on: Day | None = None


async def _rows(taking: Taking[RolesExport]) -> Rows:
    form = taking.form
    active = {"held": True, "ended": False}.get(form.state or "")
    wanted = WantedRoles(form.kind, active, form.unit, form.on, withdrawn=form.state == "withdrawn")
    page = await fetch_roles(taking.reading, wanted, None, taking.limit, view=RoleView.of_row)
    units = await names_of_units(taking.reading.connection, {role.org_code for role in page.items})
    return Rows(page, lambda role: {**role.model_dump(), "unit": units.get(role.org_code)})


ROLES = Export(_SHEET, RolesExport, "social-roles.export", _rows)
