"""The votes of the public as they were counted, the panel's points, and a draw between equals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.benefits.awards.commands.holding import (
    Step,
    go_on,
    hold,
    must_be_possible_on,
    result_in,
    standing_in,
    told_of,
)
from services.benefits.awards.domain.refusals import DrawNotDue, SelectionInvalid
from services.benefits.awards.domain.rounds import Act, Stage, must_name_all
from services.benefits.awards.tables import NOMINATION, POINTS
from services.benefits.kin.queries import must_not_be_recused
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.command import Transaction, command
from shared.events.benefits import PanelScored, SelectionDrawn, SelectionVoteClosed
from shared.refusal import FieldFault


@dataclass(frozen=True, slots=True)
class Counted:
    """The votes of a nominee."""

    nomination_id: UUID
    votes: int


@dataclass(frozen=True, slots=True)
class Given:
    """What a member of the panel gave a nominee: points of 100, or the reason for which he withdrew."""

    nomination_id: UUID
    points: int | None
    withdrew_because: str | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The place of a nominee in a draw."""

    nomination_id: UUID
    drawn: int


@command
async def count_votes(
    tx: Transaction,
    round_id: UUID,
    *,
    lines: Sequence[Counted],
    document: str,
    counted_on: date,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """Take down what was counted, of everybody who stands; again until it is published. The panel is next.
    `recusal`: on whom the caller decides nothing; who is or has kin among those who stand takes down no votes.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `DecidesOnOneself`, `DecidesOnKin`,
    `StandsInForParty`, `SelectionInvalid`.
    """
    row = await hold(tx, round_id, Act.COUNT, purpose=document, version=version)
    must_be_possible_on(counted_on, "counted_on", tx, row.opened_on)
    standing = await standing_in(tx.connection, round_id)
    await must_not_be_recused(tx, recusal, *(each.person_id for each in standing))
    must_name_all("lines", [each.nomination_id for each in lines], {each.nomination_id for each in standing})
    await _undraw(tx, row)
    for each in lines:
        it = NOMINATION.c.nomination_id == each.nomination_id
        await tx.connection.execute(update(NOMINATION).where(it).values(votes=each.votes))
    event = SelectionVoteClosed(**told_of(row), votes=sum(each.votes for each in lines), counted_on=counted_on)
    values: dict[str, Any] = {"stage": Stage.PANEL.value, "vote_document": document}
    return await go_on(tx, row, [event], step=Step("counted", counted_on, document), **values)


@command
async def score_nominees(
    tx: Transaction,
    round_id: UUID,
    *,
    member: int,
    lines: Sequence[Given],
    scored_on: date,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """Take down a member's sheet: points for everybody who stands, or why he withdrew; again until it is published.
    `recusal`: on whom the caller decides nothing: he takes down no points of theirs.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `DecidesOnOneself`, `DecidesOnKin`,
    `StandsInForParty`, `SelectionInvalid`.
    """
    row = await hold(tx, round_id, Act.SCORE, purpose=f"member {member}", version=version)
    if member > len(row.panel):
        raise SelectionInvalid(fields=[_NO_MEMBER])
    must_be_possible_on(scored_on, "scored_on", tx, row.opened_on)
    standing = await standing_in(tx.connection, round_id)
    must_name_all("lines", [each.nomination_id for each in lines], {each.nomination_id for each in standing})
    _must_say_one(lines)
    judged = {each.nomination_id for each in lines if each.points is not None}
    theirs = [each.person_id for each in standing if each.nomination_id in judged]
    await must_not_be_recused(tx, recusal, *theirs)
    await _undraw(tx, row)
    for each in lines:
        key = {"nomination_id": each.nomination_id, "member": member}
        said = {"points": each.points, "withdrew_because": each.withdrew_because}
        written = upsert(POINTS).values(**key, **said)
        await tx.connection.execute(written.on_conflict_do_update(index_elements=list(key), set_=said))
    withdrew = sum(each.points is None for each in lines)
    event = PanelScored(**told_of(row), member=member, withdrew=withdrew)
    return await go_on(tx, row, [event], step=Step("scored", scored_on, row.panel[member - 1]))


@command
async def draw_lots(
    tx: Transaction,
    round_id: UUID,
    *,
    lines: Sequence[Drawn],
    document: str,
    drawn_on: date,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """Take down how a draw between equals ended, by the minutes; not between himself or his kin and others.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `DrawNotDue`, `DecidesOnOneself`, `DecidesOnKin`,
    `StandsInForParty`, `SelectionInvalid`.
    """
    row = await hold(tx, round_id, Act.DRAW, purpose=document, version=version)
    must_be_possible_on(drawn_on, "drawn_on", tx, row.opened_on)
    drawing = (await result_in(tx.connection, row)).drawing
    if not drawing:
        raise DrawNotDue
    drawn = {each.nominee.nominee_id for each in drawing}
    must_name_all("lines", [each.nomination_id for each in lines], drawn)
    theirs = [each.person_id for each in await standing_in(tx.connection, round_id) if each.nomination_id in drawn]
    await must_not_be_recused(tx, recusal, *theirs)
    if sorted(each.drawn for each in lines) != list(range(1, len(lines) + 1)):
        raise SelectionInvalid(fields=[_NO_ORDER])
    for each in lines:
        it = NOMINATION.c.nomination_id == each.nomination_id
        await tx.connection.execute(update(NOMINATION).where(it).values(drawn=each.drawn))
    event = SelectionDrawn(**told_of(row), drawn_on=drawn_on)
    return await go_on(tx, row, [event], step=Step("drawn", drawn_on, document))


async def _undraw(tx: Transaction, row: Row[Any]) -> None:
    """Who is equal may be others now."""
    own = NOMINATION.c.round_id == row.round_id
    await tx.connection.execute(update(NOMINATION).where(own).values(drawn=None))


def _must_say_one(lines: Sequence[Given]) -> None:
    """Points, or a reason. Raises `SelectionInvalid`."""
    wrong = [at for at, each in enumerate(lines) if (each.points is None) == (each.withdrew_because is None)]
    zh, en = "打分和回避原因只填一项。", "Either points, or why he withdrew."
    if faults := [FieldFault(f"lines.{at}.points", "points-or-reason", zh, en) for at in wrong]:
        raise SelectionInvalid(fields=faults)


_NO_MEMBER = FieldFault("member", "not-in-panel", "评委中没有此人。", "The panel has no such member.")
_NO_ORDER = FieldFault("lines", "no-order", "名次应从1起不重不漏。", "Places are 1, 2, 3 …, each once.")
