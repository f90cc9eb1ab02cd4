"""The papers of an emergency follow; what was recorded wrongly is corrected."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.benefits.applications.domain import ENDED, ApplicationEnded, ApplicationState
from services.benefits.emergency_aid.commands.holding import hold_aid, keep, tell
from services.benefits.emergency_aid.domain import Emergency, must_be_true
from services.benefits.emergency_aid.queries import aid_of
from services.benefits.kin.queries import must_not_be_recused
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import EmergencyAidCorrected, EmergencyPapersCompleted


@command
async def complete_emergency_papers(
    tx: Transaction,
    aid_id: UUID,
    *,
    papers_on: date,
    document: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> None:
    """The papers are complete: the county may decide.

    Raises `ProposalNotFound`, `ApplicationChanged`, `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`,
    `ApplicationEnded`, `EmergencyAidNotReleased`, `EmergencyPapersComplete`, `EmergencyAidInvalid`.
    """
    row, application = await hold_aid(tx, aid_id, purpose=document, version=version)
    await must_not_be_recused(tx, recusal, application.person_id)
    aid = aid_of(row)
    aid.must_wait_for_papers()
    _must_go_on(application)
    must_be_true(aid.emergency, papers_on, today=local_date(tx.now))
    await keep(tx, row, papers_on=papers_on, papers=document)
    await tell(tx, application, EmergencyPapersCompleted, papers_on=papers_on)


@command
async def correct_emergency_aid(
    tx: Transaction,
    aid_id: UUID,
    emergency: Emergency,
    *,
    papers_on: date | None,
    document: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> None:
    """What happened, and on which day the papers were complete: none where they are not. How much was paid is corrected
    where it is paid.

    Raises `ProposalNotFound`, `ApplicationChanged`, `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`,
    `ApplicationEnded`, `EmergencyAidNotReleased`, `EmergencyAidInvalid`.
    """
    row, application = await hold_aid(tx, aid_id, purpose=document, version=version)
    await must_not_be_recused(tx, recusal, application.person_id)
    aid_of(row).must_be_released()
    _must_go_on(application)
    must_be_true(emergency, papers_on, today=local_date(tx.now))
    papers = {"papers_on": papers_on, "papers": (row.papers or document) if papers_on else None}
    said = {"cause": emergency.cause, "happened_on": emergency.happened_on}
    await keep(tx, row, **said, **papers)
    await tell(tx, application, EmergencyAidCorrected, **said, papers_on=papers_on)


def _must_go_on(application: Row[Any]) -> None:
    """Raises `ApplicationEnded`."""
    if ApplicationState(application.state) in ENDED:
        raise ApplicationEnded
