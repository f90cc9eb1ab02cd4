"""`deploy/init --pin`: what was pulled is what is started from then on."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Stands for the engine: it knows a digest of each image but Kafka's, which was built here and never pulled.
ENGINE = """#!/bin/sh
for image; do :; done
case $image in
*kafka*) ;;
*@*) exit 1 ;;
*) echo "${image%:*}@sha256:0123" ;;
esac
"""
IMAGE = re.compile(r"\$\{([A-Z_]+_IMAGE):-([^}]+)\}")

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="deploy/init makes keys with openssl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation of Xinye County that has an image of its own for Prometheus."""
    for name in ("deploy/init", "deploy/host", "docker-compose.yml", ".env.example"):
        target = tmp_path / "installation" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy2)(ROOT / name, target)
    (tmp_path / "docker").write_text(ENGINE)
    (tmp_path / "docker").chmod(0o700)
    installation = tmp_path / "installation"
    init(installation, "411329")
    with (installation / ".env").open("a") as file:
        file.write("PROMETHEUS_IMAGE=mirror.county/prometheus:v2.53.3\n")
    return installation


def init(folder: Path, *words: str) -> str:
    told = {**os.environ, "PATH": f"{folder.parent}{os.pathsep}{os.environ['PATH']}"}
    command = [str(folder / "deploy" / "init"), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=told).stdout


def images(folder: Path) -> dict[str, list[str]]:
    written = re.findall(r"^([A-Z_]+_IMAGE)=(.*)$", (folder / ".env").read_text(), re.MULTILINE)
    return {name: [value for other, value in written if other == name] for name, _ in written}


def test_fixes_every_image_that_was_pulled_by_its_digest_and_names_what_was_not(folder: Path) -> None:
    for _ in range(2):  # the second time as the first: a newer pull is fixed anew
        assert "not fixed, apache/kafka:4.3.1" in init(folder, "--pin")
        wanted = dict(IMAGE.findall((folder / "docker-compose.yml").read_text()))
        wanted["PROMETHEUS_IMAGE"] = "mirror.county/prometheus:v2.53.3"
        del wanted["KAFKA_IMAGE"]
        assert images(folder) == {name: [f"{image}@sha256:0123"] for name, image in wanted.items()}
