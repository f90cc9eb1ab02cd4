"""Runs a one-shot job of a service (`python -m services.<name>.worker …`) with that service's configuration."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from deploy.embedded.site import SERVICES
from deploy.operator.installation import Installation
from deploy.trouble import Trouble

ROOT = Path(__file__).parents[2]


def run_job(where: Installation, service: str, *words: str, output: IO[str] | None = None) -> int:
    """Its exit status; what it prints goes to `output`, else to ours."""
    if service not in SERVICES:
        listing = ", ".join(SERVICES)
        raise Trouble(f"没有名为 {service} 的服务（{listing}）。", f"no service is named {service} ({listing}).")
    command = (sys.executable, "-m", f"services.{service}.worker", *words)
    environment = {**os.environ, **where.environment(service)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=output).returncode
