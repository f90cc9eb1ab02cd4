"""`veterans webhook`: events that are posted to systems of others. Whoever keeps the server makes the secret that they
are signed with, looks at what was attempted, stops, restarts and sends again."""

from datetime import datetime
from typing import Annotated

import typer

from deploy.operator.installation import started
from deploy.operator.options import DEFAULT_HOME, Home, Json
from deploy.operator.screen import print_line, say, show_list
from deploy.operator.session import signed_in
from shared.clock import SHANGHAI

Name = Annotated[str, typer.Argument(help="订阅系统的名称 · name of the subscribing system")]

webhook = typer.Typer(help="推送：向外部系统发送事件。 Events posted to systems of others.", no_args_is_help=True)


@webhook.command("list")
def list_webhooks(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """向谁推送、是否顺利。 Whom events are posted to, and how that stands."""
    found = list(signed_in(started(home)).pages("notifications", "/webhooks"))
    ends = ("tries", "failing_since", "next_attempt_at", "stopped_at", "stopped_for")
    columns = ("subscriber", "address", "until_on", "revoked_at", "secret_at", "position", *ends)
    show_list(found, columns, as_json=as_json, none=("没有推送", "events are posted to nobody"))


@webhook.command()
def secret(name: Name, home: Home = DEFAULT_HOME) -> None:
    """制作、更换签名密钥，只显示这一次。 Make or replace the secret; it is shown this once."""
    made = signed_in(started(home)).post("notifications", f"/webhooks/{name}/secret")
    print_line(made["secret"])


@webhook.command()
def attempts(
    name: Name,
    *,
    outcome: Annotated[str | None, typer.Option(help="delivered、refused、failed · one of them")] = None,
    home: Home = DEFAULT_HOME,
    as_json: Json = False,
) -> None:
    """最近 200 次推送。 The last 200 attempts, the latest first."""
    chosen = {"outcome": outcome} if outcome else {}
    session = signed_in(started(home))
    found = session.get("notifications", f"/webhooks/{name}/attempts", limit="200", **chosen)["items"]
    columns = ("attempted_at", "type", "event_id", "outcome", "status", "reason", "answer")
    show_list(found, columns, as_json=as_json, none=("没有记录", "nothing was attempted"))


@webhook.command()
def stop(
    name: Name,
    *,
    reason: Annotated[str, typer.Option(help="理由，写入审计，不得含个人信息 · kept with the audit; names no person")],
    home: Home = DEFAULT_HOME,
) -> None:
    """停止推送，恢复前不发，不丢失。 Send nothing until it is restarted; nothing is lost."""
    signed_in(started(home)).post("notifications", f"/webhooks/{name}/stop", {"reason": reason})
    say(f"已停止向 {name} 推送", f"{name}: stopped")


@webhook.command()
def restart(name: Name, home: Home = DEFAULT_HOME) -> None:
    """从停止之处继续。 Go on where it stopped."""
    signed_in(started(home)).post("notifications", f"/webhooks/{name}/restart")
    say(f"已恢复向 {name} 推送", f"{name}: goes on")


@webhook.command()
def retry(name: Name, home: Home = DEFAULT_HOME) -> None:
    """立即重试未成的事件。 Try what failed again at once."""
    signed_in(started(home)).post("notifications", f"/webhooks/{name}/retry")
    say(f"立即重试向 {name} 推送", f"{name}: tried again now")


@webhook.command()
def replay(
    name: Name,
    *,
    since: Annotated[datetime, typer.Option(help="从何时起重新推送，北京时间 · from when on, Beijing time")],
    home: Home = DEFAULT_HOME,
) -> None:
    """重新推送某时起的事件。 Send again what was kept since then."""
    signed_in(started(home)).post(
        "notifications", f"/webhooks/{name}/replay", {"since": since.replace(tzinfo=SHANGHAI).isoformat()}
    )
    say(f"从 {since} 起重新向 {name} 推送", f"{name}: again since {since}")
