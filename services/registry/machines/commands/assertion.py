"""A machine shows who it is by an assertion that it has signed (RFC 7523), and is given a short access token."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog

from services.registry.accounts.commands.once import use_once
from services.registry.accounts.queries import lock_account
from services.registry.machines.domain import AssertionRefused, MachineKey, Untrue, assertion_id, is_from
from services.registry.machines.parameters import ASSERTION_LIFETIME, LEEWAY
from services.registry.machines.queries import KnownKey, find_key, list_addresses
from services.registry.metrics import SIGN_INS_TOTAL
from services.registry.settings import SessionTerms
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.caller import NOBODY
from shared.auth.grants import get_epoch, list_grants
from shared.auth.jws import Forged, read_claims, read_header
from shared.auth.keys import usable_keys
from shared.command import Transaction, Work, command

TYPES = ("JWT", "CLIENT-AUTHENTICATION+JWT")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MachineToken:
    """Not renewed: the machine signs again."""

    access_token: str = field(repr=False)
    expires_in: int


@command
async def use_assertion(
    tx: Transaction, known: KnownKey | None, claims: Mapping[str, Any], *, audience: str, at: datetime
) -> int:
    """The caller is the machine whose key has signed this; answers its epoch. Raises `AssertionRefused`."""
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}" if known else "account")
    try:
        if known is None:
            raise Untrue("unknown key, or a signature that does not hold")
        named = assertion_id(claims, machine=known.username, audience=audience, at=at)
        await _check_standing(tx, known.key)
        if not await use_once(tx, f"{account_id} {named}", until=tx.now + ASSERTION_LIFETIME + 2 * LEEWAY):
            raise Untrue("used before")
    except Untrue as why:
        _log.warning("assertion_refused", account_id=str(account_id), reason=str(why))
        raise AssertionRefused from None
    return await get_epoch(tx.connection, account_id)


async def admit_machine(work: Work, terms: SessionTerms, assertion: str, *, at: datetime) -> MachineToken:
    """An access token for the machine that has signed this. `at` is an instant of the clock that tokens go by.

    Raises `AssertionRefused`.
    """
    known, claims = await _read(work, assertion)
    caller = replace(work.caller, account_id=known.key.account_id if known else NOBODY)
    try:
        epoch = await use_assertion(replace(work, caller=caller), known, claims, audience=terms.issuer, at=at)
    except AssertionRefused:
        SIGN_INS_TOTAL.labels("refused").inc()
        raise
    SIGN_INS_TOTAL.labels("admitted").inc()
    told = TokenTerms(terms.issuer, terms.audience, terms.token_seconds)
    token = issue_token(terms.signing_keys.current, told, caller.account_id, epoch=epoch, session_id=None, at=at)
    return MachineToken(token, terms.token_seconds)


async def _check_standing(tx: Transaction, key: MachineKey) -> None:
    """Whether the machine may be used at all, now and from there. Raises `Untrue`."""
    account = await lock_account(tx.connection, key.account_id)
    if not account.is_active:
        raise Untrue("disabled")
    if key.expires_at <= tx.now:
        raise Untrue("signed with a key that is over")
    if not is_from(tx.caller.address, await list_addresses(tx.connection, key.account_id)):
        raise Untrue("from an address that is not the machine's")
    if not await list_grants(tx.connection, key.account_id, now=tx.now):
        raise Untrue("without a grant in force")


async def _read(work: Work, assertion: str) -> tuple[KnownKey | None, Mapping[str, Any]]:
    """Whose key has signed it, and what it says; nobody's, where no key that is known has."""
    try:
        header = read_header(assertion, types=TYPES)
        async with work.engine.connect() as connection:
            known = await find_key(connection, header.key_id)
        keys = usable_keys([dict(known.key.jwk)]) if known else {}
        return known, read_claims(assertion, header, keys.get(header.key_id))
    except Forged as why:
        _log.warning("assertion_refused", reason=str(why))
        return None, {}
