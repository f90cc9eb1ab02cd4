"""A bulletin as a draft, and how it is issued."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.reporting.bulletins.domain.bulletin import (
    Bulletin,
)
from services.reporting.bulletins.domain.content import (
    Adjustment,
    Check,
    Content,
    MonthRanked,
    Place,
    Station,
    Trend,
    Value,
)

WRITER, LEADER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2019, 5, 5)
CONTENT = Content(
    period="2019-04-C",
    as_of=date(2019, 4, 30),
    digest="ab" * 32,
    provisional=False,
    figures=(Value("F01", 18_624, 18_636), Value("F20", 160, 158), Value("F03", 32, 32), Value("F99", 0, 0)),
    stations=(
        Station("A", "一站", {"submitted": 9, "late": 1}, {"cases_opened": 3, "visited": 1}),
        Station("B", "二站", {"submitted": 10}, {"cases_opened": 2}),
    ),
    adjustments=(
        Adjustment("2019-04-B", "work", "cases_opened", 3, 2),
        Adjustment("2019-04-B", "figure", "F01", 10, 12),
    ),
    checks=(Check("C1", "hard", True), Check("C10", "soft", False, "54.3 %", "10–40 %", ("411329",))),
    follows="2019-04-B",
    rankings=(
        MonthRanked(
            UUID(int=7), "2019-03", 2, date(2019, 4, 24),
            (
                Place("townships", 1, "A", "一站", "96"),
                Place("townships", None, "B", "二站", "60"),
                Place("county-units", 1, "C", "三站", "88.5"),
            ),
        ),
    ),
    trends=(
        Trend("F01", (("2019-04-A", 18_612), ("2019-04-B", 18_624), ("2019-04-C", 18_636))),
        Trend("F99", (("2019-04-A", 1), ("2019-04-B", 2), ("2019-04-C", 3))),
    ),
    counted_at=datetime(2019, 5, 5, 0, 30, tzinfo=UTC),
    earlier=("2019-04-A", "2019-04-B"),
)  # fmt: skip
DRAFT = Bulletin(
    UUID(int=9), "411329", "411329", "2019-04-C", date(2019, 4, 21), date(2019, 4, 30), UUID(int=8), CONTENT,
    "补报漏报的日报告。", written_by=(WRITER,),
)  # fmt: skip


def issued(bulletin: Bulletin = DRAFT, by: UUID = LEADER, **more: Any) -> Bulletin:
    now = {"reports": CONTENT.stations, "rankings": CONTENT.rankings}
    said: dict[str, Any] = {"earlier": CONTENT.earlier, "counts_again": True, **now, **more}
    return bulletin.issued(2019, 12, TODAY, (by,), **said)
