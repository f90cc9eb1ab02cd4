"""One's own matters in a browser, on a telephone first."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.applications.parameters import LEVELS, STATES
from services.benefits.awards.parameters import AWARDS, STANDINGS
from services.benefits.awards.parameters import LEVELS as AWARD_LEVELS
from services.benefits.batches.parameters import FAILURES, OPEN, RESULTS
from services.benefits.conditions.parameters import FACTS
from services.benefits.eligibility.parameters import OUTCOMES, VERDICTS
from services.benefits.eligibility.schemas import EntitlementView
from services.benefits.jobs.domain import WITHDRAWN
from services.benefits.jobs.parameters import REASONS
from services.benefits.jobs.schemas import SuitingView
from services.benefits.jobs.schemas.applications import REASONS as REFUSALS
from services.benefits.jobs.schemas.applications import STATES as APPLICATION_STATES
from services.benefits.mine.commands import (
    apply_for_own_job,
    set_own_job_pushes,
    withdraw_own_job_application,
)
from services.benefits.mine.queries import (
    fetch_own_payments,
    find_own_jobs,
    list_own_applications,
    list_own_awards,
    list_own_benefits,
    list_own_entitlements,
    list_own_job_applications,
    list_own_payees,
)
from services.benefits.mine.schemas import (
    OwnApplicationView,
    OwnAwardView,
    OwnBenefitView,
    OwnJobApplicationView,
    OwnPayeeView,
    OwnPaymentView,
    own_entries,
)
from services.benefits.payees.parameters import BANKS
from services.benefits.payees.parameters import STATES as PAYEE_STATES
from services.benefits.payments.parameters import STATES as BENEFIT_STATES
from shared.clock import local_date
from shared.events.work_codes import JOB_PLACE
from shared.http.dependencies import Reading
from shared.http.pages import Cursor
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

BADGES = {"entitled": "ok", "not-entitled": "none", "needs-evidence": "due", "passed": "ok", "failed": "none"}
WORDS: Mapping[str, Any] = {
    "facts": FACTS, "outcomes": OUTCOMES, "verdicts": VERDICTS, "badges": BADGES, "states": STATES, "levels": LEVELS,
}  # fmt: skip
ORDER = ("entitled", "needs-evidence", "not-entitled")
MONEY: Mapping[str, Any] = {
    "failures": FAILURES, "results": RESULTS, "open": OPEN, "result_badges": {"paid": "ok", "failed": "late"},
}  # fmt: skip
GRANTED: Mapping[str, Any] = {
    "benefit_states": BENEFIT_STATES, "awards_called": AWARDS, "award_levels": AWARD_LEVELS, "standings": STANDINGS,
    "benefit_badges": {"paid": "ok", "once": "ok", "coming": "info", "suspended": "due"},
    "banks": BANKS, "payee_states": PAYEE_STATES, "payee_badges": {"in-force": "ok"},
}  # fmt: skip
LAST_PAYMENTS = 6


@router.get("/benefits/mine")
async def show_mine(
    reading: asked.OwnReading, person_id: asked.OwnPerson, keyring: asked.Keys, view: Viewing
) -> Response:
    """What one is entitled to today, how one's applications stand, what one was given."""
    today, connection = local_date(reading.now), reading.connection
    found = await list_own_entitlements(connection, person_id, today, keyring)
    entitlements = [EntitlementView.of(version, finding) for version, finding in found]
    entitlements.sort(key=lambda each: ORDER.index(each.outcome))
    names = {each.programme_code: each.name for each in entitlements}
    applications = [OwnApplicationView.of(row) for row in await list_own_applications(connection, person_id)]
    benefits = [OwnBenefitView.of(row) for row in await list_own_benefits(connection, person_id, today)]
    awards = [OwnAwardView.of(row) for row in await list_own_awards(connection, person_id)]
    return view.show(
        "mine.html",
        entitlements=entitlements,
        applications=applications,
        programmes=names,
        on=today,
        benefits=benefits,
        payments=await fetch_own_payments(reading, person_id, None, LAST_PAYMENTS, view=OwnPaymentView.of),
        payees=[OwnPayeeView.by(keyring)(row) for row in await list_own_payees(connection, person_id)],
        awards=awards,
        books=await own_entries(connection, person_id),
        **{**WORDS, **MONEY, **GRANTED},
    )


PAYMENTS = "/benefits/mine/payments"


@router.get(PAYMENTS)
async def show_own_payments(
    reading: asked.OwnReading, person_id: asked.OwnPerson, view: Viewing, *, cursor: Cursor = None
) -> Response:
    """All of one's own payments, the last month first."""
    page = await fetch_own_payments(reading, person_id, cursor, 24, view=OwnPaymentView.of)
    return view.show("mine-payments.html", page=page, cursor=cursor, **MONEY)


JOBS = "/benefits/mine/jobs"


async def _own_jobs(reading: Reading, person_id: UUID) -> dict[str, Any]:
    found = await find_own_jobs(reading.connection, person_id, local_date(reading.now))
    shown = SuitingView.of(person_id, found)
    rows = await list_own_job_applications(reading.connection, person_id)
    applications = [OwnJobApplicationView.of(row) for row in rows]
    return {
        "found": shown,
        "wish": found.wish,
        "applications": applications,
        "applied": {each.posting_id for each in applications if each.state != WITHDRAWN},
        "states": APPLICATION_STATES,
        "refusals": REFUSALS,
        "reasons": REASONS,
        "places": JOB_PLACE.by_code(),
    }


@router.get(JOBS)
async def show_own_jobs(reading: asked.OwnJobReading, person_id: asked.OwnPersonForJobs, view: Viewing) -> Response:
    """Which postings suit, and why; whether one is told of them."""
    return view.show("mine-jobs.html", form=Form(), **await _own_jobs(reading, person_id))


@router.post(JOBS)
async def press_own_job_pushes(
    reading: asked.OwnJobReading, work: asked.OwnJobWork, person_id: asked.OwnPersonForJobs, sent: Sent[Pressed]
) -> Response:
    """No more, or again: the other of what holds."""
    shown = await _own_jobs(reading, person_id)
    async with sent.answering("mine-jobs.html", **shown):
        told, version = not shown["found"].is_told, sent.version
        await set_own_job_pushes(sent.keyed(work), person_id, told=told, version=version)
    return sent.done(JOBS)


@router.post("/benefits/mine/jobs/{posting_id}")
async def press_own_job_application(
    reading: asked.OwnJobReading,
    work: asked.OwnJobWork,
    person_id: asked.OwnPersonForJobs,
    sent: Sent[Pressed],
    posting_id: UUID,
) -> Response:
    """One applies for a posting."""
    async with sent.answering("mine-jobs.html", **await _own_jobs(reading, person_id)):
        await apply_for_own_job(sent.keyed(work), person_id, posting_id)
    return sent.done(JOBS)


@router.post("/benefits/mine/job-applications/{entry_id}/withdrawal")
async def press_own_job_withdrawal(
    reading: asked.OwnJobReading,
    work: asked.OwnJobWork,
    person_id: asked.OwnPersonForJobs,
    sent: Sent[Pressed],
    entry_id: UUID,
) -> Response:
    """One applies for it no more."""
    async with sent.answering("mine-jobs.html", **await _own_jobs(reading, person_id)):
        await withdraw_own_job_application(sent.keyed(work), person_id, entry_id, version=sent.version)
    return sent.done(JOBS)
