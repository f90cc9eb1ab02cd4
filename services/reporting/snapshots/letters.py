"""A snapshot as an official paper: the county's figures for the city."""

from collections.abc import Iterator
from uuid import UUID

from services.reporting.dependencies import FigureReading
from services.reporting.figures.domain import BY_CODE
from services.reporting.figures.parameters.counting import OF_PERSONS, Figure
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.queries import get_form_on
from services.reporting.snapshots.queries import Snapshot, get_snapshot
from shared.calendar.periods import CalendarMonth
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, LetterTable, day_in_words
from shared.privacy.small_cells import LEAST_SHOWN

HEADS = (Text("指标", "figure"), Text("数值", "value"), Text("单位", "unit"))
SHARES = (6, 3, 2)


async def letter_of_snapshot(snapshot_id: UUID, reading: FigureReading) -> Letter:
    """For who answers for the county. Raises `SnapshotNotFound`, `OutOfScope`; `LetterNotFound` of one that is
    provisional and that no leader has published."""
    snapshot = await get_snapshot(reading.connection, snapshot_id)
    reading.caller.must_cover(snapshot.content.centre.path)
    if snapshot.provisional and snapshot.reason is None:
        raise LetterNotFound
    form = await get_form_on(reading.connection, "return", local_date(snapshot.frozen_at))
    return snapshot_letter(snapshot, form)


def snapshot_letter(snapshot: Snapshot, form: PaperForm) -> Letter:
    """Of the last day of a month: its monthly return."""
    centre, day = snapshot.content.centre, snapshot.as_of
    month = CalendarMonth.of(day)
    is_month = day == month.last
    said = form.of(
        unit=centre.name or centre.code,
        month=Text(month.zh, month.code) if is_month else Text("", str(day)),
        report=Text("月报表", "Monthly return of") if is_month else Text("报表", "Figures as of"),
        last=Text(day_in_words(day), str(day)),
        least=str(LEAST_SHOWN),
    )
    issued_on = local_date(snapshot.frozen_at)
    return Letter(
        title=said.title,
        paragraphs=[*said.opening, *_notes(snapshot), *said.closing],
        issued_by=said.issuer,
        issued_on=issued_on,
        about=snapshot.snapshot_id,
        number=said.number_of(issued_on.year),
        addressee=said.addressee,
        tables=[LetterTable(Text(f"截至{day_in_words(day)}", f"As of {day}"), HEADS, list(_rows(snapshot)), SHARES)],
        head=said.head,
    )


def _notes(snapshot: Snapshot) -> Iterator[Text]:
    if snapshot.reason is not None:
        yield Text(f"数字暂定，发布理由：{snapshot.reason}。", f"Provisional, published because: {snapshot.reason}.")
    yield digest_in_words(snapshot.digest)


def digest_in_words(digest: str) -> Text:
    """In groups, to be compared by eye."""
    groups = " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
    return Text(f"数字摘要：{groups}", f"Digest of the figures: {groups}")


def _rows(snapshot: Snapshot) -> Iterator[tuple[str, ...]]:
    for code in snapshot.content.figures:
        figure = BY_CODE[code]
        yield (figure.name.zh, _value(figure, snapshot.content.centre.change(code).delta), figure.unit_of_measure.zh)


def _value(figure: Figure, value: int) -> str:
    is_small = figure.subject in OF_PERSONS and 0 < value < LEAST_SHOWN
    return f"少于{LEAST_SHOWN}" if is_small else figure.worded(value).zh
