"""Publishing who is to be awarded; objections, and what was found of them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.benefits.awards.commands.holding import (
    Following,
    Step,
    choose,
    go_on,
    hold,
    hold_taking_part,
    invented,
    left_by_one,
    must_be_possible_on,
    published,
    result_in,
    taken_down,
    told_of_nominee,
)
from services.benefits.awards.domain.refusals import NominationEnded, SelectionInvalid
from services.benefits.awards.domain.rounds import Act, NomineeStanding, first_of_publicity
from services.benefits.awards.queries import get_nomination, list_selection_objections
from services.benefits.awards.tables import NOMINATION, SELECTION_OBJECTION, publicity_of
from services.benefits.kin.queries import must_not_be_recused
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.command import Transaction, command
from shared.events.benefits import NomineeDisqualified, SelectionObjectionAnswered, SelectionObjectionRaised
from shared.publicity import NotInPublicity
from shared.refusal import FieldFault

OBJECTION_UPHELD = "objection-upheld"


@command
async def publish_selection(tx: Transaction, round_id: UUID, *, begun_on: date, version: int | None = None) -> int:
    """Who is to be awarded, by votes, points and draw, is published. Answers the version.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `SelectionInvalid`: also where equals must draw.
    """
    row = await hold(tx, round_id, Act.PUBLISH, version=version)
    first = first_of_publicity(row.year, await taken_down(tx.connection, round_id))
    must_be_possible_on(begun_on, "begun_on", tx, first)
    result = await result_in(tx.connection, row)
    if result.drawing:
        raise SelectionInvalid(fields=[_must_draw(len(result.drawing), result.left)])
    await choose(tx, row, result)
    following = published(row, result, begun_on)
    return await go_on(tx, row, following.events, step=Step("published", begun_on), **following.values)


@command
async def object_to_nominee(tx: Transaction, round_id: UUID, *, nomination_id: UUID, said: str, raised_on: date) -> int:
    """Take down what somebody objects to who is published; the days stop. Answers the objection's number.

    Raises `SelectionNotFound`, `NotInPublicity`, `NominationNotFound`, `NominationEnded`, `SelectionInvalid`.
    """
    row = await hold_taking_part(tx, round_id, Act.OBJECT)
    nomination = await get_nomination(tx.connection, round_id, nomination_id)
    if nomination.standing != NomineeStanding.STANDING or not nomination.is_chosen:
        raise NominationEnded
    must_be_possible_on(raised_on, "raised_on", tx, row.published_on)
    number = len(await list_selection_objections(tx.connection, round_id))
    line = {
        "round_id": round_id,
        "number": number,
        "nomination_id": nomination_id,
        "raised_on": raised_on,
        "said": said,
        "taken_down_by": tx.caller.account_id,
    }
    await tx.connection.execute(insert(SELECTION_OBJECTION).values(line))
    event = SelectionObjectionRaised(**_told(nomination), number=number, raised_on=raised_on)
    await go_on(tx, row, [event], synthetic=invented(nomination))
    return number


@command
async def settle_selection_objection(
    tx: Transaction,
    round_id: UUID,
    number: int,
    *,
    settled_on: date,
    is_upheld: bool,
    found: str,
    recusal: Recusal = NOT_RECUSED,
) -> None:
    """What was found. One that is upheld disqualifies the nominee, and the next one moves up. `recusal`: on whom the
    caller decides nothing.

    Raises `SelectionNotFound`, `NotAtThisStage`, `NotInPublicity`, `ObjectionNotFound`, `ObjectionSettled`,
    `SettledTooEarly`, `DecidesOnOneself`, `DecidesOnKin`, `SelectionInvalid`.
    """
    row = await hold(tx, round_id, Act.SETTLE, purpose=found, version=None)
    must_be_possible_on(settled_on, "settled_on", tx)
    objections = await list_selection_objections(tx.connection, round_id)
    publicity = publicity_of(row, objections)
    if publicity is None:
        raise NotInPublicity
    publicity.settled(number, settled_on, is_upheld=is_upheld)
    nomination = await get_nomination(tx.connection, round_id, objections[number].nomination_id)
    await must_not_be_recused(tx, recusal, nomination.person_id)
    done = {"settled_on": settled_on, "is_upheld": is_upheld, "found": found, "settled_by": tx.caller.account_id}
    raised = SELECTION_OBJECTION.c
    await tx.connection.execute(
        update(SELECTION_OBJECTION).where(raised.round_id == round_id, raised.number == number).values(done)
    )
    answered = SelectionObjectionAnswered(
        **_told(nomination), number=number, settled_on=settled_on, upheld=is_upheld
    )  # fmt: skip
    following = Following({})
    if is_upheld and nomination.standing == NomineeStanding.STANDING:
        following = await _disqualified(tx, row, nomination, settled_on)
    await go_on(tx, row, [answered, *following.events], synthetic=invented(nomination), **following.values)


async def _disqualified(tx: Transaction, row: Row[Any], nomination: Row[Any], on: date) -> Following:
    """He stands no more."""
    own = NOMINATION.c.nomination_id == nomination.nomination_id
    out = {"standing": NomineeStanding.DISQUALIFIED.value, "reason": OBJECTION_UPHELD}
    await tx.connection.execute(update(NOMINATION).where(own).values(out))
    after = await left_by_one(tx, row, nomination, on)
    await tx.connection.execute(update(NOMINATION).where(own).values(is_chosen=False))
    told = NomineeDisqualified(**told_of_nominee(nomination), reason=OBJECTION_UPHELD)
    return Following(after.values, [told, *after.events])


def _told(nomination: Row[Any]) -> dict[str, Any]:
    names = ("round_id", "nomination_id", "org_path")
    return {name: nomination._mapping[name] for name in names}


def _must_draw(equals: int, left: int) -> FieldFault:
    zh, en = f"{equals}人并列，名额只余{left}个，应先抽签。", f"{equals} are equal for {left}: they draw lots first."
    return FieldFault("lines", "draw-due", zh, en)
