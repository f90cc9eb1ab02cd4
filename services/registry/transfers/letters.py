"""What somebody is handed who is about to leave for another county, has left, or came: since when, and who pays."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry import dependencies as asked
from services.registry.corrections.queries.facts import places_of
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from services.registry.settings import Registrar
from services.registry.transfers.domain import first_month
from services.registry.transfers.parameters import DIRECTIONS, REASONS, Direction
from services.registry.transfers.queries import list_transfers
from services.registry.veterans.queries.files import get_line
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.language import Text
from shared.letters import Letter, day_in_words, decided, same
from shared.letters.remedies import AGAINST_WHAT_IS_RECORDED

_LEAVING = Text("迁出受理告知书", "Notice that a move to another county is under way")
_LEFT = Text("迁出告知书", "Notice of a move to another county")
_CAME = Text("迁入告知书", "Notice of a move from another county")
_UNTIL_THEN = Text(
    "迁入地接收前，仍由本县负责办理您的事项；接收后另行告知。",
    "Until the other county has taken you in, this one is responsible for you; you are told when it has.",
)
_KEPT = Text(
    "此后由迁入地负责办理您的事项；您在本县的档案予以保留。",
    "From then on the other county is responsible for you; your file here is kept.",
)


async def letter_of_transfer(
    veteran_id: UUID, transfer_id: UUID, reading: asked.FileReading, registrar: asked.Registration
) -> Letter:
    """Of the move, or once its record is revoked of that. Raises `VeteranNotFound`, `NotResponsible`,
    `LetterNotFound`."""
    row = decided(await list_transfers(reading, veteran_id), transfer_id=transfer_id)
    file = await get_line(reading.connection, veteran_id, caller=reading.caller)
    unit = await get_name_over(reading.connection, file.org_path, UnitKind.CENTRE)
    if row.revoked_at is not None:
        way = DIRECTIONS[row.direction]
        return Letter(
            title=Text(f"撤销{way.zh}登记告知书", f"Revocation of the record of a move ({way.en})"),
            paragraphs=[_revoked(row)],
            issued_by=unit,
            issued_on=local_date(row.revoked_at),
            about=transfer_id,
            reason=REASONS[row.revocation_reason],
            clause=same(row.revocation_document),
            remedy=AGAINST_WHAT_IS_RECORDED,
        )
    if row.completed_at is None:
        return Letter(
            title=_LEAVING,
            paragraphs=_leaving(row),
            issued_by=unit,
            issued_on=local_date(row.started_at),
            about=transfer_id,
            clause=same(row.document),
        )
    is_out = row.direction == Direction.OUT
    return Letter(
        title=_LEFT if is_out else _CAME,
        paragraphs=_left(row) if is_out else await _came(reading, file, row, registrar),
        issued_by=unit,
        issued_on=local_date(row.completed_at),
        about=transfer_id,
        clause=same(row.completion_document),
        remedy=AGAINST_WHAT_IS_RECORDED,
    )


def _revoked(row: Row[Any]) -> Text:
    way, recorded = DIRECTIONS[row.direction], local_date(row.started_at)
    return Text(
        f"{day_in_words(recorded)}对您（档案编号{row.person_id}）所作的{way.zh}登记已经撤销，恢复登记前的情况。",
        f"The record of {recorded} (file {row.person_id}: {way.en}) is revoked; what was so before is so again.",
    )


def _leaving(row: Row[Any]) -> list[Text]:
    place = _elsewhere(row.division_code)
    leaving = Text(
        f"您（档案编号{row.person_id}）迁往{place.zh}的手续，已经受理。",
        f"Your move (file {row.person_id}) to {place.en} is under way.",
    )
    return [leaving, _UNTIL_THEN]


def _left(row: Row[Any]) -> list[Text]:
    place = _elsewhere(row.division_code)
    moved = Text(
        f"您（档案编号{row.person_id}）自{day_in_words(row.moved_on)}起由本县迁往{place.zh}，迁入地已经接收。",
        f"From {row.moved_on} on you (file {row.person_id}) belong to {place.en}, which has taken you in.",
    )
    through = row.paid_through_month
    paid = (
        Text(f"您的待遇由本县发放至{_month(through)}。", f"This county pays you through {through}.")
        if through
        else Text("本县没有需要继续发放的待遇。", "This county has nothing more to pay.")
    )
    return [moved, _KEPT, paid]


async def _came(reading: Reading, file: Row[Any], row: Row[Any], registrar: Registrar) -> list[Text]:
    place, since = _elsewhere(row.division_code), row.moved_on
    moved = Text(
        f"您（档案编号{row.person_id}）自{day_in_words(since)}起由{place.zh}迁入本县，已经登记。",
        f"From {since} on you (file {row.person_id}), who came from {place.en}, belong to this county.",
    )
    unit = await get_name_over(reading.connection, await _path_on(reading, file, since, registrar))
    through, first = row.paid_through_month, first_month(since, row.paid_through_month)
    before = (
        Text(f"由迁出地发放至{_month(through)}，", f"by the other county through {through}, ")
        if through
        else Text("", "")
    )
    return [
        moved,
        Text(f"此后由{unit}负责办理您的事项。", f"From then on {unit} is responsible for you."),
        Text(
            f"依规定应当发放的待遇，{before.zh}自{_month(first)}起由本县发放。",
            f"What is due to you is paid {before.en}by this county from {first} on.",
        ),
    ]


async def _path_on(reading: Reading, file: Row[Any], day: date, registrar: Registrar) -> str:
    """Of the unit that answered for him on a day; of who was new, and moved before he was registered, the first."""
    places = await places_of(reading.connection, file, registrar.keyring)
    answered = [place.value for place in places if place.value and (place.on <= day or place is places[0])]
    return answered[-1]


def _elsewhere(division_code: str) -> Text:
    """Only the county's own divisions have names here: another's is written by hand."""
    return Text(f"＿＿＿＿＿＿＿＿（区划代码{division_code}）", f"________ (division {division_code})")


def _month(month: str) -> str:
    """`2019-04` as papers have it."""
    return f"{month[:4]}年{int(month[5:])}月"
