"""Caddy before the embedded stack: the one address that people use (`deploy/edge/Caddyfile`)."""

import sys
from pathlib import Path

from deploy.embedded.ports import LOOPBACK, answers
from deploy.embedded.program import Program
from deploy.embedded.site import SERVICES, Site

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/edge"
PUBLISHED = {"EDGE_DOCUMENTS": str(ROOT / "docs"), "EDGE_EVENTS": str(ROOT / "shared/events")}
NAME = "edge"


def edge_of(site: Site) -> Program:
    """Plain HTTP: the stack is for this machine alone."""
    upstreams = {f"EDGE_{name.upper()}": f"{LOOPBACK}:{site.ports.api(name)}" for name in SERVICES}
    home = site.home / NAME
    home.mkdir(parents=True, exist_ok=True)
    return Program(
        name=NAME,
        argv=(str(caddy()), "run", "--config", str(FOLDER / "Caddyfile"), "--adapter", "caddyfile"),
        log=site.home / "logs" / f"{NAME}.log",
        folder=home,
        environment={
            **upstreams,
            "EDGE_SITE": f"{site.url}, {site.url.replace(LOOPBACK, 'localhost')}",
            "EDGE_OTHERS": f"http://:{site.ports.edge_port}",
            "EDGE_BIND": LOOPBACK,
            "EDGE_FOLDER": str(FOLDER),
            **PUBLISHED,
            "XDG_DATA_HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "HOME": str(home),
        },
    )


def is_ready(site: Site) -> bool:
    """Whether it accepts connections."""
    return answers(site.ports.edge_port)


def caddy() -> Path:
    """The program, where its wheel put it: beside Python."""
    return Path(sys.executable).with_name("caddy")
