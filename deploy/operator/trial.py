"""`veterans demo load`: the demo county, loaded into a system that runs: never where real people are."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from deploy.demo.accounts import PASSWORDS
from deploy.demo.client import Addresses, Refused
from deploy.demo.county import CENTRE
from deploy.demo.run import Target, run_demo
from deploy.embedded.site import SERVICES
from deploy.operator.installation import Installation, installed
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.trouble import Trouble

trial = typer.Typer(help="演示县。 The demo county.", no_args_is_help=True)


@trial.command("load")
def load(home: Home = DEFAULT_HOME) -> None:
    """在运行中的系统上装入演示县；有真实人员的系统一律拒绝。 Load the demo county; refused where real people are."""
    where = installed(home)
    must_be_for_a_trial(where)
    with _nobody_else_has_set_it_up(where):
        code = run_demo(target_of(where))
    raise typer.Exit(code)


def must_be_for_a_trial(where: Installation) -> None:
    """Refuse before anything is sent."""
    if not where.takes_invented_people():
        raise Trouble(
            "本系统用于登记真实人员，不能装入演示县。试用请另行安装，并设 VETERANS_SYNTHETIC_IDS_ALLOWED=true。",
            "this system is for real people; the demo county is not loaded into it. For a trial install another, with "
            "VETERANS_SYNTHETIC_IDS_ALLOWED=true.",
        )
    if where.county_code() != CENTRE:
        raise Trouble(
            f"演示县的代码是 {CENTRE}，本系统设为 {where.county_code() or '–'}（REGISTRY_CENTRE_CODE）。",
            f"the demo county is {CENTRE}; this system is set up for {where.county_code() or '–'} "
            "(REGISTRY_CENTRE_CODE).",
        )


def target_of(where: Installation) -> Target:
    """What the loader needs to know; passwords of the demo's accounts are kept where commands write."""
    apis = {name: where.api_url(name) for name in SERVICES}
    workers = {name: where.worker_url(name) for name in SERVICES}
    return Target(where.url, Addresses(apis, workers), where.setup_token(), where.home)


@contextmanager
def _nobody_else_has_set_it_up(where: Installation) -> Iterator[None]:
    """Whoever opened the first accounts may have registered anybody since."""
    file = where.home / PASSWORDS
    before = file.exists()
    try:
        yield
    except Refused as refused:
        if refused.code != "already-set-up":
            raise
        if not before:
            file.unlink(missing_ok=True)
        raise Trouble(
            "本系统的账号已由他人开通，其中可能有真实人员，不能装入演示县。",
            "somebody else opened the accounts of this system: it may hold real people, so the demo county is not "
            "loaded.",
        ) from refused
