"""Two files that may be one person's, and what somebody decided about them."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.codes import DUPLICATE_DIFFERENCE, DUPLICATE_GROUND
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, PersonId

SuspicionId = Annotated[UUID, Meta(description="one pair of files, UUIDv7 · 一对疑似重复档案的编号")]
OtherPersonId = Annotated[PersonId, Meta(description="the other file of the two · 另一份档案的人员编号")]


class DuplicateSuspected(Event, frozen=True, kw_only=True):
    """Two files look like one person's, or somebody noticed that they do; again when a decision is reopened.

    Once a pair, however often the files are compared. Nothing is merged by it: somebody looks at both and decides. What
    is alike is told by codes, never its value. No service applies it yet.

    两份档案疑似同一人，由系统比对或工作人员发现；已作认定的重新核查时再发一次。同一对只发一次。不据此自动合并，
    须由人核对两份档案后认定。只以代码说明何处相同，不含内容。尚无服务处理。
    """

    suspicion_id: SuspicionId
    person_id: PersonId
    other_person_id: OtherPersonId
    score: Annotated[int, Meta(ge=0, le=100, description="how alike, of 100 · 相似程度（满分100）")]
    grounds: Annotated[
        tuple[Annotated[str, DUPLICATE_GROUND.field("one thing that is alike · 一项依据")], ...],
        Meta(min_length=1, description="what is alike · 依据"),
    ]
    suspected_on: CalendarDate


class DuplicateRuledOut(Event, frozen=True, kw_only=True):
    """Somebody made sure that two files are two persons'. The pair is not suspected again, unless that is reopened.

    No service applies it yet.

    经核实，两份档案确为两人；除非重新核查，不再提示。尚无服务处理。
    """

    suspicion_id: SuspicionId
    person_id: PersonId
    other_person_id: OtherPersonId
    difference: Annotated[str, DUPLICATE_DIFFERENCE.field("how that was made sure · 认定依据")]
    decided_on: CalendarDate


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.duplicates", "suspicion_id", PiiClass.P1, ())
    for contract in (DuplicateSuspected, DuplicateRuledOut)
)
