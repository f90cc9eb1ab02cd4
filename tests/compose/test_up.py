"""`./veterans up` on a machine whose engine only says what it was asked for."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

ENGINE = """#!/bin/sh
echo "$*" >> "$ASKED"
case "$*" in
    *"config --images") printf '%s\\n' veterans/registry:local postgres:18 veterans/registry:local ;;
    "image inspect "*) [ "$3" != "$LACKING" ] ;;
    "compose config edge") echo "  EDGE_SITE: https://veterans.example" ;;
esac
"""


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """The command, beside a doctor who finds nothing."""
    host = tmp_path / "deploy/host"
    host.mkdir(parents=True)
    for name in ("up", "words"):
        shutil.copy2(ROOT / "deploy/host" / name, host)
    for path, text in ((host / "doctor", "#!/bin/sh\n"), (tmp_path / "docker", ENGINE)):
        path.write_text(text)
        path.chmod(0o755)
    return tmp_path


def asked_for(installation: Path, lacking: str) -> tuple[list[str], str]:
    """Of the engine, and what the operator reads."""
    asked = installation / "asked"
    told = {"PATH": f"{installation}:{os.environ['PATH']}", "ASKED": str(asked), "LACKING": lacking}
    words = [str(installation / "deploy/host/up")]
    done = subprocess.run(words, env=told | {"VETERANS_LANGUAGE": "en"}, capture_output=True, text=True, check=True)
    return [line for line in asked.read_text().splitlines() if "build" in line or "up" in line], done.stdout


class TestAStart:
    def test_builds_without_a_word_of_the_engine_where_an_image_is_lacking(self, installation: Path) -> None:
        asked, said = asked_for(installation, "veterans/registry:local")
        assert asked == ["compose --profile tools build --quiet", "compose up --detach --wait"]
        assert said.splitlines() == [
            "building images, some minutes at first…",
            "ready; open https://veterans.example in a browser",
        ]

    def test_builds_the_commands_alone_where_none_is(self, installation: Path) -> None:
        asked, said = asked_for(installation, "")
        assert asked == ["compose build --quiet operator", "compose up --detach --wait"]
        assert said.splitlines() == ["ready; open https://veterans.example in a browser"]
