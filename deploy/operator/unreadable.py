"""`veterans unreadable`: batches of a log that nobody can decode. The partition stands there until one is skipped."""

from typing import Annotated

import typer

from deploy.operator.installation import installed
from deploy.operator.options import CONSUMERS, DEFAULT_HOME, Consumer, Home, Json, Reason
from deploy.operator.screen import say, show_list
from deploy.operator.session import signed_in

UnreadableId = Annotated[str, typer.Argument(help="`veterans unreadable list` 给出的编号 · the id that `list` shows")]

unreadable = typer.Typer(
    help="无法解读的记录：查看、跳过。 Batches of a log that cannot be decoded: list, skip.",
    no_args_is_help=True,
)


@unreadable.command("list")
def list_unreadable(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """列出使分区停住的记录。 Where partitions stand, the longest standing first."""
    session = signed_in(installed(home))
    found = [{"service": service, **item} for service in CONSUMERS for item in session.pages(service, "/unreadable")]
    columns = ("service", "unreadable_id", "topic", "partition", "offset", "next", "cause", "found_at")
    show_list(found, columns, as_json=as_json, none=("没有无法解读的记录", "nothing is unreadable"))


@unreadable.command()
def skip(service: Consumer, unreadable_id: UnreadableId, *, reason: Reason, home: Home = DEFAULT_HOME) -> None:
    """跳过这一批，须说明理由；缺失的事件表现为断号。 Go on behind this batch; what is missed shows as gaps."""
    done = signed_in(installed(home)).post(service, f"/unreadable/{unreadable_id}/skip", {"reason": reason})
    which = f"{done['topic']}-{done['partition']} {done['offset']}–{done['next'] - 1}"
    say(f"已跳过 {which}", f"skipped {which}: the consumer goes on within seconds")
