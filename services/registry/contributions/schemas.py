"""What the API takes and says about contributions."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.contributions.domain import Contribution, Deed
from services.registry.contributions.parameters import CLASSES
from services.registry.contributions.queries import WantedContributions, fetch_contributions
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OneOf, Reason, RequestBody

Class = Annotated[str, OneOf(CLASSES, "not-a-class")]


class ContributionForm(RequestBody):
    """What somebody contributed."""

    contribution_class: Class
    made_on: Day = Field(description="today or before, not after a death")
    deed: Reason = Field(description="what was done; without personal data of others")
    evidence: Reason = Field(description="what shows it, by kind and number; pictures are attached")

    def contributed(self) -> Deed:
        """What the command takes."""
        return Deed(self.contribution_class, self.made_on, self.deed, self.evidence)


class ContributionPaper(ContributionForm):
    """How it was, as people fill it in."""

    reason: Reason = Field(description="why it is corrected; without personal data")


class ContributionCorrection(ContributionPaper):
    """How it was."""

    version: int | None = Field(None, ge=1, description="the version that was decided on")


class ContributionView(BaseModel):
    """What somebody contributed."""

    contribution_id: UUID
    veteran_id: UUID
    org_code: str
    contribution_class: str
    made_on: date
    deed: str
    evidence: str
    withdrawn_reason: str | None = Field(description="null: it stands")
    version: int

    @classmethod
    def of(cls, contribution: Contribution) -> Self:
        return cls(**{name: getattr(contribution, name) for name in cls.model_fields})

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class ContributionsExport(ExportForm):
    """Which contributions are taken away, and why."""

    of_class: Class | None = None
    unit: OrgCode | None = None
    since: Day | None = None
    until: Day | None = None


async def _rows(taking: Taking[ContributionsExport]) -> Rows:
    wanted = WantedContributions(**taking.form.filters())
    page = await fetch_contributions(taking.reading, wanted, None, taking.limit, view=ContributionView.of_row)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})
    return Rows(page, lambda each: {**each.model_dump(), "unit": units.get(each.org_code)})


CONTRIBUTIONS = Export(
    Sheet(
        "contributions",
        "贡献登记",
        "Contributions",
        (
            Column("made_on", "日期", "day"),
            Column("contribution_class", "类别", "class", CLASSES),
            Column("veteran_id", "档案编号", "file number"),
            Column("org_code", "机构代码", "unit code"),
            Column("unit", "机构", "unit"),
            Column("deed", "事迹", "what was done"),
            Column("evidence", "依据", "what shows it"),
        ),
        (
            Column("of_class", "类别", "class", CLASSES),
            Column("unit", "机构及其下级", "a unit and all below it"),
            Column("since", "自", "from"),
            Column("until", "至（不含）", "until the day before"),
        ),
    ),
    ContributionsExport,
    "contributions.export",
    _rows,
)
