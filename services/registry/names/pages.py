"""Names, put by htmx where pages of other services show a person or an account by a number (`parts.person`)."""

from sqlalchemy import Column, ColumnElement, false, or_, select
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.tables import ACCOUNT
from services.registry.names.schemas import AccountNamesForm, NamesForm
from services.registry.veterans.queries.files import files_in_sight, opened
from services.registry.veterans.tables import VETERAN
from shared.auth.permissions import permission
from shared.auth.scope import within
from shared.auth.tables import ACCESS_GRANT
from shared.http.dependencies import Reading
from shared.web.page import page_router
from shared.web.sent import Sent

router = page_router()


@router.post("/registry/names")
async def show_names(
    reading: asked.FileReading, registrar: asked.Registration, sent: Sent[NamesForm]
) -> Response:  # fmt: skip
    """Of those within the reader's scope; the others keep the number of their file."""
    wanted = files_in_sight(reading.caller).where(VETERAN.c.veteran_id.in_(sent.value.person_ids))
    rows = await reading.connection.execute(wanted)
    found = {row.veteran_id: opened(row, registrar.keyring, ("name",)).get("name") for row in rows}
    names = {person_id: name.masked() for person_id, name in found.items() if name is not None}
    return sent.view.show("names.html", names=names, what="person", gone=())


@router.post("/registry/names/colleagues")
async def show_names_of_colleagues(reading: asked.FileReading, sent: Sent[AccountNamesForm]) -> Response:
    """Who they are, of those who work in the reader's units, below or above them: whom files tell him of too. For who
    says which account is which merchant's clerk, also of those."""
    path = ACCESS_GRANT.c.org_path
    above = or_(false(), *(path.bool_op("@>")(mine) for mine in reading.caller.scope))
    roles = permission("veterans.read").roles
    if any(map(permission("redemptions.keep-clerks").admits, reading.caller.grants)):
        roles |= permission("redemptions.verify").roles
    near = select(ACCESS_GRANT.c.account_id).where(
        ACCESS_GRANT.c.account_id == ACCOUNT.c.account_id,
        ACCESS_GRANT.c.role.in_(roles),
        or_(within(path, reading.caller), above),
    )
    return await _show_accounts(reading, sent, ACCOUNT.c.display_name, near.exists())


@router.post("/registry/names/accounts")
async def show_account_names(reading: asked.AccountReading, sent: Sent[AccountNamesForm]) -> Response:
    """User names, for who may see the accounts."""
    return await _show_accounts(reading, sent, ACCOUNT.c.username)


async def _show_accounts(
    reading: Reading, sent: Sent[AccountNamesForm], called: Column[str], *where: ColumnElement[bool]
) -> Response:
    """Which are disabled is said beside: other services know grants alone, and offer who has one."""
    held = ACCOUNT.c
    wanted = select(held.account_id, called.label("name"), held.disabled_at)
    rows = (await reading.connection.execute(wanted.where(held.account_id.in_(sent.value.account_ids), *where))).all()
    names = {row.account_id: row.name for row in rows}
    gone = {row.account_id for row in rows if row.disabled_at is not None}
    return sent.view.show("names.html", names=names, what="account", gone=gone)
