"""What veterans contribute to their villages, in eight classes."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.service_codes import CONTRIBUTION_CLASS

ContributionId = Annotated[UUID, Meta(description="one contribution, UUIDv7 · 一项贡献的编号")]
Class = Annotated[str, CONTRIBUTION_CLASS.field("which of the eight · 贡献类别")]
MadeOn = Annotated[CalendarDate, Meta(description="day of it, Asia/Shanghai · 贡献日期（北京时间）")]


class ContributionRecorded(Event, frozen=True, kw_only=True):
    """A veteran contributed something. Once for each.

    No service applies it yet; benefits will take it as evidence of nominations, reporting will count it. What was done
    stays in registry.

    退役军人作出一项贡献，每项一次。尚无服务处理；优待将据此作为推荐依据，统计将据此计数。具体事迹只留在登记服务。
    """

    contribution_id: ContributionId
    person_id: PersonId
    org_path: OrgPath
    contribution_class: Class
    made_on: MadeOn


class ContributionCorrected(Event, frozen=True, kw_only=True):
    """What was told of a contribution was wrong: this holds instead. No service applies it yet.

    贡献登记有误，已更正，以此为准。尚无服务处理。
    """

    contribution_id: ContributionId
    person_id: PersonId
    org_path: OrgPath
    contribution_class: Class
    made_on: MadeOn


class ContributionWithdrawn(Event, frozen=True, kw_only=True):
    """A contribution was recorded by mistake: there was none. No service applies it yet. Why stays in registry.

    贡献登记有误，视为没有这项贡献。尚无服务处理。原因只留在登记服务。
    """

    contribution_id: ContributionId
    person_id: PersonId
    org_path: OrgPath
    contribution_class: Class
    made_on: MadeOn


PUBLISHED: tuple[Published, ...] = tuple(
    Published(each, "registry.contributions", "contribution_id", PiiClass.P2, ())
    for each in (ContributionRecorded, ContributionCorrected, ContributionWithdrawn)
)
