"""The one address that people use, as Caddy understands its file."""

import json
import subprocess
from pathlib import Path

from deploy.embedded.edge import FOLDER, caddy, edge_of
from deploy.embedded.site import Ports, Site

ADAPT = (str(caddy()), "adapt", "--config", str(FOLDER / "Caddyfile"), "--adapter", "caddyfile")
SECOND = 10**9


class TestTheEdge:
    def test_waits_for_neither_head_nor_body_for_ever(self, tmp_path: Path) -> None:
        environment = dict(edge_of(Site(tmp_path, Ports())).environment)
        adapted = subprocess.run(ADAPT, env=environment, capture_output=True, check=True)
        for server in json.loads(adapted.stdout)["apps"]["http"]["servers"].values():
            assert (server["read_header_timeout"], server["read_timeout"]) == (10 * SECOND, 60 * SECOND)
