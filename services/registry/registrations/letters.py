"""What an applicant is handed when his registration was returned, refused, or agreed to by the last level."""

from collections.abc import Mapping
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.network.domain import UnitKind
from services.registry.network.queries import get_name_over
from services.registry.registrations.domain import RegistrationNotFound
from services.registry.registrations.parameters import LEVELS, REASONS
from services.registry.registrations.queries import get_registration, list_opinions
from services.registry.veterans.domain.standing import FileState
from shared.approval import Opinion, Outcome
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, same
from shared.letters.remedies import AGAINST_A_DECISION, AGAINST_WHAT_IS_RECORDED

_TITLES: Mapping[Outcome, Text] = {
    Outcome.AGREE: Text("登记告知书", "Notice of a registration"),
    Outcome.SUPPLEMENT: Text("补正材料告知书", "Request for what is missing"),
    Outcome.REFUSE: Text("不予登记决定书", "Refusal of a registration"),
}
_DECIDED: Mapping[Outcome, Text] = {
    Outcome.AGREE: Text("准予登记。", "and you are registered."),
    Outcome.SUPPLEMENT: Text("需要补正材料。", "and something is missing."),
    Outcome.REFUSE: Text("决定不予登记。", "and is refused."),
}
_THEN: Mapping[Outcome, Text] = {
    Outcome.AGREE: AGAINST_WHAT_IS_RECORDED,
    Outcome.SUPPLEMENT: Text(
        "请按上述说明将材料补交至原办理机构，补正后继续审核，无须重新申请。",
        "Please hand what is missing in where you applied; the registration then goes on, without a new application.",
    ),
    Outcome.REFUSE: AGAINST_A_DECISION,
}


async def letter_of_registration(veteran_id: UUID, reading: asked.FileReading) -> Letter:
    """Of what was said last. Raises `RegistrationNotFound`, also while nothing is decided that concerns the person."""
    row = await get_registration(reading.connection, veteran_id, reading.caller)
    last = (await list_opinions(reading.connection, veteran_id))[-1]
    opinion = last.opinion
    if opinion.outcome is Outcome.AGREE and row.state != FileState.REGISTERED:
        raise RegistrationNotFound
    unit = await get_name_over(reading.connection, row.org_path, UnitKind(opinion.step))
    return Letter(
        title=_TITLES[opinion.outcome],
        paragraphs=[_decision(veteran_id, opinion)],
        issued_by=unit,
        issued_on=local_date(opinion.given_at),
        about=veteran_id,
        reason=REASONS.get(opinion.reason_code or "") or (same(opinion.reason_code) if opinion.reason_code else None),
        clause=same(opinion.clause) if opinion.clause else None,
        note=last.note if opinion.outcome is not Outcome.AGREE else None,
        remedy=_THEN[opinion.outcome],
    )


def _decision(veteran_id: UUID, opinion: Opinion) -> Text:
    level, decided = LEVELS[opinion.step], _DECIDED[opinion.outcome]
    return Text(
        f"您提出的退役军人登记申请（档案编号{veteran_id}），经{level.zh}审核，{decided.zh}",
        f"Your registration (file {veteran_id}) was looked at by the {level.en}, {decided.en}",
    )
