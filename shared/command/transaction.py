"""What a command is called with, and what its body works in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.audit.record import DONE, AuditEntry
from shared.auth.caller import Caller
from shared.database.locks import of_text
from shared.events.contract import Event
from shared.idempotency.claim import IdempotencyKey
from shared.outbox.record import Outgoing


@dataclass(frozen=True, slots=True)
class Enclosing:
    """A transaction of which each command is a savepoint; `committed`: what is done once it has committed."""

    connection: AsyncConnection
    committed: list[Callable[[], object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """What a command needs from outside: where to write, who asks, what time it is, the key of a repeatable request.

    One key serves one command. An endpoint that runs several gives the others `replace(work, idempotency=None)`.
    A `rehearsal` answers or refuses as the command would, and all that it wrote is taken back; one `within` a
    transaction, with that one (`mechanism.rehearsing`). A command `within` one commits with it (`mechanism.together`).
    """

    engine: AsyncEngine
    caller: Caller
    now: datetime
    idempotency: IdempotencyKey | None = None
    rehearsal: bool = False
    within: Enclosing | None = None


@dataclass(slots=True)
class Transaction:
    """The open transaction a command's body works in. It commits when the body returns; the body never does."""

    connection: AsyncConnection
    caller: Caller
    now: datetime
    entry: AuditEntry
    outgoing: list[Outgoing] = field(default_factory=list)
    committed: list[Callable[[], object]] = field(default_factory=list)
    is_rehearsal: bool = False

    async def take_turn(self, said: str) -> None:
        """Who does what is named so does it one after the other. A rehearsal does nothing that another one could do
        too; and of thousands in one transaction, some such transactions would fill what all locks are kept in."""
        if not self.is_rehearsal:
            await self.connection.execute(select(func.pg_advisory_xact_lock(*of_text(said))))

    def concerns(self, subject: str, *, purpose: str = "", on_behalf_of: str = "", result: str = DONE) -> None:
        """For the audit row: about what (`case 0190…`), why, and whose proxy, where that is not who delegated the
        caller's role. Ids and codes, no personal data.

        `result` is what a command that commits did not find or may not tell; a refusal writes its own code.
        """
        behalf = on_behalf_of or self.entry.on_behalf_of
        self.entry = replace(self.entry, subject=subject, purpose=purpose, on_behalf_of=behalf, result=result)

    def once_committed(self, act: Callable[[], object]) -> None:
        """Do this when it is done for good: what cannot be taken back, such as counting. Not for a repeated request."""
        self.committed.append(act)

    @property
    def told(self) -> AuditEntry:
        """The audit row so far, with the name of who lent the caller the role that he acts by."""
        return replace(self.entry, on_behalf_of=self.entry.on_behalf_of or str(self.caller.on_behalf_of or ""))

    def publish(
        self,
        event: Event,
        *,
        sequence: int,
        synthetic: bool = False,
        supersedes: UUID | None = None,
        effective_on: date | None = None,
    ) -> None:
        """Send `event` with the commit. `sequence` is the aggregate's version after this change: 1..n, no gaps."""
        self.outgoing.append(Outgoing(event, sequence, synthetic, supersedes, effective_on))

    def publish_many(self, outgoing: Sequence[Outgoing]) -> None:
        """The same for a bulk, in one statement."""
        self.outgoing.extend(outgoing)
