"""One's own account in a browser."""

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import change_own_password
from services.registry.accounts.queries import get_account, persons_behind
from services.registry.accounts.schemas import PasswordForm
from services.registry.network.queries import names_of_units
from shared.auth.permissions import ROLES
from shared.web.formats import unit_of
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()


@router.get("/me")
async def show_me(reading: asked.OwnGrantReading, view: Viewing, issuers: asked.HasIssuers) -> Response:
    """One's own account and grants."""
    account = await get_account(reading.connection, reading.caller.account_id)
    grants = reading.caller.grants
    units = await names_of_units(reading.connection, {unit_of(grant.org_path) for grant in grants})
    persons = await persons_behind(reading.connection, [account.account_id])
    return view.show(
        "me.html",
        account=account,
        holder=persons.get(account.account_id),
        grants=grants,
        units=units,
        role_words=ROLES,
        issuers=issuers,
    )


@router.get("/me/password")
async def show_own_password(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """The form to change it."""
    return view.show("password.html", form=Form())


@router.post("/me/password", dependencies=asked.CHECKING_A_PASSWORD)
async def save_own_password(
    work: asked.OwnAccountWork, sent: Sent[PasswordForm], registrar: asked.Registration
) -> Response:
    """Change it, and sign in anew: every session of its holder has ended."""
    async with sent.answering("password.html"):
        await change_own_password(
            work,
            keyring=registrar.keyring,
            current=sent.value.current_password,
            password=sent.value.new_password,
        )
    return sent.done("/sign-in")
