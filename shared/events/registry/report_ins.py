"""That somebody reported in after the discharge: events of the person's file."""

from typing import Annotated

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.person_codes import REPORT_IN_REVOCATION

ReportedOn = Annotated[CalendarDate, Meta(description="day of reporting in, Asia/Shanghai · 报到日期（北京时间）")]
LateDays = Annotated[int, Meta(ge=0, description="days after the last one in time; 0: in time · 逾期天数，按期为0")]
Ceremony = Annotated[
    CalendarDate | None, Meta(description="day of the welcome; null: none recorded · 欢迎仪式日期，空为未登记")
]


class DischargeReportedIn(Event, frozen=True, kw_only=True):
    """Somebody who was discharged reported in at the county. Once, unless it was revoked in between.

    No service applies it yet; the public security may follow with the household registration. The day of the discharge
    and what excuses somebody who was late stay in registry.

    退役军人已报到；未撤销的只一次。尚无服务处理，公安机关可据此办理落户。退役日期和逾期理由只留在登记服务。
    """

    person_id: PersonId
    org_path: OrgPath
    reported_on: ReportedOn
    late_days: LateDays
    ceremony: Ceremony = None


class DischargeReportCorrected(Event, frozen=True, kw_only=True):
    """What was recorded of somebody's reporting in was wrong, or something was added: this holds instead.

    No service applies it yet.

    报到登记已更正或补充，以此为准。尚无服务处理。
    """

    person_id: PersonId
    org_path: OrgPath
    reported_on: ReportedOn
    late_days: LateDays
    ceremony: Ceremony = None


class DischargeReportRevoked(Event, frozen=True, kw_only=True):
    """It was recorded by mistake that somebody reported in, and is as if it had never been.

    No service applies it yet.

    报到登记有误，予以撤销，视为从未登记。尚无服务处理。
    """

    person_id: PersonId
    org_path: OrgPath
    reported_on: Annotated[CalendarDate, Meta(description="what was recorded · 原登记的报到日期")]
    reason: Annotated[str, REPORT_IN_REVOCATION.field("why · 撤销原因")]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.persons", "person_id", PiiClass.P1, (), outside=("public-security-bureau",))
    for contract in (DischargeReportedIn, DischargeReportCorrected, DischargeReportRevoked)
)
