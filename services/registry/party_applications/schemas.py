"""What the API takes and says about applications to join the Party."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.applicants.domain import Application
from services.registry.applicants.parameters import ENDS, IN_ERROR, SAID, STAGE_WORDS, STATES
from services.registry.applicants.queries import WantedApplications, application_of, fetch_applications
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.party.queries import names_of_organisations
from services.registry.party.schemas import PartyOrgCode
from services.registry.party_applications.commands import CorrectedApplication, Submitted
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OneOf, Reason, RequestBody

StageCode = Annotated[str, OneOf(STAGE_WORDS, "not-a-stage")]
StateCode = Literal["open", "admitted", "ended"]
_DOCUMENT = "kind and number of the document; without personal data"


class OfApplication(RequestBody):
    """What is decided on an application as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was decided on; refused when it is not the last")


class ApplicationForm(RequestBody):
    """An application that somebody hands in."""

    party_org_code: PartyOrgCode | None = Field(None, description="where; else the branch over the person's unit")
    submitted_on: Day = Field(description="today or before; he was no member then, nor has been since")
    document: Reason = Field(description=_DOCUMENT)

    def submitted(self) -> Submitted:
        return Submitted(self.submitted_on, self.document, self.party_org_code)


class StepPaper(RequestBody):
    """The next stage, as people fill it in."""

    on: Day = Field(description="the day of the next stage; not before the one it has reached")
    document: Reason = Field(description=_DOCUMENT)


class StepForm(StepPaper, OfApplication):
    """The next stage."""


class EndPaper(RequestBody):
    """That an application ended otherwise, as people fill it in."""

    reason: Annotated[str, OneOf(SAID, "not-a-reason")] = Field(description="one of " + ", ".join(SAID))
    closed_on: Day = Field(description=f"not before the stage it has reached; of {IN_ERROR} the day it was handed in")
    document: Reason = Field(description=_DOCUMENT)


class EndForm(EndPaper, OfApplication):
    """That an application ended otherwise."""


class CorrectionPaper(RequestBody):
    """How an application has been all along, as people fill it in."""

    party_org_code: PartyOrgCode
    submitted_on: Day
    activist_on: Day | None = None
    target_on: Day | None = Field(None, description="development target since")
    probationary_on: Day | None = Field(None, description="left out: he was admitted by mistake, and is no member")
    full_on: Day | None = None
    closed_on: Day | None = Field(None, description="left out: it has not ended")
    end_reason: Annotated[str, OneOf(ENDS, "not-a-reason")] | None = None
    document: Reason = Field(description="why it was wrong, and what says so; without personal data")

    def said(self) -> CorrectedApplication:
        return CorrectedApplication(**{name: getattr(self, name) for name in CorrectionPaper.model_fields})


class CorrectionForm(CorrectionPaper, OfApplication):
    """How an application has been all along."""


class ApplicationStandsView(BaseModel):
    """How an application stands after what was done."""

    application_id: UUID
    stage: StageCode
    state: StateCode
    version: int = Field(description="to be sent with what is decided on it")

    @classmethod
    def of(cls, application: Application) -> Self:
        return cls(
            application_id=application.application_id,
            stage=application.stage.code,
            state=_state(application),
            version=application.version,
        )


def _state(application: Application) -> StateCode:
    return "admitted" if application.is_admitted else "open" if application.is_open else "ended"


class ApplicationView(BaseModel):
    """An application to join the Party."""

    application_id: UUID
    person_id: UUID
    party_org_code: str
    org_code: str = Field(description="the unit where figures count the applicant")
    stage: StageCode
    state: StateCode
    submitted_on: date
    activist_on: date | None
    target_on: date | None
    probationary_on: date | None
    full_on: date | None
    closed_on: date | None = Field(description="ended without membership")
    end_reason: str | None
    document: str
    version: int = Field(description="to be sent with what is decided on it")
    recorded_by: UUID
    recorded_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        known = application_of(row)
        own = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        return cls(**own, stage=known.stage.code, state=_state(known))


_SHEET = Sheet(
    "party-applications",
    "入党申请",
    "Party applications",
    (
        Column("person_id", "档案编号", "file number"),
        Column("stage", "阶段", "stage", STAGE_WORDS),
        Column("state", "状态", "state", STATES),
        Column("submitted_on", "递交日期", "handed in on"),
        Column("activist_on", "入党积极分子", "activist since"),
        Column("target_on", "发展对象", "development target since"),
        Column("probationary_on", "预备党员", "probationary member since"),
        Column("full_on", "转正", "full member since"),
        Column("closed_on", "终止日期", "ended on"),
        Column("end_reason", "终止原因", "why it ended", ENDS),
        Column("party_org_code", "党组织代码", "Party organisation code"),
        Column("party_org", "党组织", "Party organisation"),
        Column("unit", "计入机构", "counted at"),
        Column("document", "依据", "document"),
    ),
    (
        Column("stage", "阶段", "stage", STAGE_WORDS),
        Column("state", "状态", "state", STATES),
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("on", "在办日期", "open on"),
    ),
)


class ApplicationsExport(ExportForm):
    """Which applications are taken away, and why."""

    stage: StageCode | None = None
    state: StateCode | None = None
    unit: OrgCode | None = None
    on: Day | None = None


async def _rows(taking: Taking[ApplicationsExport]) -> Rows:
    form, connection = taking.form, taking.reading.connection
    wanted = WantedApplications(stage=form.stage, state=form.state, unit=form.unit, on=form.on)
    page = await fetch_applications(taking.reading, wanted, None, taking.limit, view=ApplicationView.of)
    units = await names_of_units(connection, {each.org_code for each in page.items})
    branches = await names_of_organisations(connection, {each.party_org_code for each in page.items})

    def line(each: ApplicationView) -> dict[str, Any]:
        named = {"unit": units.get(each.org_code), "party_org": branches.get(each.party_org_code)}
        return {**each.model_dump(), **named}

    return Rows(page, line)


APPLICATIONS = Export(_SHEET, ApplicationsExport, "party-applications.export", _rows)
