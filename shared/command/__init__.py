"""The one mechanism for writes: a function of a `Transaction` under `@command` is called with a `Work`.

mechanism    @command: lock → check → write → audit → idempotency → outbox last → commit
transaction  Work, what a command is called with; Transaction, what its body works in
closing      what a command writes last
many         many that follow each other and share commits
hourly       how often an account may run one in an hour
"""

from shared.command.mechanism import command, rehearsing, together
from shared.command.transaction import Transaction, Work

__all__ = ["Transaction", "Work", "command", "rehearsing", "together"]
