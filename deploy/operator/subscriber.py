"""`veterans subscriber`: systems of others that read our events. One proposes what a system may read,
another confirms it; then whoever keeps the server makes a password for it, and hands over what is printed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.kafka.external import configured
from deploy.operator.installation import started
from deploy.operator.options import DEFAULT_HOME, Home, Json
from deploy.operator.screen import print_line, said, say, show_list
from deploy.operator.session import Session, signed_in
from deploy.trouble import Trouble

NEXT_ZH = "经另一人确认（veterans subscriber confirm {name}）后，在服务器上运行 veterans subscriber rotate {name}"
NEXT_EN = "once another has confirmed it (veterans subscriber confirm {name}): veterans subscriber rotate {name}"

SENT_ZH = "经另一人确认（veterans subscriber confirm {name}）后，运行 veterans webhook secret {name} 制作签名密钥"
SENT_EN = "once another has confirmed it (veterans subscriber confirm {name}): veterans webhook secret {name}"
FETCHES_ZH = "经另一人确认（veterans subscriber confirm {name}）后，对方即可经接口读取"
FETCHES_EN = "once another has confirmed it (veterans subscriber confirm {name}), it may fetch"
NEXT = {"kafka": (NEXT_ZH, NEXT_EN), "http": (FETCHES_ZH, FETCHES_EN), "webhook": (SENT_ZH, SENT_EN)}
SCOPE = ("types", "divisions", "over", "account", "address")

Name = Annotated[str, typer.Argument(help="订阅系统的名称 · name of the subscribing system")]
Until = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], help="有效期的最后一天 · the last day, at most 366 days from now")
]
Why = Annotated[str, typer.Option(help="理由，写入审计，不得含个人信息 · kept with the audit trail; names no person")]
Purpose = Annotated[str, typer.Option(help="用途，不得含个人信息 · what it needs them for; names no person")]
Basis = Annotated[str, typer.Option("--legal-basis", help="依据的文件和条款 · document and article it rests on")]

subscriber = typer.Typer(
    help="订阅系统：外部系统读取事件。 Systems of others that read our events.", no_args_is_help=True
)


@subscriber.command()
def add(
    name: Name,
    *,
    types: Annotated[
        str, typer.Option(help="事件类型，或者主题（其全部类型），以逗号分隔 · event types, or topics: all of theirs")
    ],
    until: Until,
    purpose: Purpose,
    legal_basis: Basis,
    divisions: Annotated[str, typer.Option(help="服务机构代码，以逗号分隔，含下级 · units, with all below them")] = "",
    over: Annotated[
        str, typer.Option(help="kafka；http：对方自己来取；webhook：推送 · http: it fetches; webhook: it is sent them")
    ] = "kafka",
    account: Annotated[
        str | None, typer.Option(help="经接口读取的系统账号 · user name of the machine that fetches")
    ] = None,
    address: Annotated[str | None, typer.Option(help="推送的网址 · where events are posted to (webhook)")] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """提出订阅，或者改变已有订阅的范围；须由另一人确认。 Propose what it reads; another confirms it."""
    by = {"over": over, "account": account, "address": address}
    scope = {"types": _listed(types), "divisions": _listed(divisions), **by}
    wanted = {**scope, "until_on": f"{until:%Y-%m-%d}", "purpose": purpose, "legal_basis": legal_basis}
    _propose(signed_in(started(home)), name, wanted)


@subscriber.command()
def extend(name: Name, *, until: Until, home: Home = DEFAULT_HOME) -> None:
    """提出延长，范围不变；须由另一人确认。 Propose that it reads the same for longer; another confirms it."""
    session = signed_in(started(home))
    held = session.get("registry", f"/subscribers/{name}")
    same = {field: held[field] for field in (*SCOPE, "purpose", "legal_basis")}
    _propose(session, name, {**same, "until_on": f"{until:%Y-%m-%d}"})


@subscriber.command()
def confirm(name: Name, home: Home = DEFAULT_HOME) -> None:
    """确认他人提出的订阅。 Confirm what another proposed."""
    session = signed_in(started(home))
    waiting = _waiting(session, name)
    session.post("registry", f"/subscription-proposals/{waiting['proposal_id']}/confirmation")
    _tell_reach(waiting)
    say(f"{name} 的订阅已确认，至 {waiting['until_on']}", f"{name}: confirmed, through {waiting['until_on']}")


@subscriber.command()
def refuse(name: Name, *, reason: Why, home: Home = DEFAULT_HOME) -> None:
    """驳回他人提出的订阅。 Refuse what another proposed."""
    _decide(home, name, "refusal", reason)
    say(f"{name} 的订阅已驳回", f"{name}: refused")


@subscriber.command()
def withdraw(name: Name, *, reason: Why, home: Home = DEFAULT_HOME) -> None:
    """撤回本人提出的订阅。 Take one's own proposal back."""
    _decide(home, name, "withdrawal", reason)
    say(f"{name} 的提议已撤回", f"{name}: withdrawn")


@subscriber.command("list")
def list_subscribers(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """谁可以读取什么、到哪天。 Who may read what, and until when; those that are over too."""
    found = list(signed_in(started(home)).pages("registry", "/subscribers"))
    ends = ("until_on", "revoked_at", "password_at", "purpose", "legal_basis")
    columns = ("subscriber", *SCOPE, "besides", "feed", *ends)
    show_list(found, columns, as_json=as_json, none=("没有订阅系统", "there are no subscribers"))


@subscriber.command()
def proposals(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """等待确认的和已有结果的提议。 What was proposed, waiting or decided."""
    found = list(signed_in(started(home)).pages("registry", "/subscription-proposals"))
    ends = ("until_on", "by", "outcome", "note", "purpose", "legal_basis")
    columns = ("subscriber", *SCOPE, "besides", "pii", *ends)
    show_list(found, columns, as_json=as_json, none=("没有提议", "nothing was proposed"))


@subscriber.command()
def revoke(name: Name, *, reason: Why, home: Home = DEFAULT_HOME) -> None:
    """收回订阅，数秒内生效。 It may read nothing more, within seconds."""
    signed_in(started(home)).post("registry", f"/subscribers/{name}/revocation", {"reason": reason})
    say(f"{name} 的订阅已收回，数秒内生效", f"{name}: revoked; the broker follows within seconds")


@subscriber.command(hidden=True)
def record_password(name: Name, home: Home = DEFAULT_HOME) -> None:
    """`rotate` begins so with Docker Compose: `./veterans` then has the password made by who may do everything at the
    broker."""
    configured()
    must_be_recorded(signed_in(started(home)), name)


def must_be_recorded(session: Session, name: str) -> None:
    """That a password is made. Raises Trouble: also for a subscriber that is over."""
    session.post("registry", f"/subscribers/{name}/password")


def _propose(session: Session, name: str, wanted: Mapping[str, Any]) -> None:
    session.post("registry", "/subscription-proposals", {"subscriber": name, **wanted})
    _tell_reach(_waiting(session, name))
    next_zh, next_en = NEXT[wanted["over"]]
    say(f"已提出；{next_zh.format(name=name)}", f"proposed; {next_en.format(name=name)}")


def _decide(home: Path, name: str, end: str, reason: str) -> None:
    session = signed_in(started(home))
    at = f"/subscription-proposals/{_waiting(session, name)['proposal_id']}/{end}"
    session.post("registry", at, {"reason": reason})


def _waiting(session: Session, name: str) -> dict[str, Any]:
    found = session.pages("registry", "/subscription-proposals")
    waiting = next((each for each in found if each["subscriber"] == name and each["outcome"] is None), None)
    if waiting is None:
        raise Trouble(f"没有等待确认的 {name} 的提议。", f"nothing that was proposed for {name} waits to be confirmed.")
    return waiting


def _tell_reach(proposed: Mapping[str, Any]) -> None:
    if not proposed["topics"]:
        called = zip(proposed["names"], proposed["divisions"], strict=True)
        units = ", ".join(f"{name} {code}" for name, code in called)
        zh = f"读取的是{units or '全县'}的所列类型（个人信息级别 {proposed['pii']}），别无其他"
        en = f"it reads these types of {units or 'the whole county'} (class {proposed['pii']}), and nothing besides"
        print_line(said(zh, en))
        return
    topics, besides = ", ".join(proposed["topics"]), ", ".join(proposed["besides"]) or "–"
    zh = f"读取的是全县的整个主题 {topics}（个人信息级别 {proposed['pii']}），其中另有：{besides}"
    en = f"it reads all of {topics}, of the whole county (class {proposed['pii']}); besides: {besides}"
    print_line(said(zh, en))


def _listed(words: str) -> list[str]:
    return [each.strip() for each in words.split(",") if each.strip()]
