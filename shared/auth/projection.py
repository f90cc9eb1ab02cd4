"""Grants of access, and epochs of accounts, learnt from registry's events, so that each service decides locally. A
grant goes with its unit: scope is today's tree."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.moved import MOVES, follow
from shared.auth.tables import ACCESS_GRANT, ACCOUNT_EPOCH, VOUCHED_GRANT
from shared.database.bulk import arrays
from shared.events.registry import GrantGiven, GrantRevoked, SessionsEnded
from shared.inbox.projection import Delivered, Projection

_GIVE = text(
    """
    INSERT INTO access_grant
        (grant_id, account_id, role, org_path, valid_from, valid_until, ground, on_behalf_of)
    SELECT grant_id, account_id, role, standing_at(given.path), valid_from, valid_until, ground, on_behalf_of
    FROM unnest(
        CAST(:grant_id AS uuid[]), CAST(:account_id AS uuid[]), CAST(:role AS text[]), CAST(:org_path AS text[]),
        CAST(:valid_from AS timestamptz[]), CAST(:valid_until AS timestamptz[]),
        CAST(:ground AS text[]), CAST(:on_behalf_of AS uuid[])
    ) AS given (grant_id, account_id, role, path, valid_from, valid_until, ground, on_behalf_of)
    """
)
_REVOKE = text(
    """
    UPDATE access_grant SET revoked_at = taken.revoked_at
    FROM unnest(CAST(:grant_id AS uuid[]), CAST(:revoked_at AS timestamptz[])) AS taken (grant_id, revoked_at)
    WHERE access_grant.grant_id = taken.grant_id
    """
)
# Of one account there may be several in a batch; the last of them counts.
_END = text(
    """
    INSERT INTO account_epoch (account_id, epoch)
    SELECT account_id, max(epoch)
    FROM unnest(CAST(:account_id AS uuid[]), CAST(:epoch AS integer[])) AS ended (account_id, epoch)
    GROUP BY account_id
    ON CONFLICT (account_id) DO UPDATE SET epoch = excluded.epoch
    """
)
_GIVEN_COLUMNS = (
    "grant_id", "account_id", "role", "org_path", "valid_from", "valid_until", "ground", "on_behalf_of",
)  # fmt: skip
_TAKEN_COLUMNS = ("grant_id", "revoked_at")
_ENDED_COLUMNS = ("account_id", "epoch")


async def apply_grants(connection: AsyncConnection, delivered: Sequence[Delivered[Any]]) -> None:
    """Four statements at most. A grant is given before it is revoked, so all gifts may go first."""
    given = [each.event for each in delivered if isinstance(each.event, GrantGiven)]
    revoked = [each.event for each in delivered if isinstance(each.event, GrantRevoked)]
    if given:
        await connection.execute(_GIVE, arrays(_GIVEN_COLUMNS, map(attrgetter(*_GIVEN_COLUMNS), given)))
    if revoked:
        await connection.execute(_REVOKE, arrays(_TAKEN_COLUMNS, map(attrgetter(*_TAKEN_COLUMNS), revoked)))
    if any(isinstance(each.event, MOVES) for each in delivered):
        await follow(connection, ACCESS_GRANT.c.org_path, VOUCHED_GRANT.c.org_path)


async def apply_ended_sessions(connection: AsyncConnection, delivered: Sequence[Delivered[SessionsEnded]]) -> None:
    """One statement."""
    ended = (attrgetter(*_ENDED_COLUMNS)(each.event) for each in delivered)
    await connection.execute(_END, arrays(_ENDED_COLUMNS, ended))


GRANTS = Projection("access-grants", (GrantGiven, GrantRevoked, *MOVES), apply_grants, (ACCESS_GRANT,))
EPOCHS = Projection("account-epochs", (SessionsEnded,), apply_ended_sessions, (ACCOUNT_EPOCH,))
