"""Which of the grants that events told registry itself has named: those alone admit anybody.

Whoever can write to the topic of grants can write one that registry never gave. So an event is a reason to ask, not a
reason to let in: registry is asked about a grant that is told, with its holder's own token, when he first uses it, and
what it names is kept here. From then on an event that revokes is believed at once, and registry is asked anew after
`ASKED_ANEW_AFTER`: a revocation may not have left its outbox yet, or a restored registry know nothing of the grant.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.grants import Held
from shared.auth.roles import DENIED
from shared.database.bulk import arrays
from shared.database.driver import DriverStatement

ASKED_ANEW_AFTER = timedelta(minutes=1)

_COLUMNS = ("grant_id", "role", "org_path", "purpose", "on_behalf_of", "valid_from", "valid_until")
_IN_FORCE = DriverStatement("""
    SELECT named.grant_id, named.role, ltree2text(named.org_path) AS org_path, named.purpose, named.on_behalf_of,
           named.valid_from, named.valid_until, named.vouched_at
    FROM vouched_grant AS named LEFT JOIN access_grant AS told USING (grant_id)
    WHERE named.account_id = :account_id AND named.valid_from <= :now
      AND (named.valid_until IS NULL OR named.valid_until > :now)
      AND (told.revoked_at IS NULL OR told.revoked_at > :now)
      AND coalesce((SELECT epoch FROM account_epoch WHERE account_id = :account_id), 0) <= :epoch
    UNION ALL
    SELECT told.grant_id, told.role, ltree2text(told.org_path), told.purpose, told.on_behalf_of,
           told.valid_from, told.valid_until, NULL
    FROM access_grant AS told
    WHERE told.account_id = :account_id AND told.valid_from <= :now
      AND (told.valid_until IS NULL OR told.valid_until > :now)
      AND (told.revoked_at IS NULL OR told.revoked_at > :now)
      AND coalesce((SELECT epoch FROM account_epoch WHERE account_id = :account_id), 0) <= :epoch
      AND NOT EXISTS (SELECT FROM vouched_grant AS named WHERE named.grant_id = told.grant_id)
""")
# In one order, so that two requests of one account never wait for each other.
_KEEP = DriverStatement("""
    WITH gone AS (
        DELETE FROM vouched_grant WHERE account_id = :account_id AND grant_id <> ALL (CAST(:grant_id AS uuid[]))
    )
    INSERT INTO vouched_grant
        (grant_id, account_id, role, org_path, purpose, on_behalf_of, valid_from, valid_until, vouched_at)
    SELECT grant_id, CAST(:account_id AS uuid), role, text2ltree(org_path), purpose, on_behalf_of,
           valid_from, valid_until, CAST(:now AS timestamptz)
    FROM unnest(
        CAST(:grant_id AS uuid[]), CAST(:role AS text[]), CAST(:org_path AS text[]), CAST(:purpose AS text[]),
        CAST(:on_behalf_of AS uuid[]), CAST(:valid_from AS timestamptz[]), CAST(:valid_until AS timestamptz[])
    ) AS named (grant_id, role, org_path, purpose, on_behalf_of, valid_from, valid_until)
    ORDER BY grant_id
    ON CONFLICT (grant_id) DO UPDATE SET
        account_id = excluded.account_id, role = excluded.role, org_path = excluded.org_path,
        purpose = excluded.purpose, on_behalf_of = excluded.on_behalf_of, valid_from = excluded.valid_from,
        valid_until = excluded.valid_until, vouched_at = excluded.vouched_at
""")


@dataclass(frozen=True, slots=True)
class Vouched:
    """`named`: what registry has named and no event has revoked. `only_told`: what stands in events alone.

    `overdue`: registry named some of it longer ago than `ASKED_ANEW_AFTER`.
    """

    named: Sequence[Held]
    only_told: Sequence[Held]
    overdue: bool

    def without_registry(self) -> list[Held]:
        """What counts while registry cannot be asked: of what is only told, what takes away, and nothing that gives."""
        return [*self.named, *(each for each in self.only_told if each.role == DENIED)]


async def list_vouched(connection: AsyncConnection, account_id: UUID, *, now: datetime, epoch: int) -> Vouched:
    """What the account holds at `now`, as far as it is known here; nothing for a token whose `epoch` is over."""
    named: list[Held] = []
    told: list[Held] = []
    overdue = False
    for row in await _IN_FORCE.fetch(connection, {"account_id": account_id, "now": now, "epoch": epoch}):
        facts = dict(row)
        vouched_at = facts.pop("vouched_at")
        overdue |= vouched_at is not None and not timedelta() <= now - vouched_at <= ASKED_ANEW_AFTER
        (told if vouched_at is None else named).append(Held(**facts))
    return Vouched(named, told, overdue)


async def keep_vouched(connection: AsyncConnection, account_id: UUID, held: Sequence[Held], *, now: datetime) -> None:
    """All that registry names of an account, in place of what it named before."""
    rows = (tuple(asdict(each)[name] for name in _COLUMNS) for each in held)
    await _KEEP.fetch(connection, {**arrays(_COLUMNS, rows), "account_id": account_id, "now": now})
