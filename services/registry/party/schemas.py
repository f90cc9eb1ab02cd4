"""What the API takes and says about Party organisations."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode, UnitName
from services.registry.party.domain import PartyKind, PartyOrganisation, ProposedOrganisation
from services.registry.party.parameters import DISSOLVED, PARTY_KIND, SAID
from services.registry.party.queries import WantedOrganisations, fetch_organisations
from services.registry.party.rules import Verdict
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody, WrittenAs

PartyOrgCode = Annotated[
    str,
    WrittenAs(
        r"^[0-9A-Za-z][0-9A-Za-z-]{3,39}$",
        zh="4 至 40 位数字、字母或连字符，以数字或字母开头",
        en="4 to 40 digits, letters or hyphens, beginning with a digit or letter",
    ),
]


class PartyOrganisationForm(RequestBody):
    """A branch or group to be established."""

    code: PartyOrgCode
    kind: PartyKind
    name: UnitName
    mirror_of: OrgCode = Field(description="the station of a branch, the room of a group")
    established_on: Day = Field(description="calendar date, Asia/Shanghai; not in the future")

    def proposal(self) -> ProposedOrganisation:
        return ProposedOrganisation(self.code, self.kind, self.name, self.mirror_of, self.established_on)


class OfOrganisation(RequestBody):
    """What is decided on an organisation as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was decided on; refused when it is not the last")


class PartyRenamingPaper(RequestBody):
    """Another name, as people fill it in."""

    name: UnitName
    renamed_on: Day = Field(description="the first day of the name; not in the future")
    document: Reason = Field(description="kind and number of the document; without personal data")


class PartyRenamingForm(PartyRenamingPaper, OfOrganisation):
    """Another name."""


class PartyCorrectionPaper(RequestBody):
    """How it was founded in truth, as people fill it in."""

    mirror_of: OrgCode = Field(description="the station of a branch, the room of a group")
    established_on: Day
    document: Reason = Field(description="why it was wrong, and what says so; without personal data")


class PartyCorrectionForm(PartyCorrectionPaper, OfOrganisation):
    """How it was founded in truth."""


class PartyDissolutionPaper(RequestBody):
    """That it stands no longer, as people fill it in."""

    dissolved_on: Day = Field(description="the first day on which it stands no longer; not asked of an error")
    reason: Annotated[str, OneOf(SAID, "not-a-reason")] = Field(description="one of " + ", ".join(SAID))
    document: Reason = Field(description="kind and number of the document; without personal data")


class PartyDissolutionForm(PartyDissolutionPaper, OfOrganisation):
    """That it stands no longer."""


class PartyRestorationPaper(RequestBody):
    """That it was not dissolved, as people fill it in."""

    document: Reason = Field(description="what shows that it was recorded wrongly; without personal data")


class PartyRestorationForm(PartyRestorationPaper, OfOrganisation):
    """That it was not dissolved."""


class PartyOrganisationView(BaseModel):
    """A branch or group beside its unit."""

    code: str
    kind: PartyKind
    name: str
    mirror_of: str
    parent_code: str | None = Field(description="the branch of a group's station; null for a branch")
    path: str = Field(description="path of the unit it mirrors")
    established_on: date
    renamed_on: date | None = Field(description="since when it has its name, where not from the start")
    dissolved_on: date | None = Field(description="null: it stands")
    dissolution: str | None
    version: int = Field(description="to be sent with what is decided on it")

    @classmethod
    def of(cls, organisation: PartyOrganisation | Row[Any]) -> Self:
        return cls(
            code=organisation.party_org_code,
            kind=organisation.kind,
            name=organisation.name,
            mirror_of=organisation.mirror_of,
            parent_code=organisation.parent_code,
            path=organisation.org_path,
            established_on=organisation.established_on,
            renamed_on=organisation.renamed_on,
            dissolved_on=organisation.dissolved_on,
            dissolution=organisation.dissolution,
            version=organisation.version,
        )


class VerdictView(BaseModel):
    """Whether one rule holds within the caller's scope, and the codes of whatever breaks it."""

    rule: str = Field(description="C1: one branch per station; C2: one group per room, under its station's branch")
    holds: bool
    unit_count: int = Field(description="active stations (C1) or rooms (C2)")
    organisation_count: int = Field(description="active branches (C1) or groups (C2)")
    units_without_mirror: Sequence[str]
    organisations_without_unit: Sequence[str]
    organisations_under_wrong_parent: Sequence[str]

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        return cls(
            rule=verdict.rule,
            holds=verdict.holds,
            unit_count=verdict.unit_count,
            organisation_count=verdict.organisation_count,
            units_without_mirror=verdict.units_without_mirror,
            organisations_without_unit=verdict.organisations_without_unit,
            organisations_under_wrong_parent=verdict.organisations_under_wrong_parent,
        )


class ConsistencyView(BaseModel):
    """The verdicts, and whether all rules hold."""

    holds: bool
    verdicts: Sequence[VerdictView]

    @classmethod
    def of(cls, verdicts: Sequence[Verdict]) -> Self:
        return cls(
            holds=all(verdict.holds for verdict in verdicts), verdicts=[VerdictView.of(verdict) for verdict in verdicts]
        )


_SHEET = Sheet(
    "party-organisations",
    "党组织",
    "Party organisations",
    (
        Column("code", "代码", "code"),
        Column("name", "名称", "name"),
        Column("kind", "类别", "kind", PARTY_KIND),
        Column("mirror_of", "所在机构代码", "unit code"),
        Column("unit", "所在机构", "unit"),
        Column("parent_code", "上级党支部代码", "branch above"),
        Column("established_on", "成立日期", "established on"),
        Column("dissolved_on", "撤销日期", "dissolved on"),
    ),
    (
        Column("kind", "类别", "kind", PARTY_KIND),
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("dissolved", "已撤销", "dissolved", DISSOLVED),
        Column("on", "所属日期", "that stood on"),
    ),
)


class PartyExport(ExportForm):
    """Which organisations are taken away, and why."""

    kind: PartyKind | None = None
    unit: OrgCode | None = None
    dissolved: Flag | None = Field(None, description="those that were dissolved alone, whatever day is asked about")
    on: Day | None = Field(None, description="those that stood that day; those that stand when absent")


async def _rows(taking: Taking[PartyExport]) -> Rows:
    form = taking.form
    wanted = WantedOrganisations(kind=form.kind, unit=form.unit, on=form.on, dissolved=bool(form.dissolved))
    page = await fetch_organisations(taking.reading, wanted, None, taking.limit, view=PartyOrganisationView.of)
    units = await names_of_units(taking.reading.connection, {each.mirror_of for each in page.items})
    return Rows(page, lambda each: {**each.model_dump(), "unit": units.get(each.mirror_of)})


PARTY = Export(_SHEET, PartyExport, "places.export", _rows)
