"""An authority is given to a proxy, corrected, and revoked."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, literal, select, update

from services.registry.database import refusing
from services.registry.proxies.domain import (
    Authority,
    Given,
    ProxyIsDeceased,
    ProxyNotFound,
    ProxyOfOneself,
    ProxyOverlaps,
)
from services.registry.proxies.parameters import IN_ERROR
from services.registry.proxies.queries import WAS_GIVEN, authority_in, find_authority, has_died
from services.registry.proxies.rules import Wish, must_be_possible
from services.registry.proxies.tables import PROXY, PROXY_PAST
from services.registry.settings import Registrar
from services.registry.veterans.commands.forgetting import Forgets
from services.registry.veterans.commands.search import limit_searches
from services.registry.veterans.commands.taking_in import read_identity_of, take_in
from services.registry.veterans.domain.standing import must_be_living, must_be_registered
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import ProxyAuthorised, ProxyCorrected, ProxyIdentityCorrected, ProxyRevoked
from shared.ids import new_id
from shared.privacy.personal import Personal

# In place of the ground, of whom is erased.
FORGOTTEN = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to act in what, why, for which days, and on which document; number and name as they were typed."""

    id_number: Personal
    name: Personal
    scope: str
    ground: str
    since: date | None
    until: date
    document: str


@command
async def authorise_proxy(
    tx: Transaction, veteran_id: UUID, wanted: Wanted, *, registrar: Registrar, most_an_hour: int
) -> UUID:
    """Somebody may act for a veteran until a day; answers the id of the authority. Each counts as a search by number.

    The proxy becomes a person, unless one is known by the number (R1).
    Raises `TooManySearches`, `VeteranNotFound` (also outside the scope), `PersonIsDeregistered`,
    `PersonIsDeceased`, `PersonTransferredOut`, `FileErased`,
    `PersonInvalid`, `NameDiffers`, `ProxyOfOneself`, `ProxyIsDeceased`, `ProxyInvalid`, `ProxyOverlaps`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=wanted.document)
    await limit_searches(tx, most_an_hour)
    today = local_date(tx.now)
    identity = read_identity_of(wanted.id_number, wanted.name, Terms(today, registrar.synthetic_ids_allowed))
    since = wanted.since or today
    must_be_possible(Wish(since, wanted.until, identity.number.birth_on, today))
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_living(row.state)
    must_be_readable(row)
    proxy_person_id = await take_in(tx, identity, registrar.keyring)
    if proxy_person_id == veteran_id:
        raise ProxyOfOneself
    if await has_died(tx.connection, proxy_person_id):
        raise ProxyIsDeceased
    authority = Authority(
        new_id(), veteran_id, proxy_person_id, wanted.scope, wanted.ground, since, wanted.until, wanted.document
    )
    recorded = {"recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    with refusing({"ex_proxy_same": ProxyOverlaps()}):
        await tx.connection.execute(insert(PROXY).values(**asdict(authority), **recorded))
    event = ProxyAuthorised(**_told(authority, row), since=since, until=wanted.until)
    tx.publish(event, sequence=authority.version, synthetic=row.synthetic)
    return authority.proxy_id


@command
async def correct_proxy(tx: Transaction, proxy_id: UUID, given: Given, *, version: int | None = None) -> int:
    """What was recorded of an authority was wrong, and has always been so; what was said before is kept. Answers the
    version. Of somebody else it is to be revoked; his name or number is corrected by two persons (`corrections`).

    Raises `ProxyNotFound` (also outside the scope), `ProxyAlreadyRevoked`, `ProxyChanged`, `PersonIsDeregistered`,
    `PersonIsMerged`, `FileErased`, `ProxyInvalid`, `ProxyOverlaps`.
    """
    found, row = await _locked(tx, proxy_id, given.document)
    found.must_stand(version)
    must_be_registered(row.state)
    must_be_readable(row)
    must_be_possible(Wish(given.since, given.until, None, local_date(tx.now), must_last=False))
    authority = found.corrected(given)
    await _keep_said(tx, proxy_id)
    recorded = {"version": authority.version, "recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    with refusing({"ex_proxy_same": ProxyOverlaps()}):
        written = update(PROXY).where(PROXY.c.proxy_id == proxy_id).values(**asdict(given), **recorded)
        await tx.connection.execute(written)
    event = ProxyCorrected(**_told(authority, row), since=given.since, until=given.until)
    tx.publish(event, sequence=authority.version, synthetic=row.synthetic)
    return authority.version


async def _keep_said(tx: Transaction, proxy_id: UUID) -> None:
    """What was believed until now (R8)."""
    names = [each.name for each in PROXY_PAST.columns if each.name != "known_until"]
    # A clock that was set back makes no period that ends before it begins.
    until = func.greatest(literal(tx.now), PROXY.c.recorded_at)
    said = select(*(PROXY.c[name] for name in names), until).where(PROXY.c.proxy_id == proxy_id)
    await tx.connection.execute(insert(PROXY_PAST).from_select([*names, "known_until"], said))


@command
async def revoke_proxy(
    tx: Transaction,
    proxy_id: UUID,
    *,
    revoked_on: date,
    reason: str,
    document: str,
    forgets: Forgets,
    version: int | None = None,
) -> None:
    """From a day on the proxy acts no longer; what was recorded in error never held, and a proxy who is known for
    nothing else is forgotten. Also after a death.

    Raises `ProxyNotFound` (also outside the scope), `ProxyAlreadyRevoked`, `ProxyChanged`, `ProxyInvalid`.
    """
    found, row = await _locked(tx, proxy_id, document)
    found.must_stand(version)
    authority = found.revoked(revoked_on, reason, today=local_date(tx.now))
    revoked = {
        "version": authority.version,
        "revoked_on": authority.revoked_on,
        "revocation_reason": reason,
        "revoked_by": tx.caller.account_id,
        "revoked_at": tx.now,
    }
    await tx.connection.execute(update(PROXY).where(PROXY.c.proxy_id == proxy_id).values(revoked))
    event = ProxyRevoked(**_told(authority, row), revoked_on=authority.revoked_on or revoked_on, reason=reason)
    tx.publish(event, sequence=authority.version, synthetic=row.synthetic)
    if reason == IN_ERROR:
        await forgets(tx, authority.proxy_person_id)


async def _locked(tx: Transaction, proxy_id: UUID, document: str) -> tuple[Authority, Row[Any]]:
    """The authority as it stands, and the veteran's file, under whose lock his proxies are changed."""
    tx.concerns(f"proxy {proxy_id}", purpose=document)
    found = await find_authority(tx.connection, proxy_id)
    if found is None:
        raise ProxyNotFound
    try:
        row = await lock_file(tx.connection, found.veteran_id, tx.caller)
    except VeteranNotFound as hidden:
        raise ProxyNotFound from hidden.__cause__
    tx.concerns(f"veteran {found.veteran_id}", purpose=document)  # it stands in the story of the file
    # Read again under the lock.
    found = await find_authority(tx.connection, proxy_id)
    if found is None:
        raise ProxyNotFound
    return found, row


async def tell_identity_corrected(
    tx: Transaction, file: Row[Any], person_id: UUID, *, kind: str, evidence: str
) -> None:  # fmt: skip
    """Part of the command that corrects a proxy's identity: of each authority of his for the veteran, whose `file` is
    locked, but those recorded in error."""
    held = PROXY.c
    own = (held.veteran_id == file.veteran_id, held.proxy_person_id == person_id, WAS_GIVEN)
    told = update(PROXY).where(*own).values(version=held.version + 1).returning(*PROXY.columns)
    for each in (await tx.connection.execute(told)).all():
        authority = authority_in(each)
        event = ProxyIdentityCorrected(**_told(authority, file), kind=kind, evidence=evidence)
        tx.publish(event, sequence=authority.version, synthetic=file.synthetic)


async def forget_grounds(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: why somebody acted for him, an illness, say. That one did, stays."""
    own = PROXY.c.veteran_id == person_id
    await tx.connection.execute(update(PROXY).where(own).values(ground=FORGOTTEN))
    said = update(PROXY_PAST).where(PROXY_PAST.c.proxy_id.in_(select(PROXY.c.proxy_id).where(own)))
    await tx.connection.execute(said.values(ground=FORGOTTEN))


def _told(authority: Authority, row: Row[Any]) -> dict[str, Any]:
    return {
        "proxy_id": authority.proxy_id,
        "person_id": authority.veteran_id,
        "proxy_person_id": authority.proxy_person_id,
        "org_path": row.org_path,
        "scope": authority.scope,
    }
