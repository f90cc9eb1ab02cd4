"""Milestones of age."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import OrgPath, PersonId

MilestoneId = Annotated[UUID, Meta(description="one age of one person, UUIDv7 · 一人一个年龄节点的编号")]
Age = Annotated[int, Meta(ge=1, le=120, description="in years · 周岁")]
Month = Annotated[
    Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])\Z")] | None,
    Meta(description="in which it is reached; null: before the person was registered · 达到的月份，登记前已达到的为空"),
]


class AgeMilestoneReached(Event, frozen=True, kw_only=True):
    """A living registered person reaches an age that counts: told on the first day of the month; or had reached it
    when the register learned of the person. Once for each age, unless it was withdrawn or told with a wrong month.

    Benefits finds by it who is entitled to what. Which ages are told, is data. The month is told
    when it comes, and no day ever: the date of birth stays in registry.

    在世的登记人员达到规定年龄：当月第一天通报；登记时已达到的，登记后通报，不含月份。每个年龄只通报一次，撤回或者月份有误的
    除外。优待据此判断。出生日期只留在登记服务。
    """

    milestone_id: MilestoneId
    person_id: PersonId
    org_path: OrgPath
    age: Age
    month: Month = None


class AgeMilestoneWithdrawn(Event, frozen=True, kw_only=True):
    """The date of birth was wrong: the age that was told is not reached yet. It is told again when it is.
    Benefits applies it.

    出生日期有误：已通报的年龄尚未达到，予以撤回；达到时再次通报。由优待处理。
    """

    milestone_id: MilestoneId
    person_id: PersonId
    org_path: OrgPath
    age: Age


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.age-milestones", "milestone_id", PiiClass.P1, ("benefits",))
    for contract in (AgeMilestoneReached, AgeMilestoneWithdrawn)
)
