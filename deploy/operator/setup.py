"""`veterans setup`: the first four accounts, opened once by the one-time token of the installation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from deploy.operator.installation import installed
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import print_line, said, say
from deploy.operator.session import Refused, accepted, client_of
from deploy.trouble import Trouble
from shared.auth.permissions import ROLES
from shared.auth.roles import Role
from shared.clock import SHANGHAI

# As `POST /setup` calls them.
FOUNDERS: Mapping[str, Role] = {
    "system_administrator": Role.SYSTEM_ADMINISTRATOR,
    "security_administrator": Role.SECURITY_ADMINISTRATOR,
    "auditor": Role.AUDITOR,
    "bureau_leader": Role.BUREAU_LEADER,
}
Username = Annotated[str, typer.Option(help="用户名，未给出时询问 · user name; asked for when it is not given")]


def setup(
    *,
    system_administrator: Username = "",
    security_administrator: Username = "",
    auditor: Username = "",
    bureau_leader: Username = "",
    home: Home = DEFAULT_HOME,
) -> None:
    """开通前四个账号，打印激活单（仅此一次）。 Open the first four accounts and print their slips, this once."""
    where = installed(home)
    token = where.setup_token()
    if not token:
        raise Trouble("没有一次性令牌，请先运行 deploy/init。", "there is no one-time token; run deploy/init first.")
    given = {
        "system_administrator": system_administrator,
        "security_administrator": security_administrator,
        "auditor": auditor,
        "bureau_leader": bureau_leader,
    }
    founders = {name: {"username": username or _asked(FOUNDERS[name])} for name, username in given.items()}
    registry = client_of(where, "registry", {})
    try:
        slips = accepted("registry", lambda: registry.post("/setup", json={"setup_token": token, **founders})).json()
    except Refused as refused:
        if refused.code != "already-set-up":
            raise
        # A command that was cut off may have opened them, and shown no slip.
        raise Trouble(
            f"{refused.zh}\n没有拿到激活单的，逐个另出：./veterans account reset <用户名> --reason <理由>",
            f"{refused.en}\nFor each whose slip nobody saw: ./veterans account reset <user name> --reason <reason>",
        ) from refused
    say("四个账号已开通，激活单如下，只显示这一次：", "four accounts are open; their slips, shown this once:")
    for slip in slips:
        print_slip(slip)
    print_line(
        said("请分别交给四人；首次登录时凭激活码设置密码。", "Hand each to its holder, who chooses a password with it.")
    )


def print_slip(slip: Mapping[str, Any]) -> None:
    """What one holder is handed."""
    role = ROLES[Role(slip["role"])]
    until = datetime.fromisoformat(slip["expires_at"]).astimezone(SHANGHAI)
    print_line(
        f"\n  {said(role.zh, role.en)}\n"
        f"    {said('用户名', 'user name')}  {slip['username']}\n"
        f"    {said('激活码', 'activation code')}  {slip['secret']}\n"
        f"    {said('有效至', 'valid until')}  {until:%Y-%m-%d %H:%M}"
    )


def _asked(role: Role) -> str:
    words = ROLES[role]
    answer: str = typer.prompt(said(f"{words.zh}的用户名", f"user name of the {words.en}"), err=True)
    return answer
