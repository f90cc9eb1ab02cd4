"""The lists of rounds and of nominees as workbooks, without the names of persons, whom registry knows."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.benefits.awards.parameters import AWARDS, GROUNDS, LEVELS, STAGES, STANDINGS
from services.benefits.awards.queries import WantedNominees, WantedSelections, fetch_nominees, fetch_selections
from services.benefits.awards.schemas.views import ListedNomineeView, SelectionView
from services.benefits.directory.queries import names_of_units
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day

Word = Annotated[str | None, Field(max_length=40)]
Year = Annotated[int | None, Field(ge=1949, le=2200)]
_AWARD = Column("award", "荣誉称号", "award", AWARDS)
_YEAR = Column("year", "年度", "year")
_LEVEL = Column("level", "级别", "level", LEVELS)
_UNIT = (Column("org_code", "机构代码", "unit code"), Column("unit", "机构", "unit"))

_SELECTIONS = Sheet(
    "selections",
    "评选表彰",
    "Selections and awards",
    (
        Column("round_id", "评选编号", "round"),
        _AWARD,
        _YEAR,
        _LEVEL,
        *_UNIT,
        Column("awards", "名额", "awards"),
        Column("notice", "通知文号", "notice"),
        Column("opened_on", "启动日期", "opened on"),
        Column("stage", "阶段", "stage", STAGES),
        Column("published_on", "公示开始", "published on"),
        Column("ended_on", "结束日期", "ended on"),
    ),
    (_AWARD, _YEAR, _LEVEL, Column("stage", "阶段", "stage", STAGES)),
)
_NOMINEES = Sheet(
    "nominees",
    "候选人和获奖人",
    "Nominees and awarded",
    (
        Column("nomination_id", "推荐编号", "nomination"),
        _AWARD,
        _YEAR,
        _LEVEL,
        Column("person_id", "候选人档案编号", "nominee, file number"),
        *_UNIT,
        Column("nominated_on", "推荐日期", "nominated on"),
        Column("merits", "事迹", "merits"),
        Column("votes", "票数", "votes"),
        Column("place", "名次", "place"),
        Column("standing", "状态", "state", STANDINGS),
        Column("granted_on", "授予日期", "granted on"),
        Column("revoked_on", "撤销日期", "revoked on"),
        Column("revocation_ground", "撤销依据", "ground", GROUNDS),
    ),
    (
        _AWARD,
        _YEAR,
        Column("person", "候选人档案编号", "nominee, file number"),
        Column("unit", "推荐机构及其下级", "a unit and all below it"),
        Column("standing", "状态", "state", STANDINGS),
        Column("since", "授予日期自", "awarded since"),
    ),
)


class SelectionsExport(ExportForm):
    """Which rounds are taken away, and why."""

    award: Word = None
    year: Year = None
    level: Word = None
    stage: Word = None


class NomineesExport(ExportForm):
    """Which nominees are taken away, and why."""

    award: Word = None
    year: Year = None
    person: UUID | None = None
    unit: Annotated[str | None, Field(max_length=24, description="org code; that organisation and all below")] = None
    standing: Word = None
    since: Day | None = None


async def _rounds(taking: Taking[SelectionsExport]) -> Rows:
    wanted = WantedSelections(**taking.form.filters())
    page = await fetch_selections(taking.reading, wanted, None, taking.limit, view=SelectionView.of)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})
    columns = _names(_SELECTIONS)

    def line(each: SelectionView) -> dict[str, Any]:
        return {**each.model_dump(include=columns), "unit": units.get(each.org_code)}

    return Rows(page, line)


async def _nominees(taking: Taking[NomineesExport]) -> Rows:
    wanted = WantedNominees(**taking.form.filters())
    page = await fetch_nominees(taking.reading, wanted, None, taking.limit, view=ListedNomineeView.of)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})
    columns = _names(_NOMINEES)

    def line(each: ListedNomineeView) -> dict[str, Any]:
        return {**each.model_dump(include=columns), "unit": units.get(each.org_code)}

    return Rows(page, line)


def _names(sheet: Sheet) -> set[str]:
    return {each.name for each in sheet.columns}


SELECTIONS = Export(_SELECTIONS, SelectionsExport, "awards.export", _rounds)
NOMINEES = Export(_NOMINEES, NomineesExport, "awards.export", _nominees)
