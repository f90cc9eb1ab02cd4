"""The centre writes a briefing note, corrects it and gives up drafts; a leader issues it."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from services.reporting.briefings.domain import (
    Briefing,
    BriefingIsProvisional,
    BriefingNotFound,
    Counted,
    EditionContent,
    Facts,
    must_be_possible,
)
from services.reporting.briefings.queries import find_briefing
from services.reporting.briefings.tables import BRIEFING, BRIEFING_EDITION
from services.reporting.paper_forms.queries import get_form_on, next_number
from services.reporting.units.domain import NoCentre
from services.reporting.units.queries import get_centre
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id

_EDITION = BRIEFING_EDITION.c
# One number is given once.
_TURN = "briefing notes"


@command
async def draft_briefing(tx: Transaction, said: EditionContent, counted: Counted | None) -> Briefing:
    """With the figures as `count_said` has counted them. Raises `BriefingInvalid`, `OutOfScope`, `NoCentre`."""
    centre = await get_centre(tx.connection, local_date(tx.now))
    tx.caller.must_cover(centre.path)
    briefing = Briefing(new_id(), centre.code, centre.path, written_by=tx.caller.hands)
    tx.concerns(f"briefing {briefing.briefing_id}")
    must_be_possible(Facts(said, local_date(tx.now), corrects=False))
    await tx.connection.execute(insert(BRIEFING).values(_columns(briefing)))
    await _write(tx, briefing, replace(said, reason=None), counted)
    return briefing


@command
async def write_briefing(
    tx: Transaction, briefing_id: UUID, said: EditionContent, counted: Counted | None, *, version: int | None = None
) -> Briefing:
    """What a draft says instead, its figures counted again; of an issued one another edition, with its reason.

    Raises `BriefingNotFound`, `BriefingChanged`, `BriefingWithdrawn`, `BriefingInvalid`, `NoCentre`.
    """
    before = await _lock(tx, briefing_id, version, purpose=said.reason or "")
    must_be_possible(Facts(said, local_date(tx.now), corrects=before.issued > 0))
    after = before.written(tx.caller.hands)
    if before.is_draft:
        await tx.connection.execute(delete(BRIEFING_EDITION).where(_is_last_of(before)))
    await _store(tx, after)
    await _write(tx, after, said if before.issued else replace(said, reason=None), counted)
    return after


@command
async def issue_briefing(tx: Transaction, briefing_id: UUID, *, version: int | None = None) -> Briefing:
    """Its last edition, the first one under the next number of the year; it never changes after that.

    Raises `BriefingNotFound`, `BriefingChanged`, `BriefingWithdrawn`, `BriefingHasNothingToIssue`, `OwnBriefing`,
    `BriefingIsProvisional`.
    """
    before = await _lock(tx, briefing_id, version)
    await tx.take_turn(_TURN)
    today, by = local_date(tx.now), tx.caller.account_id
    word = (await get_form_on(tx.connection, "briefing", today)).wording.word
    after = before.issued_as(
        today.year, await next_number(tx.connection, BRIEFING, today.year), tx.caller.hands, word=word
    )
    counted = (await tx.connection.execute(select(_EDITION.counted).where(_is_last_of(after)))).scalar_one()
    if msgspec.convert(counted, Counted).provisional:
        raise BriefingIsProvisional
    await _store(tx, after)
    issued = update(BRIEFING_EDITION).where(_is_last_of(after)).values(issued_by=by, issued_at=tx.now)
    await tx.connection.execute(issued)
    return after


@command
async def withdraw_briefing(tx: Transaction, briefing_id: UUID, *, reason: str, version: int | None = None) -> Briefing:
    """The edition that waits is not issued; what was issued before stands.

    Raises `BriefingNotFound`, `BriefingChanged`, `BriefingWithdrawn`, `BriefingHasNothingToIssue`.
    """
    after = (await _lock(tx, briefing_id, version, purpose=reason)).given_up()
    given_up = {"withdrawn_by": tx.caller.account_id, "withdrawn_at": tx.now, "withdrawal_reason": reason}
    await _store(tx, after)
    await tx.connection.execute(update(BRIEFING_EDITION).where(_is_last_of(after)).values(given_up))
    return after


async def _write(tx: Transaction, briefing: Briefing, said: EditionContent, counted: Counted | None) -> None:
    if counted is None:
        raise NoCentre(as_of=local_date(tx.now))
    line = {
        **asdict(said),
        "figures": list(said.figures),
        "briefing_id": briefing.briefing_id,
        "edition": briefing.edition,
        "counted": msgspec.to_builtins(counted),
        "written_by": tx.caller.account_id,
        "written_at": tx.now,
    }
    await tx.connection.execute(insert(BRIEFING_EDITION).values(line))


async def _lock(tx: Transaction, briefing_id: UUID, version: int | None, *, purpose: str = "") -> Briefing:
    tx.concerns(f"briefing {briefing_id}", purpose=purpose)
    briefing = await find_briefing(tx.connection, briefing_id)
    if briefing is None:
        raise BriefingNotFound
    tx.caller.must_cover(briefing.org_path, BriefingNotFound())
    briefing.must_be(version)
    briefing.must_stand()
    return briefing


async def _store(tx: Transaction, briefing: Briefing) -> None:
    own = BRIEFING.c.briefing_id == briefing.briefing_id
    await tx.connection.execute(update(BRIEFING).where(own).values(_columns(briefing)))


def _is_last_of(briefing: Briefing) -> ColumnElement[bool]:
    return and_(_EDITION.briefing_id == briefing.briefing_id, _EDITION.edition == briefing.edition)


def _columns(briefing: Briefing) -> dict[str, Any]:
    return asdict(briefing) | {"written_by": list(briefing.written_by)}
