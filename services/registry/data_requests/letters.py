"""The answer to a request about what is known of a person."""

from collections.abc import Mapping
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.data_requests.parameters import ANSWER_WITHIN, KINDS, OUTCOMES, REFUSALS, REFUSED
from services.registry.data_requests.queries import get_request
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from shared.language import Text
from shared.letters import Letter, LetterNotFound, day_in_words
from shared.letters.remedies import AGAINST_A_DATA_REFUSAL

_WITHDRAWN, _IN_ERROR = "withdrawn", "opened-in-error"
_TITLES: Mapping[str, Text] = {
    REFUSED: Text("个人信息权利请求不予办理告知书", "Refusal of a request"),
    _WITHDRAWN: Text("个人信息权利请求终止告知书", "End of a request"),
}
_ANSWER = Text("个人信息权利请求答复书", "Answer to a request")


async def letter_of_request(request_id: UUID, reading: asked.DataRequestReading) -> Letter:
    """That it was received, and by when it is answered; once it is closed, the answer. Raises `DataRequestNotFound`;
    `LetterNotFound` for one that was opened in error."""
    row = await get_request(reading.connection, request_id, reading.caller)
    unit = await get_name_over(reading.connection, row.org_path, UnitKind.CENTRE)
    kind = KINDS[row.kind]
    received = Text(
        f"您于{day_in_words(row.received_on)}提出的个人信息权利请求（{kind.zh}）",
        f"Your request of {row.received_on} ({kind.en})",
    )
    if row.outcome is None:
        due = Text(day_in_words(row.due_on), str(row.due_on))
        return Letter(
            title=Text("个人信息权利请求受理告知书", "Receipt of a request"),
            paragraphs=[Text(f"{received.zh}已经收到。", f"{received.en} was received.")],
            issued_by=unit,
            issued_on=row.received_on,
            about=request_id,
            clause=Text(
                "《中华人民共和国个人信息保护法》第五十条第一款", "Personal Information Protection Law, article 50"
            ),
            deadline=Text(
                f"自收到之日起{ANSWER_WITHIN.days}日内，即于{due.zh}前答复。",
                f"it is answered within {ANSWER_WITHIN.days} days, by {due.en}.",
            ),
        )
    if row.outcome == _IN_ERROR:
        raise LetterNotFound
    outcome = OUTCOMES[row.outcome]
    return Letter(
        title=_TITLES.get(row.outcome, _ANSWER),
        paragraphs=[Text(f"{received.zh}，结果为：{outcome.zh}。", f"{received.en} ended thus: {outcome.en}.")],
        issued_by=unit,
        issued_on=row.closed_on,
        about=request_id,
        clause=REFUSALS[row.clause] if row.clause else None,
        remedy=AGAINST_A_DATA_REFUSAL if row.outcome != _WITHDRAWN else None,
        number=row.answer,
    )
