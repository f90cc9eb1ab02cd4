"""The books of venues, their rooms, capital projects and upgrades."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.entries.queries import OF_A_UNIT
from services.registry.facilities.domain import amount_faults
from services.registry.facilities.tables import CAPITAL_PROJECT, FACILITY, FUNCTIONAL_ROOM, VENUE_UPGRADE
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import (
    DOCUMENT,
    UNIT,
    Book,
    EntryForm,
    Title,
    UnitForm,
    Yuan,
    filters_of,
    state_column,
    states_of,
)
from shared.events.county_codes import AMOUNT_QUALIFIER, CAPITAL_PROJECT_KIND, FUNCTIONAL_ROOM_KIND, FUNCTIONAL_ROOM_USE
from shared.events.registry.county import facilities as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

ROOM_KINDS, ROOM_USES = FUNCTIONAL_ROOM_KIND.by_code(), FUNCTIONAL_ROOM_USE.by_code()
PROJECT_KINDS, QUALIFIERS = CAPITAL_PROJECT_KIND.by_code(), AMOUNT_QUALIFIER.by_code()
IN_USE = states_of(Named("in-use", "在用", "in use"), Named("closed", "已停用", "no longer in use"))
_CLOSING = Step(
    "closing", Text("登记停用", "Record that it is no longer in use"), frozenset({"in-use"}), "closed", "closed_on"
)


class FacilityForm(UnitForm):
    """A venue of a unit that was completed."""

    name: Title
    area_m2: int = Field(ge=1, le=1_000_000, description="floor area in square metres")
    shared_with: Title | None = Field(None, description="who else works there")
    completed_on: Day = Field(description="not after today")


FACILITY_DEFINITION = BookDefinition(
    "facility",
    FACILITY,
    OF_A_UNIT,
    Telling(
        told.Facility,
        told.FacilityCompleted,
        told.FacilityCorrected,
        told.FacilityRevoked,
        {"closing": told.FacilityClosed},
    ),
    Days(("completed_on", "closed_on")),
    begins="in-use",
    steps=(_CLOSING,),
    occupies=frozenset({"in-use"}),
    holds=(FUNCTIONAL_ROOM.c.facility_id,),
    since=(FUNCTIONAL_ROOM.c.opened_on,),
    until=(FUNCTIONAL_ROOM.c.closed_on,),
)
FACILITIES = Book(
    FACILITY_DEFINITION,
    FacilityForm,
    Sheet(
        "facilities",
        "办公服务场所",
        "Venues",
        (
            Column("name", "名称", "name"),
            Column("area_m2", "建筑面积（平方米）", "floor area, m²"),
            Column("shared_with", "合用单位", "shared with"),
            Column("completed_on", "启用日期", "in use since"),
            Column("closed_on", "停用日期", "until"),
            UNIT,
            state_column(IN_USE),
            DOCUMENT,
        ),
        filters_of(IN_USE),
    ),
    IN_USE,
    "unit-work.keep",
)


class FunctionalRoomForm(EntryForm):
    """A hall or room of a venue."""

    facility_id: UUID = Field(description="the venue")
    name: Title
    kind: Annotated[str, OneOf(ROOM_KINDS, "not-a-kind")]
    use: Annotated[str, OneOf(ROOM_USES, "not-a-use")]
    opened_on: Day = Field(description="not before the venue, not after today")


FUNCTIONAL_ROOMS = Book(
    BookDefinition(
        "functional-room",
        FUNCTIONAL_ROOM,
        OF_A_UNIT,
        Telling(
            told.FunctionalRoom,
            told.FunctionalRoomOpened,
            told.FunctionalRoomCorrected,
            told.FunctionalRoomRevoked,
            {"closing": told.FunctionalRoomClosed},
        ),
        Days(("opened_on", "closed_on")),
        begins="in-use",
        steps=(_CLOSING,),
        occupies=frozenset({"in-use"}),
        under=FACILITY_DEFINITION,
        parent="facility_id",
    ),
    FunctionalRoomForm,
    Sheet(
        "functional-rooms",
        "功能室",
        "Functional rooms",
        (
            Column("name", "名称", "name"),
            Column("kind", "类别", "kind", ROOM_KINDS),
            Column("use", "用途", "use", ROOM_USES),
            Column("facility_id", "场所", "venue"),
            Column("opened_on", "启用日期", "in use since"),
            Column("closed_on", "停用日期", "until"),
            UNIT,
            state_column(IN_USE),
            DOCUMENT,
        ),
        filters_of(IN_USE),
    ),
    IN_USE,
    "unit-work.keep",
)


class CapitalProjectForm(UnitForm):
    """A capital project, its amount as exactly as it is known."""

    name: Title
    kind: Annotated[str, OneOf(PROJECT_KINDS, "not-a-kind")]
    qualifier: Annotated[str, OneOf(QUALIFIERS, "not-a-qualifier")]
    amount_yuan: Yuan | None = Field(None, description="the amount or its lower bound; none where it is not specified")
    below_yuan: Yuan | None = Field(None, description="the amount is below this, where that is known")
    printed: Title | None = Field(None, description="the amount as the document has it")
    completed_on: Day = Field(description="not after today")


_DONE = states_of(Named("completed", "已竣工", "completed"))
CAPITAL_PROJECTS = Book(
    BookDefinition(
        "capital-project",
        CAPITAL_PROJECT,
        OF_A_UNIT,
        Telling(
            told.CapitalProject,
            told.CapitalProjectCompleted,
            told.CapitalProjectCorrected,
            told.CapitalProjectRevoked,
        ),
        Days(("completed_on",)),
        begins="completed",
        checks=amount_faults,
    ),
    CapitalProjectForm,
    Sheet(
        "capital-projects",
        "建设项目",
        "Capital projects",
        (
            Column("name", "名称", "name"),
            Column("kind", "类别", "kind", PROJECT_KINDS),
            Column("qualifier", "金额的确切程度", "how exact", QUALIFIERS),
            Column("amount_fen", "金额或下限", "amount or lower bound"),
            Column("below_fen", "上限（不含）", "below"),
            Column("printed", "金额的原文", "as printed"),
            Column("completed_on", "竣工日期", "completed on"),
            UNIT,
            state_column(_DONE),
            DOCUMENT,
        ),
        filters_of(_DONE),
    ),
    _DONE,
    "unit-work.keep",
)


class VenueUpgradeForm(UnitForm):
    """The upgrade of a unit's venue: one plan of its own, in a batch."""

    batch: int = Field(ge=1, le=100)
    designer: Title = Field(description="the company that designs it; stays here")
    plan_version: int = Field(ge=1, le=100)
    planned_on: Day = Field(description="not after today")


_UPGRADE = states_of(
    Named("planned", "待批准", "planned"),
    Named("approved", "已批准", "approved"),
    Named("completed", "已完成", "completed"),
)
VENUE_UPGRADES = Book(
    BookDefinition(
        "venue-upgrade",
        VENUE_UPGRADE,
        OF_A_UNIT,
        Telling(
            told.VenueUpgrade,
            told.VenueUpgradePlanned,
            told.VenueUpgradeCorrected,
            told.VenueUpgradeRevoked,
            {"approval": told.VenueUpgradeApproved, "completion": told.VenueUpgradeCompleted},
        ),
        Days(("planned_on", "approved_on", "completed_on")),
        begins="planned",
        steps=(
            Step("approval", Text("批准方案", "Approve the plan"), frozenset({"planned"}), "approved", "approved_on"),
            Step(
                "completion",
                Text("登记完成", "Record its completion"),
                frozenset({"approved"}),
                "completed",
                "completed_on",
            ),
        ),
        unique=("uq_venue_upgrade_batch",),
    ),
    VenueUpgradeForm,
    Sheet(
        "venue-upgrades",
        "阵地提升",
        "Upgrades of venues",
        (
            Column("batch", "批次", "batch"),
            Column("designer", "设计单位", "designer"),
            Column("plan_version", "方案版本", "version of the plan"),
            Column("planned_on", "方案日期", "planned on"),
            Column("approved_on", "批准日期", "approved on"),
            Column("completed_on", "完成日期", "completed on"),
            UNIT,
            state_column(_UPGRADE),
            DOCUMENT,
        ),
        filters_of(_UPGRADE),
    ),
    _UPGRADE,
    "unit-work.keep",
)
