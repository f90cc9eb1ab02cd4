"""Paper files that came from the units, and where they were sent on to."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, DivisionCode, OrgCode, OrgPath, PersonId
from shared.events.person_codes import ARCHIVE_DESTINATION, ARCHIVE_FORWARDING_REVOCATION, ARCHIVE_PAPER

ArchiveId = Annotated[UUID, Meta(description="a person's paper file, UUIDv7 · 一人纸质档案的编号")]
Missing = Annotated[
    tuple[Annotated[str, ARCHIVE_PAPER.field("a paper · 材料")], ...],
    Meta(description="what a file must hold and this one does not · 缺少的必备材料"),
]


class ArchiveReceived(Event, frozen=True, kw_only=True):
    """A person's paper file came, and somebody looked what is in it. Once a person.

    No service applies it yet; the unit may learn what is missing.

    已接收人员的纸质档案并核对材料，每人一次。尚无服务处理；移交单位可据此知晓缺少的材料。
    """

    archive_id: ArchiveId
    person_id: PersonId
    org_path: OrgPath
    checked_on: CalendarDate
    missing: Missing


class ArchiveChecked(Event, frozen=True, kw_only=True):
    """Somebody looked again what is in a paper file: papers came later, or had been ticked wrongly.

    No service applies it yet.

    已再次核对纸质档案：材料补齐，或此前勾选有误。尚无服务处理。
    """

    archive_id: ArchiveId
    person_id: PersonId
    org_path: OrgPath
    checked_on: CalendarDate
    missing: Missing


ForwardingId = Annotated[UUID, Meta(description="one time that it was sent on, UUIDv7 · 一次转递的编号")]


class ArchiveForwarded(Event, frozen=True, kw_only=True):
    """A person's paper file was sent on, and is kept elsewhere from then on, until it is checked here again.

    No service applies it yet. What an office that is no unit of the county is called, and what was in the file, stays
    in registry.

    人员的纸质档案已转出，此后由接收单位保管；退回的，再次核对材料。尚无服务处理。县外及其他接收单位的名称、
    所转材料只留在登记服务。
    """

    archive_id: ArchiveId
    person_id: PersonId
    org_path: OrgPath
    forwarding_id: ForwardingId
    destination: Annotated[str, ARCHIVE_DESTINATION.field("to whom · 接收单位类别")]
    to_org_code: Annotated[OrgCode | None, Meta(description="the unit, where it is one · 本县服务机构代码")]
    to_division_code: Annotated[DivisionCode | None, Meta(description="the other county · 外县区划代码")]
    forwarded_on: Annotated[CalendarDate, Meta(description="the day on which it was sent · 转递日期")]


class ArchiveReceiptRecorded(Event, frozen=True, kw_only=True):
    """Whoever a paper file was sent on to has it: the receipt came back. Once for each time that it was sent.

    No service applies it yet.

    接收单位已收到纸质档案，回执已收回，每次转递一次。尚无服务处理。
    """

    archive_id: ArchiveId
    person_id: PersonId
    org_path: OrgPath
    forwarding_id: ForwardingId
    received_on: Annotated[CalendarDate, Meta(description="by the receipt · 回执载明的接收日期")]


class ArchiveForwardingRevoked(Event, frozen=True, kw_only=True):
    """That a paper file was sent on, and its receipt, was recorded wrongly, and is as if it had never been.

    No service applies it yet.

    纸质档案的转递登记及其回执有误，予以撤销，视为从未登记。尚无服务处理。
    """

    archive_id: ArchiveId
    person_id: PersonId
    org_path: OrgPath
    forwarding_id: ForwardingId
    reason: Annotated[str, ARCHIVE_FORWARDING_REVOCATION.field("why · 撤销原因")]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.archives", "archive_id", PiiClass.P1, ())
    for contract in (
        ArchiveReceived,
        ArchiveChecked,
        ArchiveForwarded,
        ArchiveReceiptRecorded,
        ArchiveForwardingRevoked,
    )
)
