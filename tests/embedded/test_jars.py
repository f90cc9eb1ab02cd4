"""Kafka's jars, against a Maven repository of our own on loopback."""

import hashlib
import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from deploy.embedded.jars import Jar, class_path, locked
from deploy.embedded.ports import free_port
from deploy.trouble import Trouble

CONTENT = b"not really a jar"


def jar(content: bytes = CONTENT, artifact: str = "thing") -> Jar:
    return Jar("org.example", artifact, "1.0", hashlib.sha256(content).hexdigest())


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Files below this folder are served; it holds `thing`."""
    served = tmp_path / "repository"
    (served / jar().path).parent.mkdir(parents=True)
    (served / jar().path).write_bytes(CONTENT)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("VETERANS_MAVEN_MIRROR", f"http://127.0.0.1:{server.server_port}")
        yield served
        server.shutdown()


class TestClassPath:
    def test_fetches_a_missing_jar_once(self, repository: Path, tmp_path: Path) -> None:
        first = class_path(tmp_path, [jar()])
        (repository / jar().path).unlink()
        assert class_path(tmp_path, [jar()]) == first
        assert Path(first).read_bytes() == CONTENT

    def test_refuses_a_download_that_differs_and_keeps_nothing(self, repository: Path, tmp_path: Path) -> None:
        (repository / jar().path).write_bytes(b"something else")
        with pytest.raises(Trouble, match=r"thing-1\.0\.jar differs"):
            class_path(tmp_path, [jar()])
        assert not list((tmp_path / "jars").rglob("*.jar"))

    def test_refuses_a_cached_jar_that_was_changed(self, repository: Path, tmp_path: Path) -> None:
        Path(class_path(tmp_path, [jar()])).write_bytes(b"changed")
        with pytest.raises(Trouble, match="is refused"):
            class_path(tmp_path, [jar()])

    def test_says_what_to_do_when_the_network_refuses(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VETERANS_MAVEN_MIRROR", f"http://127.0.0.1:{free_port()}")
        with pytest.raises(Trouble) as refused:
            class_path(tmp_path, [jar()])
        assert "VETERANS_MAVEN_MIRROR" in refused.value.zh
        assert "network refuses" in refused.value.en

    def test_says_so_when_the_repository_lacks_a_jar(self, repository: Path, tmp_path: Path) -> None:
        with pytest.raises(Trouble, match=r"absent-1\.0\.jar could not be downloaded"):
            class_path(tmp_path, [jar(artifact="absent")])


class TestLock:
    def test_names_the_broker_first_and_a_checksum_for_every_jar(self) -> None:
        jars = locked()
        assert (jars[0].artifact, jars[0].version) == ("kafka_2.13", "4.3.1")
        assert all(len(jar.sha256) == 64 for jar in jars)
