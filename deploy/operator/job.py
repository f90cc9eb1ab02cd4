"""Runs a one-shot job of a service (`python -m services.<name>.worker …`) with that service's configuration."""

import os
import subprocess
import sys
from typing import IO

from deploy.embedded import configuration
from deploy.embedded.migrations import ROOT
from deploy.embedded.site import SERVICES, Site
from deploy.trouble import Trouble


def run_job(where: Site, service: str, *words: str, output: IO[str] | None = None) -> int:
    """Its exit status; what it prints goes to `output`, else to ours."""
    if service not in SERVICES:
        listing = ", ".join(SERVICES)
        raise Trouble(f"没有名为 {service} 的服务（{listing}）。", f"no service is named {service} ({listing}).")
    command = (sys.executable, "-m", f"services.{service}.worker", *words)
    environment = os.environ | configuration.environment(where, service)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=output).returncode
