"""What somebody is handed who reported in after his discharge."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry import dependencies as asked
from services.registry.network.queries import get_name_over
from services.registry.report_ins.domain import ReportIn
from services.registry.report_ins.parameters import CORRECTED, EXCUSES, REVOCATIONS, clock_of
from services.registry.report_ins.queries import list_report_ins
from services.registry.veterans.queries.files import get_place
from shared.clock import local_date
from shared.language import Named, Text
from shared.letters import Letter, day_in_words, decided, same
from shared.letters.remedies import AGAINST_WHAT_IS_RECORDED

_ENDS = {CORRECTED: Named(CORRECTED, "已更正，另行登记", "corrected, and recorded anew"), **REVOCATIONS}
_FORFEIT = Text(
    "您逾期超过规定期限且未说明正当理由，依规定视为放弃安置待遇，由县退役军人服务中心认定，认定结果另行告知。",
    "You are so late, without a good reason, that the placement is taken to be given up; the county decides on that, "
    "and tells you.",
)


async def letter_of_report_in(veteran_id: UUID, report_in_id: UUID, reading: asked.FileReading) -> Letter:
    """Of what was recorded, or once that is corrected or revoked of its end. Raises `VeteranNotFound`,
    `NotResponsible`, `LetterNotFound`."""
    row = decided(await list_report_ins(reading, veteran_id), report_in_id=report_in_id)
    place = await get_place(reading.connection, veteran_id, reading.caller)
    unit = await get_name_over(reading.connection, place)
    if row.ended_at is not None:
        recorded = local_date(row.recorded_at)
        return Letter(
            title=Text("撤销报到登记告知书", "Revocation of a record of reporting in"),
            paragraphs=[
                Text(
                    f"{day_in_words(recorded)}对您（档案编号{veteran_id}）所作的报到登记不再有效。",
                    f"The record of {recorded} that you reported in (file {veteran_id}) holds no longer.",
                )
            ],
            issued_by=unit,
            issued_on=local_date(row.ended_at),
            about=report_in_id,
            reason=_ENDS[row.end_reason],
            clause=same(row.end_document),
            remedy=AGAINST_WHAT_IS_RECORDED,
        )
    known = ReportIn(row.discharged_on, row.reported_on, row.ceremony_on, row.excuse)
    return Letter(
        title=Text("报到登记告知书", "Confirmation of having reported in"),
        paragraphs=[_recorded(row, known), *([_FORFEIT] if known.is_forfeit else [])],
        issued_by=unit,
        issued_on=local_date(row.recorded_at),
        about=report_in_id,
        reason=EXCUSES[row.excuse] if row.excuse else None,
        clause=_clause(row),
        remedy=AGAINST_WHAT_IS_RECORDED,
    )


def _recorded(row: Row[Any], known: ReportIn) -> Text:
    late = known.late_days
    zh, en = (f"逾期{late}天", f"{late} days late") if late else ("按期报到", "in time")
    return Text(
        f"您（档案编号{row.person_id}）于{day_in_words(row.discharged_on)}被批准退役，"
        f"于{day_in_words(row.reported_on)}报到，{zh}，已经登记。",
        f"You (file {row.person_id}) were discharged on {row.discharged_on} and reported in on {row.reported_on}, "
        f"{en}.",
    )


def _clause(row: Row[Any]) -> Text:
    clock = clock_of(row.discharged_on)
    return same(f"{_article(clock.source)}；{row.document}" if clock else row.document)


def _article(source: str) -> str:
    """`退役军人安置条例 art 51` as a letter has it."""
    name, _, articles = source.partition(" art ")
    return f"《{name}》第{articles.replace(', ', '、')}条"
