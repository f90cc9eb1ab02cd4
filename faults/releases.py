"""An earlier release: its tree and its libraries, kept beside Kafka's jars once they are made."""

import io
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.embedded import jars
from deploy.embedded.program import Program
from deploy.embedded.site import Site
from deploy.embedded.stack import ROOT

LIVED_ONCE = """
import sys
from pathlib import Path
from deploy.embedded.site import Ports, Site
from deploy.embedded.stack import Stack
with Stack(Site(Path(sys.argv[1]), Ports.model_validate_json(sys.argv[2]), synthetic=True)):
    pass
"""
CONFIGURED = """
import json, sys
from pathlib import Path
from deploy.embedded.kafka import Kafka
home, port, controller_port, detours = sys.argv[1:]
detours = {int(listener): named for listener, named in json.loads(detours).items()}
Kafka(Path(home), int(port), int(controller_port), detours).prepare()
"""


@dataclass(frozen=True, slots=True)
class Release:
    """`root` holds its tree, and its libraries in `.venv`."""

    root: Path

    def program(self, program: Program) -> Program:
        """The same program (`python -m module …`), of this release."""
        _, *words = program.argv
        return replace(program, argv=(str(_python(self.root)), *words), folder=self.root)

    def lives_once(self, site: Site) -> None:
        """It starts there, all eight processes work, and it ends: what it leaves is what an installation of it has."""
        self._run(LIVED_ONCE, str(site.home), site.ports.model_dump_json())

    def configures_kafka(self, site: Site, detours: Mapping[int, int]) -> None:
        """The broker that starts next there is this release's."""
        ports = (str(site.ports.kafka_port), str(site.ports.kafka_controller_port))
        self._run(CONFIGURED, str(site.home), *ports, json.dumps(detours))

    def _run(self, script: str, *arguments: str) -> None:
        _run(str(_python(self.root)), "-c", script, *arguments, folder=self.root)


def hindrance(commit: str) -> str:
    """Why its programs cannot be had here, or nothing."""
    found = subprocess.run(["git", "cat-file", "-e", commit], cwd=ROOT, capture_output=True, check=False)
    return f"it needs the release {commit[:12]}, which this clone does not hold" if found.returncode else ""


def release_of(commit: str) -> Release:
    """Made where it is not there yet: half a minute and a package index."""
    root = jars.cache_folder() / "releases" / commit[:12]
    if not root.exists():
        unfinished = root.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        packed = _run("git", "archive", "--format=tar", commit, folder=ROOT)
        with tarfile.open(fileobj=io.BytesIO(packed)) as tree:
            tree.extractall(unfinished, filter="data")
        _run(sys.executable, "-m", "venv", str(unfinished / ".venv"), folder=unfinished)
        python = str(_python(unfinished))
        _run(sys.executable, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", python,
             "requirements.lock", folder=unfinished)  # fmt: skip
        unfinished.rename(root)
    return Release(root)


def _python(root: Path) -> Path:
    return root / ".venv" / "bin" / "python"


def _run(*command: str, folder: Path) -> bytes:
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout
