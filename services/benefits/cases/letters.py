"""What an applicant is handed when his case was taken down, when it has ended, and when that was a mistake."""

from datetime import date
from uuid import UUID

from services.benefits.cases.domain import Case
from services.benefits.cases.parameters import CORRECTED, KINDS, OUTCOMES, SETTLED, WITHDRAWALS
from services.benefits.cases.queries import get_case, list_past
from services.benefits.dependencies import CaseReading
from services.benefits.directory.queries import names_of_units
from shared.clock import local_date
from shared.language import Named, Text
from shared.letters import Letter, day_in_words
from shared.letters.remedies import AFTER_A_MEDIATION_WITHOUT_AGREEMENT, CONFIRMED_BY_A_COURT


async def letter_of_case(case_id: UUID, reading: CaseReading) -> Letter:
    """Of its end, until then of its beginning; what it is about stands in no letter. Raises `CaseNotFound`."""
    case = await get_case(reading.connection, reading.caller, case_id)
    unit = (await names_of_units(reading.connection, {case.org_code})).get(case.org_code, case.org_code)
    past = await list_past(reading.connection, case_id)
    wrong = local_date(past[0].known_until) if past else None
    if case.resolved_on is not None and case.outcome is not None:
        corrected_on = wrong if past and past[0].act == CORRECTED else None
        return _resolved(case, unit, OUTCOMES[case.outcome], case.resolved_on, corrected_on)
    if case.withdrawn_on is not None and case.withdrawal_reason is not None:
        return _withdrawn(case, unit, WITHDRAWALS[case.withdrawal_reason], case.withdrawn_on)
    return _opened(case, unit) if wrong is None else _reopened(case, unit, wrong)


def _opened(case: Case, unit: str) -> Letter:
    applied = _applied(case)
    return Letter(
        title=Text("受理告知书", "A case is taken up"),
        paragraphs=[Text(f"{applied.zh}，已经受理，由{unit}办理。", f"{applied.en} is taken up by {unit}.")],
        issued_by=unit,
        issued_on=case.opened_on,
        about=case.case_id,
        deadline=Text(f"于{day_in_words(case.due_on)}前办结（含当日）。", f"{case.due_on}, by when it is resolved."),
    )


def _applied(case: Case) -> Text:
    kind = KINDS[case.kind]
    return Text(
        f"您于{day_in_words(case.opened_on)}申请办理的{kind.zh}事项（案件编号{case.case_id}）",
        f"Your case of {case.opened_on} ({kind.en}, {case.case_id})",
    )


def _reopened(case: Case, unit: str, on: date) -> Letter:
    applied = _applied(case)
    return Letter(
        title=Text("恢复办理告知书", "A case is reopened"),
        paragraphs=[
            Text(
                f"{applied.zh}，此前误登记为结束，已于{day_in_words(on)}恢复办理，由{unit}继续办理。",
                f"{applied.en} was said by mistake to have ended, and was reopened on {on}. {unit} goes on with it.",
            ),
            Text("此前出具的结束告知书作废。", "The letter that said how it ended is void."),
        ],
        issued_by=unit,
        issued_on=on,
        about=case.case_id,
    )


def _resolved(case: Case, unit: str, outcome: Named, on: date, corrected_on: date | None) -> Letter:
    applied, until = _applied(case), case.confirm_by
    title = (
        Text("办结告知书", "A case is resolved")
        if outcome.code in SETTLED
        else Text("调解终结告知书", "End of a mediation")
    )
    return Letter(
        title=title,
        paragraphs=[
            Text(
                f"{applied.zh}，已于{day_in_words(on)}办结，结果为：{outcome.zh}。",
                f"{applied.en} was resolved on {on}: {outcome.en}.",
            ),
            *([_instead(corrected_on)] if corrected_on else []),
        ],
        issued_by=unit,
        issued_on=corrected_on or on,
        about=case.case_id,
        deadline=_until(until) if until else None,
        remedy=CONFIRMED_BY_A_COURT
        if until
        else None
        if outcome.code in SETTLED
        else AFTER_A_MEDIATION_WITHOUT_AGREEMENT,
        number=case.document,
    )


def _instead(corrected_on: date) -> Text:
    return Text(
        f"办结登记已于{day_in_words(corrected_on)}更正，此前出具的告知书作废，以本告知书为准。",
        f"What was said of it was corrected on {corrected_on}: this letter takes the place of the one before.",
    )


def _until(day: date) -> Text:
    return Text(
        f"共同申请司法确认的，于{day_in_words(day)}前提出（含当日）。", f"a joint request to the court, by {day}."
    )


def _withdrawn(case: Case, unit: str, reason: Named, on: date) -> Letter:
    applied = _applied(case)
    return Letter(
        title=Text("撤回案件告知书", "A case is withdrawn"),
        paragraphs=[
            Text(
                f"{applied.zh}，已于{day_in_words(on)}撤回。如需调解，可以重新申请。",
                f"{applied.en} was withdrawn on {on}. Another may be opened.",
            )
        ],
        issued_by=unit,
        issued_on=on,
        about=case.case_id,
        reason=reason,
    )
