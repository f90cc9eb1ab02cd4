"""The options that commands share: which stack, which service, why, and how to print."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from deploy.embedded.leftovers import Record
from deploy.embedded.site import SERVICES, Ports, Site
from deploy.kafka.external import External, find_configured
from deploy.trouble import Trouble

CONSUMERS = SERVICES

Home = Annotated[
    Path,
    typer.Option(envvar="VETERANS_HOME", help="数据目录 · the folder of everything the stack keeps", file_okay=False),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供脚本使用 · JSON for scripts")]
Producer = Annotated[str, typer.Argument(help=" · ".join(SERVICES))]  # each publishes
Consumer = Annotated[str, typer.Argument(help=" · ".join(CONSUMERS))]
# Who holds content about persons: reporting knows ids alone.
KNOWERS = tuple(service for service in SERVICES if service != "reporting")
Knower = Annotated[str, typer.Argument(help=" · ".join(KNOWERS))]
Reason = Annotated[
    str, typer.Option(help="理由，写入审计，不得含个人信息 · kept with the audit trail; names no person")
]

DEFAULT_HOME = Path(".veterans")


def site(home: Path, *, synthetic: bool = False) -> Site:
    """A stack to start, on the ports the environment names (`VETERANS_API_PORT` and so on)."""
    home = home.resolve()
    if synthetic:
        home.mkdir(parents=True, exist_ok=True)
        _mark(home).touch()
    return Site(home, configured_ports(), synthetic=_mark(home).exists(), external=find_configured())


def running_site(home: Path) -> Site:
    """The stack that runs in the folder, on the ports it was started with; else as `site`."""
    recorded = Record(home.resolve()).read()
    ports = Ports(**recorded["ports"]) if recorded.get("ports") else configured_ports()
    told = recorded.get("external")
    external = External(**told) if told else None
    return Site(home.resolve(), ports, synthetic=_mark(home.resolve()).exists(), external=external)


def _mark(home: Path) -> Path:
    """Invented people once loaded stay known as such."""
    return home / "synthetic"


def configured_ports() -> Ports:
    try:
        return Ports()
    except ValidationError as fault:
        names = ", ".join(f"VETERANS_{error['loc'][0]}".upper() for error in fault.errors(include_url=False))
        raise Trouble(f"环境变量不是有效端口：{names}", f"not a port: {names}") from None
