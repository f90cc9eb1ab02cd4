"""What an applicant is handed when his application for a category was returned, refused, or agreed to by the last
level. Which category it is, is sensitive: it is written by hand, as the name is, so that printing opens nothing."""

from collections.abc import Mapping
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.categories.parameters import CLAUSES, LEVELS, REASONS
from services.registry.categories.queries.holdings import get_holding
from services.registry.categories.queries.story import list_opinions
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from shared.approval import Opinion, Outcome
from shared.clock import local_date
from shared.language import Named, Text
from shared.letters import Letter, LetterNotFound, same
from shared.letters.remedies import AGAINST_A_DECISION

_TITLES: Mapping[Outcome, Text] = {
    Outcome.AGREE: Text("类别认定决定书", "Recognition of a category"),
    Outcome.SUPPLEMENT: Text("补正材料告知书", "Request for what is missing"),
    Outcome.REFUSE: Text("不予认定决定书", "Refusal to recognise a category"),
}
_DECIDED: Mapping[Outcome, Text] = {
    Outcome.AGREE: Text("予以认定。", "and it is recognised."),
    Outcome.SUPPLEMENT: Text("需要补正材料。", "and something is missing."),
    Outcome.REFUSE: Text("决定不予认定。", "and it is refused."),
}
_SUPPLEMENT = Text(
    "请按上述说明将材料补交至原办理机构，补正后继续审核，无须重新申请。",
    "Please hand what is missing in where you applied; the application then goes on, without a new one.",
)


async def letter_of_category(holding_id: UUID, reading: asked.CategoryReading) -> Letter:
    """Of what was said last. Raises `HoldingNotFound` (also outside the scope), `LetterNotFound` while nothing is
    decided that concerns the person."""
    row = await get_holding(reading.connection, holding_id, reading.caller)
    given = await list_opinions(reading.connection, holding_id)
    if not given:
        raise LetterNotFound
    last = given[-1].opinion
    if last.outcome is Outcome.AGREE and last.step != UnitKind.CENTRE:
        raise LetterNotFound
    return Letter(
        title=_TITLES[last.outcome],
        paragraphs=[_decision(holding_id, last)],
        issued_by=await get_name_over(reading.connection, row.org_path, UnitKind(last.step)),
        issued_on=local_date(last.given_at),
        about=holding_id,
        reason=_word(REASONS, last.reason_code),
        clause=_word(CLAUSES, last.clause),
        note=given[-1].note if last.outcome is not Outcome.AGREE else None,
        remedy=_SUPPLEMENT if last.outcome is Outcome.SUPPLEMENT else AGAINST_A_DECISION,
    )


def _decision(holding_id: UUID, opinion: Opinion) -> Text:
    level, decided = LEVELS[opinion.step], _DECIDED[opinion.outcome]
    return Text(
        f"您提出的认定为＿＿＿＿＿＿＿＿＿＿的申请（编号{holding_id}），经{level.zh}审核，{decided.zh}",
        f"Your application for ________________ (number {holding_id}) was looked at by the {level.en}, {decided.en}",
    )


def _word(words: Mapping[str, Named], code: str | None) -> Named | Text | None:
    """A code that is known no longer stands as it is."""
    return None if code is None else words.get(code) or same(code)
