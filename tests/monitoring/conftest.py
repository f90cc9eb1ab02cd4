"""Prometheus's own programs."""

import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder that holds promtool, prometheus and amtool."""
    found = subprocess.run([str(ROOT / "tests/monitoring/tools")], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(f"PROMETHEUS IS NOT TO BE HAD HERE, rules and dashboards are not tried: {found.stderr[-300:]}")
    return Path(found.stdout.strip())
