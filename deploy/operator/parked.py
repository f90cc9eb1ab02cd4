"""`veterans parked`: events that could not be applied. Look at them, correct the cause, redrive; or give them up.

Where too much could not be applied, a consumer stands still with its breaker open: look at it, correct the cause; or
permit what is poison to be parked.
"""

from typing import Annotated

import typer

from deploy.operator.installation import installed
from deploy.operator.options import CONSUMERS, DEFAULT_HOME, Consumer, Home, Json, Reason
from deploy.operator.screen import print_line, said, say, show_json, show_list
from deploy.operator.session import signed_in
from deploy.trouble import Trouble

ParkedId = Annotated[str, typer.Argument(help="`veterans parked list` 给出的编号 · the id that `list` shows")]

parked = typer.Typer(
    help="被搁置的事件：查看、重新处理、放弃；断路器。 Events that could not be applied, and the breaker.",
    no_args_is_help=True,
)


@parked.command("list")
def list_parked(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """列出被搁置的对象，等得最久的在前。 Aggregates whose events wait, the longest waiting first."""
    session = signed_in(installed(home))
    found = [{"service": service, **item} for service in CONSUMERS for item in session.pages(service, "/parked")]
    columns = ("service", "parked_id", "topic", "key", "cause", "event_count", "parked_at")
    show_list(found, columns, as_json=as_json, none=("没有被搁置的事件", "nothing is parked"))


@parked.command()
def show(service: Consumer, parked_id: ParkedId, home: Home = DEFAULT_HOME) -> None:
    """查看一个对象及其等待的事件（JSON）。 One aggregate and its waiting events, as JSON."""
    session = signed_in(installed(home))
    about = session.get(service, f"/parked/{parked_id}")
    show_json({**about, "events": list(session.pages(service, f"/parked/{parked_id}/events"))})


@parked.command()
def redrive(service: Consumer, parked_id: ParkedId, home: Home = DEFAULT_HOME) -> None:
    """改正原因后重新处理，要么全部成功，要么不变。 Apply them after the cause is corrected: all or none."""
    done = signed_in(installed(home)).post(service, f"/parked/{parked_id}/redrive")
    if not done["redriven"]:
        why = f"{done['cause']}: {done['detail']}"
        raise Trouble(f"仍无法处理，一切未变：{why}", f"still cannot be applied, nothing changed: {why}")
    say(f"已处理 {done['applied']} 条事件", f"{done['applied']} events applied")


@parked.command()
def discard(
    service: Consumer,
    parked_id: ParkedId,
    *,
    reason: Reason,
    event: Annotated[str, typer.Option(help="只放弃这一条 · this one alone")] = "",
    through: Annotated[int, typer.Option(help="放弃至此序号为止 · everything up to this sequence")] = 0,
    home: Home = DEFAULT_HOME,
) -> None:
    """放弃事件，须说明理由。 Give events up, with a reason. Needs --event or --through."""
    if bool(event) == bool(through):
        raise Trouble("请给出 --event 或 --through 之一。", "give either --event or --through.")
    path = f"/parked/{parked_id}/events/{event}/discard" if event else f"/parked/{parked_id}/discard"
    content = {"reason": reason} if event else {"reason": reason, "through": through}
    done = signed_in(installed(home)).post(service, path, content)
    say(f"已放弃；最后序号 {done['last_sequence']}", f"given up; the last sequence is {done['last_sequence']}")
    if done["waiting"]:
        print_line(said(f"仍有 {done['waiting']} 条等待，请 redrive", f"{done['waiting']} still wait: redrive them"))


@parked.command()
def breaker(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """各服务是否因失败过多而停止消费。 Which consumers stand still because too much cannot be applied."""
    session = signed_in(installed(home))
    found = [{"service": service, **session.get(service, "/breaker")} for service in CONSUMERS]
    columns = ("service", "open", "opened_at", "may_park", "reason")
    show_list(found, columns, as_json=as_json, none=("没有处理事件的服务", "no service consumes"))


@parked.command()
def permit(
    service: Consumer,
    *,
    events: Annotated[int, typer.Option(help="允许搁置的事件数 · how many events may be parked")],
    reason: Reason,
    home: Home = DEFAULT_HOME,
) -> None:
    """失败确系坏数据时，允许搁置若干事件并继续。 Go on and park so many events, when they are poison."""
    signed_in(installed(home)).post(service, "/breaker/permit", {"events": events, "reason": reason})
    say(f"已允许搁置 {events} 条，半分钟内继续", f"{events} events may be parked; it goes on within half a minute")
