"""Setting an installation up."""

from fastapi import APIRouter

from services.registry import dependencies as asked
from services.registry.accounts.schemas import OpenedAccountView
from services.registry.setup.commands import set_up
from services.registry.setup.schemas import SetupForm
from shared.http.dependencies import public
from shared.http.problems import problems

router = APIRouter(tags=["setup"])


@router.post("/setup", status_code=201, responses=problems(403, 409), dependencies=[public()])
async def post_setup(form: SetupForm, work: asked.Anyone, settings: asked.Configuration) -> OpenedAccountView:
    """Create the first administrator with the installation's one-time token. Refused once any account exists."""
    account_id = await set_up(
        work,
        setup_token=form.setup_token,
        expected_token=settings.setup_token,
        centre_code=settings.centre_code,
        username=form.username,
        display_name=form.display_name or form.username,
        password=form.password,
    )
    return OpenedAccountView(account_id=account_id)
