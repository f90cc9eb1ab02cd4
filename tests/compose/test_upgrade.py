"""`./veterans upgrade --back` on a machine whose engine only says what it was asked for."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

# The list comes in two pieces, as from an engine that is slower than who reads it; each container is another one.
ENGINE = """#!/bin/sh
echo "$*" >> "$ASKED"
case "$*" in
    "compose config --services") printf '%s\\n' $FIRST; sleep 0.3; printf '%s\\n' edge registry-backup ;;
    "compose ps "*) wc -l < "$ASKED" ;;
    "inspect --format {{.State.StartedAt}}"*) echo 2100-01-01T00:00:00Z ;;
esac
"""
GIVEN_AWAY = "-R 1000:1000 /var/lib/kafka/data"


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """Of two releases; the later one stands there."""
    host = tmp_path / "deploy/host"
    host.mkdir(parents=True)
    for name in ("upgrade", "words", "services", "settings"):
        shutil.copy2(ROOT / "deploy/host" / name, host)
    for folder in ("edge", "kafka/server", "postgres"):
        (tmp_path / "deploy" / folder).mkdir(parents=True)
    (tmp_path / "secrets").mkdir()
    (tmp_path / ".env").touch()
    (tmp_path / "docker").write_text(ENGINE)
    (tmp_path / "docker").chmod(0o755)
    who = ("-c", "user.name=operator", "-c", "user.email=operator@veterans.example")
    for words in (["init", "--quiet"], ["add", "."], *[["commit", "--quiet", "--allow-empty", "-m", "release"]] * 2):
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True)
    return tmp_path


def asked_for(installation: Path, first: str) -> str:
    """Of the engine, whose list of services begins with this one."""
    asked = installation / "asked"
    told = {"PATH": f"{installation}:{os.environ['PATH']}", "HOME": str(installation), "ASKED": str(asked)}
    commit = subprocess.run(["git", "rev-parse", "HEAD~"], cwd=installation, capture_output=True, text=True, check=True)
    words = [str(installation / "deploy/host/upgrade"), "--back", commit.stdout.strip()]
    done = subprocess.run(words, env=told | {"FIRST": first}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return asked.read_text()


class TestGoingBack:
    def test_leaves_what_kafka_keeps_with_whom_it_runs_as(self, installation: Path) -> None:
        assert GIVEN_AWAY not in asked_for(installation, "kafka-folder")

    def test_gives_it_to_the_account_of_the_image_where_the_earlier_release_ran_as_that(
        self, installation: Path
    ) -> None:
        assert GIVEN_AWAY in asked_for(installation, "kafka")
