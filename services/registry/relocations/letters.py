"""What somebody is handed who has moved: who is responsible for him, or serves him, from then on."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry import dependencies as asked
from services.registry.divisions.queries import names_of_divisions
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over, names_of_units
from services.registry.relocations.parameters import KINDS, REASONS, Kind
from services.registry.relocations.queries import list_relocations
from services.registry.veterans.queries.files import get_place
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.language import Text
from shared.letters import Letter, day_in_words, decided, same
from shared.letters.remedies import AGAINST_WHAT_IS_RECORDED


async def letter_of_relocation(veteran_id: UUID, relocation_id: UUID, reading: asked.FileReading) -> Letter:
    """Of the move, or once its record is revoked of that. Raises `VeteranNotFound`, `NotResponsible`,
    `LetterNotFound`."""
    row = decided(await list_relocations(reading, veteran_id), relocation_id=relocation_id)
    place = await get_place(reading.connection, veteran_id, reading.caller)
    unit = await get_name_over(reading.connection, place, UnitKind.CENTRE)
    if row.revoked_at is not None:
        return Letter(
            title=Text("撤销迁移登记告知书", "Revocation of the record of a move"),
            paragraphs=[_revoked(row)],
            issued_by=unit,
            issued_on=local_date(row.revoked_at),
            about=relocation_id,
            reason=REASONS[row.revocation_reason],
            clause=same(row.revocation_document),
            remedy=AGAINST_WHAT_IS_RECORDED,
        )
    return Letter(
        title=Text("迁移登记告知书", "Notice of a move"),
        paragraphs=await _moved(reading, row),
        issued_by=unit,
        issued_on=local_date(row.recorded_at),
        about=relocation_id,
        clause=same(row.document),
        remedy=AGAINST_WHAT_IS_RECORDED,
    )


def _revoked(row: Row[Any]) -> Text:
    kind, recorded = KINDS[row.kind], local_date(row.recorded_at)
    return Text(
        f"{day_in_words(recorded)}对您（档案编号{row.person_id}）所作的{kind.zh}登记已经撤销，恢复登记前的情况。",
        f"The record of {recorded} (file {row.person_id}: {kind.en}) is revoked; what was so before is so again.",
    )


async def _moved(reading: Reading, row: Row[Any]) -> list[Text]:
    names = await names_of_divisions(reading.connection, {row.from_division_code, row.to_division_code})
    came, went = (names.get(code, code) for code in (row.from_division_code, row.to_division_code))
    is_domicile = row.kind == Kind.DOMICILE
    what = Text("户籍", "domicile") if is_domicile else Text("常住地", "residence")
    moved = Text(
        f"您（档案编号{row.person_id}）的{what.zh}自{day_in_words(row.moved_on)}起由{came}迁至{went}，已经登记。",
        f"Your {what.en} (file {row.person_id}) moved from {came} to {went} on {row.moved_on}; that is recorded.",
    )
    if row.to_org_code is None:
        return [moved]
    unit = (await names_of_units(reading.connection, {row.to_org_code})).get(row.to_org_code, row.to_org_code)
    serves = (
        Text(f"此后由{unit}负责办理您的事项。", f"From then on {unit} is responsible for you.")
        if is_domicile
        else Text(
            f"此后{unit}可以为您就近服务，档案仍由户籍地机构管理。", f"{unit} serves you; your file stays where it is."
        )
    )
    return [moved, serves]
