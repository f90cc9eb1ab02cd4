"""What somebody is handed whose identity was to be corrected."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.corrections.parameters import EVIDENCE, KINDS
from services.registry.corrections.queries.identities import PROPOSED
from services.registry.corrections.queries.subjects import get_place_of
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, same
from shared.letters.remedies import AGAINST_A_DECISION, AGAINST_WHAT_IS_RECORDED

_CONFIRMED, _REFUSED = "confirmed", "refused"
_FILE, _RECIPIENT = Text("档案", "file"), Text("优抚对象登记", "record")
_COMPANION = Text("家属、代办人登记", "record as a relative or proxy")
_CLAUSE = Text("《中华人民共和国个人信息保护法》第四十六条", "Personal Information Protection Law, article 46")


async def letter_of_identity_correction(correction_id: UUID, reading: asked.FileReading) -> Letter:
    """Of one that was confirmed or refused; what it is to be stands in no letter. Raises
    `IdentityCorrectionNotFound`, `LetterNotFound`."""
    row = await PROPOSED.get(reading.connection, correction_id, reading.caller)
    if row.outcome not in {_CONFIRMED, _REFUSED}:
        raise LetterNotFound
    place = await get_place_of(reading.connection, row.beside_id or row.person_id, reading.caller)
    is_refused = row.outcome == _REFUSED
    kind, evidence = KINDS[row.kind], EVIDENCE.get(row.evidence) or same(row.evidence)
    record = _COMPANION if row.beside_id else _FILE if row.has_file else _RECIPIENT
    zh, en = ("决定不予更正。", "is refused.") if is_refused else ("已经更正。", "was done.")
    return Letter(
        title=Text("不予更正决定书", "Refusal of a correction")
        if is_refused
        else Text("更正告知书", "Notice of a correction"),
        paragraphs=[
            Text(
                f"您{record.zh}（编号{row.person_id}）中{kind.zh}的更正，凭{evidence.zh}（{row.document}）提出，经核对，{zh}",
                f"The correction of your {record.en} ({row.person_id}: {kind.en}), on {evidence.en} ({row.document}),"
                f" {en}",
            )
        ],
        issued_by=await get_name_over(reading.connection, place, UnitKind.CENTRE),
        issued_on=local_date(row.decided_at),
        about=correction_id,
        clause=_CLAUSE,
        note=row.reason,
        remedy=AGAINST_A_DECISION if is_refused else AGAINST_WHAT_IS_RECORDED,
    )
