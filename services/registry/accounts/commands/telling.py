"""Whether an account is in use is told once more where the last that was told says otherwise."""

from datetime import time

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.accounts.commands.epochs import EndCause, end_sessions
from services.registry.accounts.tables import ACCOUNT
from shared.command import Transaction
from shared.events.catalogue import published
from shared.events.registry import SessionsEnded
from shared.outbox.tables import OUTBOX
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

AT_ONCE = 500

_CAUSE = cast(func.convert_from(OUTBOX.c.payload, "UTF8"), JSONB)["cause"].astext
_OWN = (OUTBOX.c.topic == published(SessionsEnded).topic) & (OUTBOX.c.aggregate_id == cast(ACCOUNT.c.account_id, Text))
_LAST = select(_CAUSE).where(_OWN).order_by(OUTBOX.c.aggregate_version.desc()).limit(1).scalar_subquery()
_TOLD_AS_DISABLED = func.coalesce(_LAST, "") == EndCause.DISABLED.value
_UNTOLD = (
    select(ACCOUNT.c.account_id)
    .where(ACCOUNT.c.disabled_at.is_not(None) != _TOLD_AS_DISABLED)
    .order_by(ACCOUNT.c.account_id)
    .limit(AT_ONCE)
)


async def tell_standing(tx: Transaction, _due: Due) -> Payload | None:
    """A release that did not tell that an account was enabled, nor that it was disabled when its sessions ended
    otherwise, may have run before this one, beside it, or after it was gone back to. What tells it ends sessions: at
    night nobody minds. It goes when no release that told otherwise can run beside this one."""
    held = (await tx.connection.scalars(_UNTOLD.with_for_update())).all()
    # What somebody did meanwhile, whom one waited for, has told it.
    untold = (await tx.connection.scalars(_UNTOLD.where(ACCOUNT.c.account_id.in_(held)))).all()
    for account_id in untold:
        await end_sessions(tx, account_id, EndCause.ENABLED)  # of one that is disabled it says so itself
    return {} if len(held) == AT_ONCE else None


TELL_STANDING = Job("tell-standing-of-accounts", tell_standing, daily(time(3, 20)))
