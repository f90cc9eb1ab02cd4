"""One case: facts, mediators, history; its content for a purpose."""

from uuid import UUID

from starlette.responses import Response

from services.benefits.cases.commands import disclose_case
from services.benefits.cases.domain import TRANSITIONS, Step
from services.benefits.cases.letters import letter_of_case
from services.benefits.cases.pages.words import clock_badge, state_badge
from services.benefits.cases.parameters import KINDS, OUTCOMES, PAST_ACTS, PURPOSES, WITHDRAWALS
from services.benefits.cases.queries import get_case, list_assignments, list_past, who_must_withdraw
from services.benefits.cases.schemas.cases import CaseDisclosure
from services.benefits.dependencies import CaseDiscloser, CaseReading, Configuration, Keys
from services.benefits.directory.queries import names_of_units
from shared import trace
from shared.clock import local_date
from shared.letters.answering import letter_pages
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()


@router.get("/benefits/cases/{case_id}")
async def show_case(reading: CaseReading, view: Viewing, case_id: UUID) -> Response:
    """A case without its content."""
    case = await get_case(reading.connection, reading.caller, case_id)
    today = local_date(reading.now)
    return view.show(
        "case.html",
        case=case,
        withdrawing=await who_must_withdraw(reading.connection, case, today),
        kind=KINDS[case.kind],
        outcome=OUTCOMES[case.outcome] if case.outcome else None,
        withdrawal=WITHDRAWALS[case.withdrawal_reason] if case.withdrawal_reason else None,
        unit=(await names_of_units(reading.connection, {case.org_code})).get(case.org_code, case.org_code),
        state=state_badge(case),
        clock=clock_badge(case, today),
        assignments=await list_assignments(reading.connection, case_id),
        past=await list_past(reading.connection, case_id),
        past_acts=PAST_ACTS,
        outcomes=OUTCOMES,
        withdrawals=WITHDRAWALS,
        steps={step.value for step in Step if (case.state, step) in TRANSITIONS},
        purposes=PURPOSES,
    )


@router.post("/benefits/cases/{case_id}/disclosures")
async def show_content(
    work: CaseDiscloser, keys: Keys, settings: Configuration, sent: Sent[CaseDisclosure], case_id: UUID
) -> Response:
    """What the dispute is about, in clear, for a minute."""
    async with sent.answering("content.html", summary=None, case_id=case_id):
        most = settings.disclosures_an_hour
        summary = await disclose_case(work, case_id, keyring=keys, purpose=sent.value.purpose, most_an_hour=most)
    return sent.view.show(
        "content.html", summary=summary.reveal(), case_id=case_id, correlation_id=trace.current().correlation_id
    )


letter_pages(router, "/benefits/cases/{case_id}/letter", letter_of_case, back="/benefits/cases/{case_id}")
