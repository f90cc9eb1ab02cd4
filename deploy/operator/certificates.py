"""`veterans certificates`: of the embedded stack; for the containers `./veterans` in the project's folder has it."""

from typing import Annotated

import typer

from deploy.embedded.certificates import SERVERS, Authority, until
from deploy.operator.installation import started
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import print_line, say
from deploy.trouble import Trouble

AUTHORITY = "authority"

certificates = typer.Typer(help="证书 · certificates of the servers, and who makes them", no_args_is_help=True)


@certificates.command()
def show(home: Home = DEFAULT_HOME) -> None:
    """有哪些证书，到哪一天。 Which there are, and until when."""
    authority = Authority(started(home).home / "secrets")
    files = {AUTHORITY: authority.certificate} | {name: authority.certified(name).certificate for name in SERVERS}
    for name, file in files.items():
        print_line(f"{name:24} {until(file):%Y-%m-%d}  {file}")


@certificates.command()
def renew(
    names: Annotated[list[str] | None, typer.Argument(help=" · ".join((AUTHORITY, *SERVERS)))] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """更换证书和私钥，下次启动时使用。 Made anew, with their keys; used from the next start."""
    authority = Authority(started(home).home / "secrets")
    for name in names or SERVERS:
        if name == AUTHORITY:
            authority.renew_itself()
        elif name in SERVERS:
            authority.renew(name)
        else:
            listing = ", ".join((AUTHORITY, *SERVERS))
            raise Trouble(f"没有名为 {name} 的证书（{listing}）。", f"no certificate is named {name} ({listing}).")
        say(f"{name} 证书已更换，下次启动时使用", f"{name}: renewed; used from the next start")
