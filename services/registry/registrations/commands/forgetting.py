"""What a refused form says of the person goes once the refusal can be challenged no more (PIPL 19, 47)."""

from datetime import time

from services.registry.registrations.commands.giving_up import give_up
from services.registry.registrations.queries import lock_refused
from services.registry.veterans.parameters.challenges import CHALLENGE_MONTHS
from shared.command import Transaction
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily


async def forget_refused_registrations(tx: Transaction, due: Due) -> Payload | None:
    """One person a part, so that the audit has a row for each; the first refused first."""
    refused = await lock_refused(tx.connection, before=due.at, months=CHALLENGE_MONTHS)
    if refused is None:
        return None
    tx.concerns(f"veteran {refused.veteran_id}")
    await give_up(tx, refused)
    return {}


FORGET_REFUSED = Job("forget-refused-registrations", forget_refused_registrations, daily(time(3, 50)), deletes=True)
