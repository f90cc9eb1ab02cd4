"""Whom somebody made sure of in a year."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.person_codes import CONFIRMATION_METHOD, CONFIRMATION_RESULT, CONFIRMATION_REVOCATION

ConfirmationId = Annotated[UUID, Meta(description="the record of one person and year, UUIDv7 · 一人一年确认登记的编号")]
Year = Annotated[int, Meta(ge=1900, le=2099, description="calendar year · 年度")]


class AnnualConfirmationRecorded(Event, frozen=True, kw_only=True):
    """Somebody made sure of a person in a year, as the law asks of who draws money month by month.

    No service applies it yet; benefits will pay by it.

    已作年度确认。定期领取待遇的人员依法应每年确认。尚无服务处理，优待将据此发放。
    """

    confirmation_id: ConfirmationId
    person_id: PersonId
    org_path: OrgPath
    year: Year
    method: Annotated[str, CONFIRMATION_METHOD.field("how · 方式")]
    result: Annotated[str, CONFIRMATION_RESULT.field("what came of it · 结果")]
    confirmed_on: CalendarDate


class AnnualConfirmationMissed(Event, frozen=True, kw_only=True):
    """Nobody made sure of a person in a year that is over.

    No service applies it yet. When the person is confirmed late, this record is revoked and another one is told of.

    年度已结束而未确认。尚无服务处理。日后补确认的，本登记撤销，另有确认事件。
    """

    confirmation_id: ConfirmationId
    person_id: PersonId
    org_path: OrgPath
    year: Year


class AnnualConfirmationRevoked(Event, frozen=True, kw_only=True):
    """A record of a year, confirmed or missed, was wrong or holds no longer, and is as if it had never been.

    No service applies it yet.

    年度确认或未确认的登记有误，或不再有效，予以撤销。尚无服务处理。
    """

    confirmation_id: ConfirmationId
    person_id: PersonId
    org_path: OrgPath
    year: Year
    reason: Annotated[str, CONFIRMATION_REVOCATION.field("why · 撤销原因")]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.annual-confirmations", "confirmation_id", PiiClass.P1, ())
    for contract in (AnnualConfirmationRecorded, AnnualConfirmationMissed, AnnualConfirmationRevoked)
)
