"""A snapshot as an official paper: the county's figures for the city."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from services.reporting.dependencies import FigureReading
from services.reporting.figures.domain import BY_CODE
from services.reporting.figures.parameters.counting import OF_PERSONS, Figure
from services.reporting.snapshots.queries import Snapshot, get_snapshot
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, LetterTable, day_in_words
from shared.privacy.small_cells import LEAST_SHOWN

ADDRESSEE = Text("市退役军人事务局：", "To the bureau of the city:")
HEADS = (Text("指标", "figure"), Text("数值", "value"), Text("单位", "unit"))
SHARES = (6, 3, 2)


async def letter_of_snapshot(snapshot_id: UUID, reading: FigureReading) -> Letter:
    """For who answers for the county. Raises `SnapshotNotFound`, `OutOfScope`; `LetterNotFound` of one that is
    provisional and that no leader has published."""
    snapshot = await get_snapshot(reading.connection, snapshot_id)
    reading.caller.must_cover(snapshot.content.centre.path)
    if snapshot.provisional and snapshot.reason is None:
        raise LetterNotFound
    return snapshot_letter(snapshot)


def snapshot_letter(snapshot: Snapshot) -> Letter:
    """Of the last day of a month: its monthly return."""
    centre, day = snapshot.content.centre, snapshot.as_of
    is_month = (day + timedelta(days=1)).day == 1
    title = Text("退役军人工作数据报表", f"Figures as of {day}")
    return Letter(
        title=Text(f"{day.year}年{day.month}月退役军人工作数据月报表", f"Monthly return of {day:%Y-%m}")
        if is_month
        else title,
        paragraphs=list(_paragraphs(snapshot)),
        issued_by=centre.name or centre.code,
        issued_on=local_date(snapshot.frozen_at),
        about=snapshot.snapshot_id,
        addressee=ADDRESSEE,
        tables=[LetterTable(Text(f"截至{day_in_words(day)}", f"As of {day}"), HEADS, list(_rows(snapshot)), SHARES)],
    )


def _paragraphs(snapshot: Snapshot) -> Iterator[Text]:
    day = day_in_words(snapshot.as_of)
    yield Text(
        f"现将截至{day}（含当日）的退役军人工作主要数据报上，见后表。涉及人员的数字不足{LEAST_SHOWN}的，不列具体数。",
        f"The figures as of {snapshot.as_of}. Numbers of persons below {LEAST_SHOWN} are not told.",
    )
    if snapshot.reason is not None:
        yield Text(f"数字暂定，发布理由：{snapshot.reason}。", f"Provisional, published because: {snapshot.reason}.")
    groups = " ".join(snapshot.digest[at : at + 8] for at in range(0, len(snapshot.digest), 8))
    yield Text(f"数字摘要：{groups}", f"Digest of the figures: {groups}")


def _rows(snapshot: Snapshot) -> Iterator[tuple[str, ...]]:
    for code in snapshot.content.figures:
        figure = BY_CODE[code]
        yield (figure.name.zh, _value(figure, snapshot.content.centre.change(code).delta), figure.unit_of_measure.zh)


def _value(figure: Figure, value: int) -> str:
    is_small = figure.subject in OF_PERSONS and 0 < value < LEAST_SHOWN
    return f"少于{LEAST_SHOWN}" if is_small else figure.worded(value).zh
