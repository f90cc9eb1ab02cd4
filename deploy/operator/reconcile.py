"""`veterans reconcile`: what to do when a service's database went back and Kafka is ahead of it."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.operator.installation import started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home, Producer
from deploy.operator.screen import say, show_list

COLUMNS = ("time", "type", "key", "sequence", "event_id")
SHOWN = 50
# What `--yes` carries out again, and nobody can undo: the types but for their versions.
ERASES = (".person-erased.v", ".recipient-erased.v")


def reconcile(
    service: Producer,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="清空主题并重新发布全部历史 · make the topics anew, publish all of history")
    ] = False,
    anew: Annotated[
        bool,
        typer.Option("--anew", help="日志损坏时，虽无丢失也重建 · when nothing is lost: the log is broken"),
    ] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """列出数据库恢复后丢失的事件，并以数据库为准。 List what a restore lost; the database is the truth."""
    where = started(home)
    listing = where.home / f"reconcile-{service}-{time.strftime('%Y%m%dT%H%M%S')}.jsonl"
    listing.touch(mode=0o600)  # events may hold what is sensitive by its subject
    with listing.open("w") as written:
        options = [word for word, given in (("--yes", yes), ("--anew", anew)) if given]
        code = run_job(where, service, "reconcile", *options, output=written)
    show(listing)
    raise typer.Exit(code)


def show(listing: Path) -> None:
    """The lost events, what they would destroy, and where all of them stand; an empty listing is removed."""
    events: list[dict[str, Any]] = [json.loads(line) for line in listing.read_text().split("\n") if line]
    if not events:
        listing.unlink()
        return
    show_list(events[:SHOWN], COLUMNS, as_json=False, none=("", ""))
    say(f"共 {len(events)} 条，全部写入 {listing}", f"{len(events)} events, all of them in {listing}")
    say("均以该服务名义写入，也可能系伪造，请逐条核对", "they stand there in its name and may be forged: check each")
    erased = sum(any(name in event["type"] for name in ERASES) for event in events)
    if erased:
        say(
            f"其中 {erased} 条删除个人信息，本库记载已去世、注销的，--yes 照办且不可恢复；其余不照办，先查明来源",
            f"{erased} of them erase persons: of the dead and deregistered --yes does so, for good; check the others",
        )
