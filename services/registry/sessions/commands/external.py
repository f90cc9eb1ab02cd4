"""Somebody signs in by whom an external issuer has named. What he is given is what a password would give him."""

from dataclasses import replace
from datetime import datetime

from services.registry.accounts.commands.delays import attempt_of, check_attempt, count_failure
from services.registry.accounts.commands.once import use_once
from services.registry.accounts.domain.delays import Attempt
from services.registry.accounts.queries import get_account, lock_account
from services.registry.issuers.commands import subject_hashes
from services.registry.issuers.domain.answer import Subject
from services.registry.issuers.domain.authorization import LIFETIME, AuthorizationRequest, Identified, NotBegunHere
from services.registry.issuers.queries import find_bound, lock_bound
from services.registry.metrics import SIGN_INS_TOTAL
from services.registry.second_factor.domain import CodeWrong
from services.registry.sessions.commands.beginning import admit
from services.registry.sessions.commands.issuing import EnrolmentDue, SignedIn, issue
from services.registry.sessions.domain import ExternalSignInRefused, Session, SignInRefused, Unenrolled
from services.registry.settings import SessionTerms
from shared.command import Transaction, Work, command
from shared.privacy.keyring import Keyring
from shared.refusal import Refusal


@command
async def refuse_externally(tx: Transaction, issuer: str, refusal: Refusal) -> None:
    """For the audit: somebody came back from an issuer, and nobody is known to have signed in. Raises `refusal`."""
    tx.concerns(f"issuer {issuer}")
    SIGN_INS_TOTAL.labels("refused").inc()
    raise refusal


async def identify(work: Work, terms: SessionTerms, subject: Subject, *, asked: AuthorizationRequest) -> Identified:
    """Whose account the subject is bound to. Raises `ExternalSignInRefused` when to none; `SignInDelayed`."""
    unknown = attempt_of(terms.keyring, f"{subject.issuer} {subject.name}", work.caller.address)
    async with work.engine.connect() as connection:
        await check_attempt(connection, unknown, now=work.now)
        bound = await find_bound(connection, subject_hashes(terms.keyring, subject.issuer, subject.name))
    if bound is None:
        SIGN_INS_TOTAL.labels("refused").inc()
        await count_failure(work, attempt=unknown, account_id=None)
        raise ExternalSignInRefused
    return Identified(
        bound.binding_id, bound.account_id, subject.multi_factor, state=asked.state, to=asked.to, at=work.now
    )


@command
async def begin_external_session(
    tx: Transaction, identified: Identified, *, attempt: Attempt, code: str | None, keyring: Keyring, at: datetime
) -> Session | Unenrolled:
    """A session of the caller, whom an issuer has named. Raises what `admit` does, `NotBegunHere` when this has begun
    one before."""
    account_id = tx.caller.account_id
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    if await lock_bound(tx.connection, identified.binding_id) is None:  # ended meanwhile
        raise SignInRefused
    if not await use_once(tx, identified.state, until=identified.at + LIFETIME):
        raise NotBegunHere
    return await admit(
        tx, account, attempt=attempt, code=code, keyring=keyring, at=at, is_multi_factor=identified.multi_factor
    )


async def sign_in_externally(
    work: Work, terms: SessionTerms, identified: Identified, *, code: str | None = None, issued_at: datetime
) -> SignedIn | EnrolmentDue:
    """A session for whom an issuer has named. `issued_at` is the machine's instant.

    Raises `ExternalSignInRefused` for an account that may not sign in; `SecondFactorNeeded`, `CodeWrong`;
    `SignInDelayed` after too many failures, those with the password included; `NotBegunHere`.
    """
    holder = replace(work, caller=replace(work.caller, account_id=identified.account_id))
    async with work.engine.connect() as connection:
        account = await get_account(connection, identified.account_id)
        attempt = attempt_of(terms.keyring, account.username, work.caller.address)
        await check_attempt(connection, attempt, now=work.now)
    try:
        begun = await begin_external_session(
            holder, identified, attempt=attempt, code=code, keyring=terms.keyring, at=issued_at
        )
    except (SignInRefused, CodeWrong) as refused:
        SIGN_INS_TOTAL.labels("refused").inc()
        await count_failure(work, attempt=attempt, account_id=identified.account_id)
        if isinstance(refused, CodeWrong):
            raise
        answered = ExternalSignInRefused()
        answered.recorded = True
        raise answered from None
    SIGN_INS_TOTAL.labels("admitted").inc()
    return issue(terms, begun, issued_at=issued_at)
