"""How often an account may run a command in an hour. The audit is the count: it holds every attempt, for good."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select

from shared.audit.record import DONE
from shared.audit.tables import AUDIT
from shared.command.transaction import Transaction
from shared.database.locks import of_account
from shared.refusal import TooMany

HOUR = timedelta(hours=1)
# Of two at once the one that waits may have been asked first. What lies farther ahead was written before the clock was
# set back, and would count for hours.
AHEAD = timedelta(minutes=1)


class TooManyDisclosures(TooMany):
    """Whoever opens one file after the other reads a register, whatever purpose he names."""

    code = "too-many-disclosures"
    zh = "一小时内查看敏感信息不得超过{most}次，请稍后再试。"
    en = "Sensitive data may be shown {most} times an hour; try again later."


async def limit_hourly(
    tx: Transaction,
    most: int,
    refusal: type[TooMany],
    *,
    counted_with: Collection[str] = (),
    in_vain: Collection[str] = (),
) -> None:
    """Raises `refusal` when the caller ran this command, or one it is `counted_with` (by their names in the audit),
    `most` times in the hour before; attempts beyond do not count, nor do those of `in_vain` that were done.

    Of two at once the second waits for the first, whose audit row it must see. The refusal's facts are `most` and
    `retry_after_seconds`.
    """
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_account(tx.caller.account_id))))
    ran = select(func.count().label("times"), func.min(AUDIT.c.recorded_at).label("first_at")).where(
        AUDIT.c.account_id == tx.caller.account_id,
        AUDIT.c.recorded_at > tx.now - HOUR,
        AUDIT.c.recorded_at < tx.now + AHEAD,
        AUDIT.c.action.in_({tx.entry.action, *counted_with, *in_vain}),
        AUDIT.c.action.not_in(in_vain) | (AUDIT.c.result != DONE),
        AUDIT.c.result != refusal.code,
    )
    found = (await tx.connection.execute(ran)).one()
    if found.times >= most:
        raise refusal(most=most, retry_after_seconds=seconds_until(found.first_at + HOUR, now=tx.now))


def seconds_until(instant: datetime, *, now: datetime) -> int:
    """Whole seconds, rounded up."""
    return -(-(instant - now) // timedelta(seconds=1))
