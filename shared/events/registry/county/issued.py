"""What is put up and issued: plaques, record books."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.county_codes import PLAQUE_KIND
from shared.events.fields import CalendarDate, Count, EntryId, OrgCode, OrgPath, PartyOrgCode

SerialNumber = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{1,29}\Z", description="serial number · 编号")]


class Plaque(msgspec.Struct, frozen=True, kw_only=True):
    """A plaque as it stands · 牌子的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    kind: Annotated[str, PLAQUE_KIND.field("whose it is · 类别")]
    serial: SerialNumber
    installed_on: Annotated[CalendarDate, Meta(description="day it was put up · 挂牌日期")]
    removed_on: Annotated[
        CalendarDate | None, Meta(description="first day no longer up; null: still · 摘牌日期，空为在挂")
    ] = None


class PlaqueInstalled(Plaque, Event, frozen=True, kw_only=True):
    """A plaque of the county's make was put up at a unit.

    Reporting counts F27 from it.

    机构挂牌。统计据此计入F27。
    """


class PlaqueRemoved(Plaque, Event, frozen=True, kw_only=True):
    """A plaque was taken down.

    Reporting counts F27 from it. `before` is what was said of it until then.

    机构摘牌。统计据此计入F27。`before` 为此前的内容。
    """

    before: Annotated[Plaque, Meta(description="what was said until then · 此前的内容")]


class PlaqueCorrected(Plaque, Event, frozen=True, kw_only=True):
    """What was recorded of a plaque was wrong.

    Reporting counts F27 from it. `before` is what was said of it until then.

    牌子登记更正。统计据此计入F27。`before` 为此前的内容。
    """

    before: Annotated[Plaque, Meta(description="what was said until then · 此前的内容")]


class PlaqueRevoked(Plaque, Event, frozen=True, kw_only=True):
    """A plaque was recorded by mistake.

    Reporting counts F27 from it.

    牌子登记有误，予以撤销。统计据此计入F27。
    """


class RecordBook(msgspec.Struct, frozen=True, kw_only=True):
    """A record book of branch life, as it is recorded · “三会一课”记录本的登记内容"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    branch: PartyOrgCode
    year: Annotated[Count, Meta(description="the year it is for · 年度")]
    serial: SerialNumber
    issued_on: Annotated[CalendarDate, Meta(description="day it was issued · 发放日期")]


class RecordBookIssued(RecordBook, Event, frozen=True, kw_only=True):
    """A record book of branch life was issued to a Party branch.

    Reporting counts F42 from it.

    向党支部发放“三会一课”记录本。统计据此计入F42。
    """


class RecordBookCorrected(RecordBook, Event, frozen=True, kw_only=True):
    """What was recorded of a record book was wrong.

    Reporting counts F42 from it. `before` is what was said of it until then.

    记录本登记更正。统计据此计入F42。`before` 为此前的内容。
    """

    before: Annotated[RecordBook, Meta(description="what was said until then · 此前的内容")]


class RecordBookRevoked(RecordBook, Event, frozen=True, kw_only=True):
    """A record book was recorded by mistake.

    Reporting counts F42 from it.

    记录本登记有误，予以撤销。统计据此计入F42。
    """


TOPIC = "registry.facilities"
COUNTED: tuple[type[Event], ...] = (
    PlaqueInstalled,
    PlaqueRemoved,
    PlaqueCorrected,
    PlaqueRevoked,
    RecordBookIssued,
    RecordBookCorrected,
    RecordBookRevoked,
)
OTHERS: tuple[type[Event], ...] = ()

PUBLISHED: tuple[Published, ...] = (
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ("reporting",)) for contract in COUNTED),
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ()) for contract in OTHERS),
)
