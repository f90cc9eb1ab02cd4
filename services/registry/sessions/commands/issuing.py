"""What a sign-in and a renewal yield."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import overload
from uuid import UUID

from pydantic import SecretStr

from services.registry.sessions.commands.secrets import secret_of
from services.registry.sessions.domain import Renewal, Session, Unenrolled
from services.registry.settings import SessionTerms, enrolment_audience
from services.registry.tokens.domain import TokenTerms, issue_token


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a sign-in or a renewal yields. `expires_in` seconds is the access token valid; the renewal secret, used
    once, until `renewable_until`."""

    account_id: UUID
    session_id: UUID
    access_token: str = field(repr=False)
    expires_in: int
    renewal_secret: SecretStr
    renewable_until: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentDue:
    """What a sign-in yields where a second factor is required and there is none yet: a token good for enrolling it
    alone."""

    account_id: UUID
    access_token: str = field(repr=False)
    expires_in: int


@overload
def issue(terms: SessionTerms, begun: Session, *, issued_at: datetime) -> SignedIn: ...
@overload
def issue(terms: SessionTerms, begun: Session | Unenrolled, *, issued_at: datetime) -> SignedIn | EnrolmentDue: ...
def issue(terms: SessionTerms, begun: Session | Unenrolled, *, issued_at: datetime) -> SignedIn | EnrolmentDue:
    """`issued_at` is an instant of the machine's clock."""
    key = terms.signing_keys.current
    if isinstance(begun, Unenrolled):
        # For another audience: no route but those of the enrolment takes it.
        due = TokenTerms(terms.issuer, enrolment_audience(terms.audience), terms.token_seconds)
        token = issue_token(key, due, begun.account_id, epoch=begun.epoch, session_id=None, at=issued_at)
        return EnrolmentDue(begun.account_id, token, terms.token_seconds)
    full = TokenTerms(terms.issuer, terms.audience, terms.token_seconds)
    return SignedIn(
        account_id=begun.account_id,
        session_id=begun.session_id,
        access_token=issue_token(
            key,
            full,
            begun.account_id,
            epoch=begun.epoch,
            session_id=begun.session_id,
            at=issued_at,
            multi_factor=begun.second_factor,
        ),
        expires_in=terms.token_seconds,
        renewal_secret=secret_of(Renewal(begun.session_id, begun.renewal), terms.keyring),
        renewable_until=begun.ends_at(terms.idle, terms.longest),
    )
