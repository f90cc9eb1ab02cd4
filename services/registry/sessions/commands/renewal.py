"""A session is renewed by the secret that its holder was given last."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import update

from services.registry.second_factor.domain import is_required
from services.registry.sessions.commands.ending import end_session
from services.registry.sessions.commands.issuing import SignedIn, issue
from services.registry.sessions.commands.secrets import read_secret
from services.registry.sessions.domain import (
    EndCause,
    Renewal,
    RenewalReused,
    Session,
    SessionEnded,
    SessionNotFound,
    check_renewal,
)
from services.registry.sessions.queries import get_holder, lock_session
from services.registry.sessions.tables import SESSION
from services.registry.settings import SessionTerms
from shared.auth.grants import get_epoch, list_grants
from shared.command import Transaction, Work, command


@command
async def renew_session(tx: Transaction, renewal: Renewal, *, terms: SessionTerms) -> Session:
    """Raises `SessionEnded`, also when the account holds no grant in force any more, or by now one that takes a second
    factor; `RenewalReused`."""
    tx.concerns(f"session {renewal.session_id}")
    session = await lock_session(tx.connection, renewal.session_id)
    epoch = await get_epoch(tx.connection, session.account_id)
    ends_at = session.ends_at(terms.idle, terms.longest)
    following = check_renewal(session, renewal.number, epoch=epoch, ends_at=ends_at, now=tx.now)
    grants = await list_grants(tx.connection, session.account_id, now=tx.now)
    if not grants or (is_required(grants) and not session.second_factor):
        raise SessionEnded
    if following == session.renewal:
        return session
    renewed = replace(session, renewal=following, renewed_at=tx.now)
    changed = update(SESSION).where(SESSION.c.session_id == session.session_id)
    await tx.connection.execute(changed.values(renewal=following, renewed_at=tx.now))
    return renewed


async def renew(work: Work, terms: SessionTerms, *, secret: SecretStr, issued_at: datetime) -> SignedIn:
    """A new access token, and the renewal secret that replaces this one. Raises `SessionEnded`; where the secret was
    used before, the session ends first, after all else is undone."""
    renewal = read_secret(secret, terms.keyring)
    async with work.engine.connect() as connection:
        account_id = await get_holder(connection, renewal.session_id)
    holder = replace(work, caller=replace(work.caller, account_id=account_id))
    try:
        session = await renew_session(holder, renewal, terms=terms)
    except RenewalReused:
        with suppress(SessionNotFound):  # the other one has ended it meanwhile
            await end_session(holder, renewal.session_id, cause=EndCause.REUSED)
        raise
    return issue(terms, session, issued_at=issued_at)
