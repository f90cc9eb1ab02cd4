"""Setting an installation up."""

from services.registry import dependencies as asked
from services.registry.setup.commands import set_up
from services.registry.setup.schemas import FoundedView, SetupForm
from shared.http.dependencies import public
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["setup"])


@router.post("/setup", status_code=201, responses=problems(403, 409), dependencies=[public()])
async def post_setup(
    form: SetupForm, work: asked.Anyone, settings: asked.Configuration, expected: asked.SetupToken
) -> list[FoundedView]:
    """Open the first four accounts with the installation's one-time token · 首次设置

    System, security and audit administrator, and a leader. Each chooses his password with the secret that is answered
    for him. Refused once any account exists.
    """
    founded = await set_up(
        work,
        form.founders(),
        setup_token=form.setup_token,
        expected_token=expected,
        centre_code=settings.centre_code,
    )
    return [FoundedView.founded(each) for each in founded]
