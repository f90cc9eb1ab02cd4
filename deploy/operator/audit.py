"""`veterans audit`: whether what the audit says is what was written."""

import json
import tempfile
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from deploy.embedded.site import SERVICES
from deploy.operator.installation import Installation, started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import BAD, GOOD, say, show_table

COLUMNS = ("service", "position", "tampering", "audit_id")

audit = typer.Typer(help="审计链：核验。 The audit's chain: verify it.", no_args_is_help=True)


@audit.command("verify")
def verify(
    services: Annotated[list[str] | None, typer.Argument(help=" · ".join(SERVICES))] = None,
    *,
    expect: Annotated[
        list[str] | None,
        typer.Option(help="日志所存摘要，位置:摘要，限一个服务 · POSITION:DIGEST as the log of one service kept it"),
    ] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """重新计算全部审计链，列出被改动之处。 Compute the whole chain anew; list what was changed."""
    where = started(home)
    words = [word for each in expect or () for word in ("--expect", each)]
    if not show({service: _verified(where, service, words) for service in services or SERVICES}):
        raise typer.Exit(1)


def show(found: Mapping[str, Mapping[str, Any]]) -> bool:
    """What each service's worker has found, and whether all is as it was written."""
    show_table(("service", "links", "digest", ""), [_row(service, told) for service, told in found.items()])
    broken = [{"service": service, **each} for service, told in found.items() for each in told["findings"]]
    if broken:
        show_table(COLUMNS, [[each[name] for name in COLUMNS] for each in broken])
    else:
        say("审计记录与写入时一致", "the audit is as it was written")
    return not broken


def _verified(where: Installation, service: str, words: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+") as written:
        code = run_job(where, service, "verify-audit", *words, output=written)
        written.seek(0)
        said = written.read()
    if not said:
        raise typer.Exit(code)
    told: dict[str, Any] = json.loads(said)
    return told


def _row(service: str, told: Mapping[str, Any]) -> tuple[object, ...]:
    return service, told["links"], told["digest"], BAD if told["count"] else GOOD
