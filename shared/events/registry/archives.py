"""Paper files that came from the units."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.person_codes import ARCHIVE_PAPER

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


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.archives", "archive_id", PiiClass.P1, ())
    for contract in (ArchiveReceived, ArchiveChecked)
)
