"""What an applicant is handed when his application for a category was returned, refused, or agreed to by the last
level; and what a holder is handed when the centre decided on what was recognised. Which category it is, is sensitive,
and the clause would tell it: both are written by hand, as the name is, so that printing opens nothing."""

from collections.abc import Mapping
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.categories.domain.holding import HoldingState
from services.registry.categories.parameters import ACTS, LEVELS, REASONS, STATES, Act
from services.registry.categories.queries.decisions import Decision, decisions_in
from services.registry.categories.queries.holdings import get_holding
from services.registry.categories.queries.story import list_believed, list_opinions
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from shared.approval import Opinion, Outcome
from shared.clock import local_date
from shared.language import Named, Text
from shared.letters import Letter, LetterNotFound, day_in_words, decided, same
from shared.letters.remedies import AGAINST_A_DECISION, AGAINST_WHAT_IS_RECORDED

_BY_HAND = Text("＿＿＿＿＿＿＿＿＿＿", "________________")
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


_CHANGED: Mapping[Act, Text] = {
    Act.SUSPEND: Text("中止待遇决定书", "Suspension of a benefit"),
    Act.RESUME: Text("恢复待遇决定书", "Resumption of a benefit"),
    Act.STOP: Text("停发待遇决定书", "Stop of a benefit"),
    Act.CANCEL: Text("取消类别认定决定书", "Cancellation of a recognition"),
    Act.GRANT_BENEFIT: Text("享受待遇决定书", "Grant of a benefit"),
    Act.END_BENEFIT: Text("不再享受待遇决定书", "End of a benefit"),
}
_DONE: Mapping[Act, Text] = {
    Act.SUSPEND: Text("中止待遇", "the benefit is suspended"),
    Act.RESUME: Text("恢复待遇", "the benefit is enjoyed again"),
    Act.STOP: Text("停发待遇", "the benefit is stopped"),
    Act.CANCEL: Text("取消认定", "the recognition is cancelled"),
    Act.GRANT_BENEFIT: Text("享受待遇", "the benefit is enjoyed"),
    Act.END_BENEFIT: Text("不再享受待遇，认定予以保留", "the benefit is enjoyed no longer; the recognition stays"),
}
_ENDED = Text("终止办理告知书", "Notice that an application is closed")
_CORRECTED = Text("更正类别认定告知书", "Correction of a recognition")
_APPLY_ANEW = Text("需要认定的，请重新提出申请。", "Whoever is to be recognised applies anew.")


async def letter_of_category(holding_id: UUID, number: int, reading: asked.CategoryReading) -> Letter:
    """Of what a level said, the first time with the number 1: a return has its letter after it was handed in anew.
    Raises `HoldingNotFound` (also outside the scope), `LetterNotFound` of what does not concern the person."""
    row = await get_holding(reading.connection, holding_id, reading.caller)
    given = dict(enumerate(await list_opinions(reading.connection, holding_id), start=1)).get(number)
    if given is None:
        raise LetterNotFound
    said = given.opinion
    if said.outcome is Outcome.AGREE and said.step != UnitKind.CENTRE:
        raise LetterNotFound
    return Letter(
        title=_TITLES[said.outcome],
        paragraphs=[_decision(row.holding_id, said)],
        issued_by=await get_name_over(reading.connection, row.org_path, UnitKind(said.step)),
        issued_on=local_date(said.given_at),
        about=row.holding_id,
        reason=_word(REASONS, said.reason_code),
        clause=_BY_HAND if said.clause else None,
        note=given.note if said.outcome is not Outcome.AGREE else None,
        remedy=_SUPPLEMENT if said.outcome is Outcome.SUPPLEMENT else AGAINST_A_DECISION,
    )


async def letter_of_category_decision(
    holding_id: UUID, revision: int, reading: asked.CategoryChangingReading
) -> Letter:  # fmt: skip
    """Of what the centre decided later, or put right: each by itself. For whoever takes such decisions, as the reason
    is not told to others. Raises `HoldingNotFound` (also outside the scope), `LetterNotFound`."""
    row = await get_holding(reading.connection, holding_id, reading.caller)
    story = await list_believed(reading.connection, holding_id)
    made = decided(decisions_in(story), revision=revision)
    after = made.after
    return Letter(
        title=_title(made),
        paragraphs=_made(made),
        issued_by=await get_name_over(reading.connection, row.org_path, UnitKind.CENTRE),
        issued_on=local_date(after.known_from),
        about=holding_id,
        reason=_word(REASONS, after.reason_code) if made.act else None,
        clause=same(after.document) if after.document else None,
        remedy=AGAINST_A_DECISION if made.act else AGAINST_WHAT_IS_RECORDED,
    )


def _title(made: Decision) -> Text:
    if made.act is None:
        return _CORRECTED
    if made.act is Act.RESTORE:
        ended = _ended_by(made)
        return Text(f"撤销{ended.zh}决定告知书", f"Revocation of a decision ({ended.en})")
    return _ENDED if made.is_of_application else _CHANGED[made.act]


def _ended_by(made: Decision) -> Named:
    return ACTS[Act.STOP if made.before.state == HoldingState.STOPPED else Act.CANCEL]


def _made(made: Decision) -> list[Text]:
    after, on, which = made.after, made.after.state_from, _BY_HAND
    day = day_in_words(on)
    if made.act is None:
        since = after.recognised_on or on
        zh = f"您已认定为{which.zh}，认定的记载已经更正：自{day_in_words(since)}起认定。"
        return [Text(zh, f"You are recognised as {which.en}; that is put right: since {since}.")]
    if made.is_of_application:
        zh = f"认定您为{which.zh}的事项，自{day}起终止办理。"
        return [Text(zh, f"Whether you are recognised as {which.en} is looked into no longer, from {on} on.")]
    if made.act is Act.RESTORE:
        ended, state = _ended_by(made), STATES[after.state]
        zh = f"关于您认定为{which.zh}的{ended.zh}决定已经撤销，自{day}起恢复为：{state.zh}。"
        restored = Text(zh, f"The decision on {which.en} ({ended.en}) is revoked; from {on} on: {state.en}.")
        return [restored, _APPLY_ANEW] if after.state == HoldingState.RECEIVED else [restored]
    done = _DONE[made.act]
    zh = f"您已认定为{which.zh}，现决定自{day}起{done.zh}。"
    return [Text(zh, f"You are recognised as {which.en}. It is decided that from {on} on {done.en}.")]


def _decision(holding_id: UUID, opinion: Opinion) -> Text:
    level, ended = LEVELS[opinion.step], _DECIDED[opinion.outcome]
    return Text(
        f"您提出的认定为{_BY_HAND.zh}的申请（编号{holding_id}），经{level.zh}审核，{ended.zh}",
        f"Your application for {_BY_HAND.en} (number {holding_id}) was looked at by the {level.en}, {ended.en}",
    )


def _word(words: Mapping[str, Named], code: str | None) -> Named | Text | None:
    """A code that is known no longer stands as it is."""
    return None if code is None else words.get(code) or same(code)
