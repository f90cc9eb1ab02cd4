"""What somebody is handed about a year in which it was made sure of him, or was not."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry import dependencies as asked
from services.registry.confirmations.parameters import METHODS, RESULTS, REVOCATIONS
from services.registry.confirmations.queries import list_confirmations
from services.registry.network.queries import get_name_over
from services.registry.veterans.queries.files import get_place
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, day_in_words, decided, same
from shared.letters.remedies import AGAINST_WHAT_IS_RECORDED

_TITLE = Text("年度确认告知书", "Notice of a yearly confirmation")
_COME = Text(
    "请持本人有效证件到本机构补办确认；行动不便的，可以申请上门核实。",
    "Please come with an identity document and have it made up for; who cannot come is visited when asked.",
)


async def letter_of_confirmation(veteran_id: UUID, confirmation_id: UUID, reading: asked.FileReading) -> Letter:
    """Of what was recorded of a year, or once that is revoked of that. Raises `VeteranNotFound`, `NotResponsible`,
    `LetterNotFound`."""
    row = decided(await list_confirmations(reading, veteran_id), confirmation_id=confirmation_id)
    place = await get_place(reading.connection, veteran_id, reading.caller)
    is_revoked = row.revoked_at is not None
    return Letter(
        title=_TITLE,
        paragraphs=_revoked(row) if is_revoked else _confirmed(row) if row.method else _missed(row),
        issued_by=await get_name_over(reading.connection, place),
        issued_on=local_date(row.revoked_at or row.recorded_at),
        about=confirmation_id,
        reason=REVOCATIONS[row.revocation_reason] if is_revoked else None,
        clause=None if is_revoked else same(row.document),
        remedy=AGAINST_WHAT_IS_RECORDED,
    )


def _confirmed(row: Row[Any]) -> list[Text]:
    method, result = METHODS[row.method], RESULTS[row.result]
    return [
        Text(
            f"您（档案编号{row.person_id}）{row.year}年度的确认已于{day_in_words(row.confirmed_on)}完成，"
            f"方式：{method.zh}；结果：{result.zh}。",
            f"For {row.year} (file {row.person_id}) it was made sure of you on {row.confirmed_on}: "
            f"{method.en}; {result.en}.",
        )
    ]


def _missed(row: Row[Any]) -> list[Text]:
    return [
        Text(
            f"您（档案编号{row.person_id}）{row.year}年度未完成确认。",
            f"For {row.year} (file {row.person_id}) nobody has made sure of you.",
        ),
        _COME,
    ]


def _revoked(row: Row[Any]) -> list[Text]:
    return [
        Text(
            f"对您（档案编号{row.person_id}）{row.year}年度确认所作的登记已经撤销。",
            f"What was recorded of you for {row.year} (file {row.person_id}) is revoked.",
        )
    ]
