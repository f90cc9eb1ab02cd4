"""What whoever is awarded is handed, and whoever loses an award."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.benefits.awards.domain.refusals import NominationNotFound
from services.benefits.awards.parameters import AWARDS, GROUNDS, LEVELS
from services.benefits.awards.queries import get_nomination, get_selection
from services.benefits.dependencies import AwardReading
from services.benefits.directory.queries import names_of_units
from shared.language import Text
from shared.letters import Letter, LetterNotFound
from shared.letters.remedies import AGAINST_A_DECISION


async def letter_of_award(round_id: UUID, nomination_id: UUID, reading: AwardReading) -> Letter:
    """Raises `SelectionNotFound`, `NominationNotFound`, `LetterNotFound` where nothing was awarded."""
    row = await get_selection(reading.connection, round_id, reading.caller)
    nomination = await get_nomination(reading.connection, round_id, nomination_id)
    reading.caller.must_cover(nomination.org_path, NominationNotFound())
    unit = (await names_of_units(reading.connection, [row.org_code])).get(row.org_code, row.org_code)
    if nomination.granted_on is None:
        raise LetterNotFound
    return _letter(row, nomination, unit)


def _letter(row: Row[Any], nomination: Row[Any], unit: str) -> Letter:
    award, level = AWARDS[row.award], LEVELS[row.level]
    called = Text(f"{row.year}年度{level.zh}“{award.zh}”", f"{award.en} of {row.year} ({level.en})")
    said: dict[str, Any] = {"issued_by": unit, "about": nomination.nomination_id}
    if nomination.revoked_on is not None:
        return Letter(
            title=Text("撤销荣誉决定书", "An award is revoked"),
            paragraphs=[Text(f"您获得的{called.zh}荣誉称号，经审核予以撤销。", f"You are no more {called.en}.")],
            issued_on=nomination.revoked_on,
            reason=GROUNDS[nomination.revocation_ground],
            note=nomination.revocation_document,
            remedy=AGAINST_A_DECISION,
            **said,
        )
    return Letter(
        title=Text("授予荣誉通知书", "An award is granted"),
        paragraphs=[Text(f"经评选和公示，授予您{called.zh}荣誉称号。", f"You are awarded: {called.en}.")],
        issued_on=nomination.granted_on,
        **said,
    )
