"""What is done in a life, as a plan says it: facts and their days, nothing of how a system keeps them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["room", "station", "centre"]
Outcome = Literal["agree", "refuse", "supplement"]
Ending = Literal["confirmation", "refusal", "withdrawal"]
CaseOutcome = Literal["agreement-reached", "settled-on-the-spot", "failed"]


@dataclass(frozen=True, slots=True)
class Apply:
    """A registration is handed in at a level; the centre's registers at once. `stated_on`: the day of registration that
    the form names, if any. `imported`: in a workbook, with others."""

    level: Level
    room: str
    member: bool
    stated_on: date | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class ApplyAnew:
    """Handed in again, after it was returned or refused."""

    level: Level


@dataclass(frozen=True, slots=True)
class Opine:
    """A level's opinion of a registration; `registers`: it is the last that was missing."""

    level: Level
    outcome: Outcome
    registers: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A registration is withdrawn before it was decided."""

    level: Level


@dataclass(frozen=True, slots=True)
class Die:
    on: date


@dataclass(frozen=True, slots=True)
class RevokeDeath:
    pass


@dataclass(frozen=True, slots=True)
class Move:
    """The domicile moves to a room."""

    room: str
    on: date


@dataclass(frozen=True, slots=True)
class RevokeMove:
    """The last one was wrong."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The move to another county is started, and completed: from a day on nobody here is responsible."""

    on: date


@dataclass(frozen=True, slots=True)
class Return:
    """Back from another county, to a room."""

    room: str
    on: date


@dataclass(frozen=True, slots=True)
class RevokeTransfer:
    """The last move between counties was wrong."""


@dataclass(frozen=True, slots=True)
class Reside:
    """The residence moves to where a room serves; no figure follows it."""

    room: str
    on: date


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody is a Party member, or is none, since a day; since the registration where none is said."""

    member: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class Deregister:
    pass


@dataclass(frozen=True, slots=True)
class RevokeDeregistration:
    pass


@dataclass(frozen=True, slots=True)
class Erase:
    """What is known of who was deregistered long ago is erased, by two persons."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Of the two files of a life this one is merged into the other, by two persons."""


@dataclass(frozen=True, slots=True)
class Unmerge:
    """It is a file of its own again."""


@dataclass(frozen=True, slots=True)
class RuleOut:
    """The two files are two persons'."""


@dataclass(frozen=True, slots=True)
class Identify:
    """Name or number is corrected, by two persons; `outcome` is how that ended."""

    kind: Literal["name", "id-number"]
    value: str
    outcome: Ending


@dataclass(frozen=True, slots=True)
class ReportIn:
    on: date


@dataclass(frozen=True, slots=True)
class TakeRole:
    """Somebody becomes a mediator, at the room that is responsible for him."""

    on: date


@dataclass(frozen=True, slots=True)
class LeaveRole:
    on: date


@dataclass(frozen=True, slots=True)
class OpenCase:
    on: date


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The case that was opened last is resolved, or mediation failed."""

    outcome: CaseOutcome
    on: date


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    on: date


Act = (
    Apply | ApplyAnew | Opine | GiveUp | Die | RevokeDeath | Move | RevokeMove | Leave | Return | RevokeTransfer
    | Reside | Join | Deregister | RevokeDeregistration | Erase | Merge | Unmerge | RuleOut | Identify | ReportIn
    | TakeRole | LeaveRole | OpenCase | CloseCase | WithdrawCase
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """In a month of the year, of the first or second file of a life. `refused`: the code of the refusal that is due
    instead."""

    month: int
    file: int
    act: Act
    refused: str = ""
