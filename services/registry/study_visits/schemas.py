"""The book of study visits."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from services.registry.entries.queries import OF_A_UNIT
from services.registry.network.schemas import OrgCode
from services.registry.study_visits.tables import STUDY_VISIT
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days
from shared.entries.schemas import DOCUMENT, UNIT, Book, Long, UnitForm, filters_of, state_column, states_of
from shared.events.registry.county import onsite as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, WrittenAs
from shared.language import Named

County = Annotated[str, WrittenAs(r"^[0-9]{6}$", zh="六位县级行政区划代码", en="six digits of a county")]


def _each(typed: object) -> object:
    """Codes as people write them: one after the other in one field."""
    said = typed if isinstance(typed, Sequence) and not isinstance(typed, str) else [typed]
    return [
        code
        for each in said
        for code in (re.split(r"[\s,，、;；]+", each) if isinstance(each, str) else [each])
        if code
    ]


class StudyVisitForm(UnitForm):
    """A study visit: who went where, and what was found."""

    held_on: Day = Field(description="the first day; not after today")
    participants: Annotated[list[OrgCode], BeforeValidator(_each)] = Field(
        min_length=1, max_length=100, description="codes of the units that took part"
    )
    counties: Annotated[list[County], BeforeValidator(_each)] = Field(
        min_length=1, max_length=20, description="division codes of the counties they went to"
    )
    text: Long = Field(description="what was found; stays here")


_HELD = states_of(Named("held", "已成行", "made"))
VISITS = Book(
    BookDefinition(
        "study-visit",
        STUDY_VISIT,
        OF_A_UNIT,
        Telling(told.StudyVisit, told.StudyVisitHeld, told.StudyVisitCorrected, told.StudyVisitRevoked),
        Days(("held_on",)),
        begins="held",
        units=("participants",),
    ),
    StudyVisitForm,
    Sheet(
        "study-visits",
        "考察学习",
        "Study visits",
        (
            Column("held_on", "开始日期", "from"),
            Column("participants", "参加单位", "who went"),
            Column("counties", "考察的县", "where"),
            Column("text", "考察所得", "what was found"),
            UNIT,
            state_column(_HELD),
            DOCUMENT,
        ),
        filters_of(_HELD),
    ),
    _HELD,
    "county-work.keep",
)
