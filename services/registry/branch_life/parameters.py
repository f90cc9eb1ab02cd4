"""What branches and groups owe, how often, and within how many days its record is handed in: dated, with sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from services.registry.party.domain import PartyKind
from shared.events.party_codes import BRANCH_RECORD_KIND, BRANCH_RECORD_RETURN, BRANCH_RECORD_WITHDRAWAL
from shared.language import Named, Text
from shared.rule import Limit, Period
from shared.workbooks.columns import Column, Kind

THEME_DAY = "theme-day"
KINDS: Mapping[str, Named] = BRANCH_RECORD_KIND.by_code()
RETURNS: Mapping[str, Named] = BRANCH_RECORD_RETURN.by_code()
WITHDRAWALS: Mapping[str, Named] = BRANCH_RECORD_WITHDRAWAL.by_code()
REGULATION = "中国共产党支部工作条例（试行）"
_SINCE = Period(date(2018, 10, 28), None)


@dataclass(frozen=True, slots=True)
class Duty:
    """Organisations of `owed_by` hold at least one of `kind` in `each` month or quarter."""

    kind: str
    owed_by: PartyKind
    each: Literal["month", "quarter"]
    source: str
    in_force: Period


DUTIES: tuple[Duty, ...] = (
    Duty("general-meeting", PartyKind.BRANCH, "quarter", REGULATION, _SINCE),
    Duty("committee-meeting", PartyKind.BRANCH, "month", REGULATION, _SINCE),
    Duty("lecture", PartyKind.BRANCH, "quarter", REGULATION, _SINCE),
    Duty(THEME_DAY, PartyKind.BRANCH, "month", f"{REGULATION} art 16", _SINCE),
    Duty("group-meeting", PartyKind.GROUP, "month", REGULATION, _SINCE),
)


# Days after a meeting within which its record is handed in to the organisation above.
HANDINGS: tuple[Limit, ...] = (Limit(3, "record-days", "三会一课记录会后三日内报上级，一般做法"),)


_WORDS = Text("文字；不写姓名、号码", "text; without names and numbers")
_HEADS = Text("人数", "so many persons")
# Of a row that is pasted, in this order; a workbook names them in its first row, in any order.
COLUMNS: tuple[Column, ...] = (
    Column("党组织代码", "party_org_code", Kind.TEXT, "code of the organisation", True),
    Column("党组织", "name", Kind.TEXT, "its name; not read"),
    Column("开展日期", "held_on", Kind.DATE, "held on; a row without says nothing yet"),
    Column("地点", "place", Kind.TEXT, "place", True),
    Column("应到", "expected", Kind.TEXT, "how many were expected", True, how=_HEADS),
    Column("实到", "present", Kind.TEXT, "how many came", True, how=_HEADS),
    Column("缺席人员和原因", "absent", Kind.TEXT, "who was absent, and why; where somebody was", how=_WORDS),
    Column("议题", "agenda", Kind.TEXT, "agenda", True, how=_WORDS),
    Column("主题或主讲人", "said", Kind.TEXT, "theme of a theme Party day, speaker of a lecture"),
    Column("主持人", "chair", Kind.TEXT, "chair"),
    Column("记录人", "recorder", Kind.TEXT, "recorder"),
)


class RecordState(StrEnum):
    """draft → submitted → accepted, or returned → submitted again; each but withdrawn → withdrawn."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("draft", "草稿", "draft"),
        Named("submitted", "已报送", "handed in"),
        Named("accepted", "已审核", "accepted"),
        Named("returned", "已退回", "returned"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
IS_LATE = (Named("true", "逾期报送", "handed in late"), Named("false", "按期报送", "in time"))
# What a period of a duty looks like on a day.
CELLS: Mapping[str, Text] = {
    "done": Text("已开展", "held"),
    "late": Text("逾期报送", "handed in late"),
    "overdue": Text("逾期未开展", "overdue"),
    "due": Text("待开展", "due"),
    "none": Text("—", "—"),
}
