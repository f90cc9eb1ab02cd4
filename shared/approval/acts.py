"""What is done about something that one person proposed, each act by a form of its own. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from shared.auth.caller import Caller
from shared.auth.hands import are_of
from shared.language import Text

Do = TypeVar("Do")
BY_PROPOSER, BY_ANOTHER = "proposer", "another"


@dataclass(frozen=True, slots=True)
class Act(Generic[Do]):
    """`end` ends the address of its form, `paper` is what that takes, `do` the command with it; `states`: in which it
    is done; `by`: whoever proposed it alone, or anybody else alone."""

    end: str
    called: Text
    permission: str
    paper: type[BaseModel]
    do: Do
    states: frozenset[str]
    by: str = ""


def possible(
    acts: Iterable[Act[Do]], state: str, *, proposed_by: UUID, proposed_for: UUID | None, reader: Caller
) -> list[Act[Do]]:
    """What the reader may do about it as it stands, his permissions apart."""
    is_own = {"", BY_PROPOSER} if proposed_by == reader.account_id else {""}
    whose = is_own if are_of(reader.hands, (proposed_by, proposed_for)) else {"", BY_ANOTHER}
    return [act for act in acts if state in act.states and act.by in whose]
