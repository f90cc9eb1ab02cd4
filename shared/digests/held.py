"""What services tell each other of whom they hold."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UnitDigest:
    """`persons` who are at the unit itself, and the sum of their hashes; `days_digest`: of all days on which somebody
    came or went, None where none are kept."""

    org_path: str
    persons: int
    digest: str
    days_digest: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """From a day on somebody is at the unit, or no longer; no day where none are kept."""

    day: date | None
    change: int


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """`version`: the last event of the person's stream that what is said rests on; 0 for who is not known."""

    person_id: UUID
    version: int
    turns: tuple[Turn, ...]

    @property
    def there(self) -> int:
        """1 for who is at the unit, 0 for who is not. Anything else is wrong in itself."""
        return sum(turn.change for turn in self.turns)
