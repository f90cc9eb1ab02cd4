"""Taking down what somebody objects while an application is published, and settling it."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert, update

from services.benefits.applications.commands.holding import go_on, hold_application, told_of
from services.benefits.applications.domain import objected, possible_day, settled
from services.benefits.applications.tables import APPLICATION_OBJECTION
from services.benefits.kin.queries import must_not_be_recused
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import ObjectionAnswered, ObjectionRaised


@command
async def object_to_application(tx: Transaction, application_id: UUID, *, said: str, raised_on: date) -> int:
    """Take down what somebody objects while it is published; the days stop. Answers the objection's number.

    Raises `ApplicationNotFound`, `NotInPublicity`, `ApplicationInvalid`.
    """
    stands = await hold_application(tx, application_id, None)
    after = objected(stands.application, raised_on)
    possible_day(raised_on, today=local_date(tx.now), field="raised_on", not_before=stands.row.published_on)
    number = len(stands.application.publicity.objections) if stands.application.publicity else 0
    row = {
        "application_id": application_id,
        "number": number,
        "published_on": stands.row.published_on,
        "raised_on": raised_on,
        "said": said,
        "taken_down_by": tx.caller.account_id,
    }
    await tx.connection.execute(insert(APPLICATION_OBJECTION).values(row))
    event = ObjectionRaised(**told_of(stands.row), number=number, raised_on=raised_on)
    await go_on(tx, stands.row, after, [event])
    return number


@command
async def settle_objection(
    tx: Transaction,
    application_id: UUID,
    number: int,
    *,
    settled_on: date,
    is_upheld: bool,
    found: str,
    recusal: Recusal = NOT_RECUSED,
) -> None:
    """What was found; the days go on. `recusal`: on whom the caller decides nothing.

    Raises `ApplicationNotFound`, `DecidesOnOneself`, `DecidesOnKin`, `ObjectionNotFound`, `NotInPublicity`,
    `ObjectionSettled`, `SettledTooEarly`, `ApplicationInvalid`.
    """
    stands = await hold_application(tx, application_id, found)
    await must_not_be_recused(tx, recusal, stands.row.person_id)
    possible_day(settled_on, today=local_date(tx.now), field="settled_on")
    after = settled(stands.application, number, settled_on, is_upheld=is_upheld)
    raised = APPLICATION_OBJECTION.c
    mine = (raised.application_id == application_id, raised.published_on == stands.row.published_on)
    done = {"settled_on": settled_on, "is_upheld": is_upheld, "found": found, "settled_by": tx.caller.account_id}
    await tx.connection.execute(
        update(APPLICATION_OBJECTION).where(*mine, raised.number == number).values(done)
    )  # fmt: skip
    event = ObjectionAnswered(**told_of(stands.row), number=number, settled_on=settled_on, upheld=is_upheld)
    await go_on(tx, stands.row, after, [event])
