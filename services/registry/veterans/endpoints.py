"""Veterans."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter

from services.registry import dependencies as asked
from services.registry.network.queries import get_unit
from services.registry.network.schemas import OrgCode
from services.registry.veterans.commands.disclose import disclose_fields
from services.registry.veterans.commands.register import register_veteran
from services.registry.veterans.commands.sealing import id_number_hash
from services.registry.veterans.domain.registration import get_identity_number
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.queries import (
    LISTED,
    disclosures_of,
    files_in_scope,
    find_by_number,
    get_file,
    opened,
    reveal,
)
from services.registry.veterans.schemas.forms import DisclosureForm, RegistrationForm, SearchForm
from services.registry.veterans.schemas.views import (
    DisclosedView,
    DisclosureView,
    RegisteredView,
    VeteranLine,
    VeteranView,
)
from services.registry.veterans.tables import DISCLOSURE, VETERAN
from shared.clock import local_date
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.http.validation import Instant
from shared.trail.queries import said

router = APIRouter(prefix="/veterans", tags=["veterans"])


@router.post("", status_code=201, responses=problems(401, 403, 409))
async def post_veteran(
    form: RegistrationForm, work: asked.Registering, registrar: asked.Registration, settings: asked.Configuration
) -> RegisteredView:
    """Register a veteran. Every faulty field is named; a number that is registered already is refused, saying where."""
    # The fingerprint of the body is kept; unkeyed it would let anyone test who was registered.
    confidential = asked.with_confidential_key(work, settings)
    return RegisteredView(veteran_id=await register_veteran(confidential, form.form(), registrar=registrar))


@router.get("", responses=problems(401, 403, 404))
async def list_veterans(
    reading: asked.FileReading,
    registrar: asked.Registration,
    *,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[VeteranLine]:
    """Veterans within the caller's scope in the order of their registration, at and below `unit` when given."""
    below = None
    if unit is not None:
        below = (await get_unit(reading.connection, unit)).org_path
        reading.caller.must_cover(below)
    return await fetch_page(
        reading.connection,
        files_in_scope(reading.caller, below=below),
        by=[VETERAN.c.veteran_id],
        cursor=cursor,
        limit=limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
    )


@router.post("/search", responses=problems(401, 403, 404))
async def post_search(form: SearchForm, reading: asked.FileReading, registrar: asked.Registration) -> VeteranLine:
    """Find a veteran by his or her identity number, 15 or 18 characters."""
    terms = Terms(local_date(reading.now), registrar.synthetic_ids_allowed)
    number = get_identity_number(form.id_number, terms).number
    row = await find_by_number(reading.connection, id_number_hash(registrar.keyring, number), caller=reading.caller)
    return VeteranLine.of(row, opened(row, registrar.keyring, LISTED))


@router.get("/disclosures", responses=problems(401, 403))
async def list_disclosures(
    reading: asked.AuditReading,
    *,
    veteran_id: UUID | None = None,
    account_id: UUID | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DisclosedView]:
    """Who saw personal fields in clear, which, and why; newest first. For auditors."""
    wanted = said(veteran=veteran_id, account=account_id, since=since, until=until)
    await reading.record("list-disclosures", wanted)
    return await fetch_page(
        reading.connection,
        disclosures_of(veteran_id=veteran_id, account_id=account_id, since=since, until=until),
        by=[DISCLOSURE.c.viewed_at, DISCLOSURE.c.view_id],
        cursor=cursor,
        limit=limit,
        view=DisclosedView.of,
        newest_first=True,
    )


@router.get("/{veteran_id:uuid}", responses=problems(401, 403, 404))
async def get_veteran(veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration) -> VeteranView:
    """One file; personal fields are masked."""
    file = await get_file(reading.connection, veteran_id, keyring=registrar.keyring, caller=reading.caller)
    return VeteranView.of_file(file, reading.caller)


@router.post("/{veteran_id}/disclosures", status_code=201, responses=problems(401, 403, 404))
async def post_disclosure(
    veteran_id: UUID, form: DisclosureForm, work: asked.Disclosing, registrar: asked.Registration
) -> DisclosureView:
    """Show personal fields in clear. Who saw what, and why, is recorded first, each time the request is repeated."""
    showing = replace(work, idempotency=None)
    view_id = await disclose_fields(showing, veteran_id, purpose=form.purpose, reason=form.reason, fields=form.fields)
    async with work.engine.connect() as connection:
        values = await reveal(connection, veteran_id, form.fields, keyring=registrar.keyring, caller=work.caller)
    return DisclosureView(view_id=view_id, values={name: value.reveal() for name, value in values.items()})
