"""Proposals of a service's own table, as they are listed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_

from shared.auth.caller import Caller
from shared.database.filtering import when


@dataclass(frozen=True, slots=True)
class WantedProposals:
    """Those that agree with everything that is given: `about` somebody, or something; open, or decided; that wait for
    the caller, who did not propose them."""

    about: UUID | None = None
    is_open: bool | None = None
    mine: bool = False


def agreeing(table: Table, wanted: WantedProposals, caller: Caller) -> ColumnElement[bool]:
    """What does not depend on what they are about; whether the caller may decide there, the room knows."""
    held = table.c
    return and_(
        when(wanted.is_open, lambda is_open: held.outcome.is_(None) == is_open),
        when(wanted.mine or None, lambda _: held.outcome.is_(None) & (held.proposed_by != caller.account_id)),
    )
