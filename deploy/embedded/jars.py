"""Kafka's jars: fetched once into the user's cache, each compared with the SHA-256 of ``jgo.lock.toml``.

``jgo sync`` resolves the dependency tree anew from hundreds of POMs and does not compare the lock's checksums. The lock
already names every jar, so this asks jgo for those files alone (46 files, 45 MB) and compares each, at every start.

``VETERANS_MAVEN_MIRROR`` names another Maven repository; ``XDG_CACHE_HOME`` another cache.
"""

import fcntl
import hashlib
import os
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.trouble import Trouble, worded

LOCK = Path(__file__).with_name("jgo.lock.toml")
AT_ONCE = 8


@dataclass(frozen=True)
class Jar:
    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def path(self) -> Path:
        """Below a Maven repository."""
        return Path(*self.group.split("."), self.artifact, self.version, f"{self.artifact}-{self.version}.jar")


def locked(lock: Path = LOCK) -> tuple[Jar, ...]:
    """Every jar the lock names, in class path order."""
    entries = tomllib.loads(lock.read_text())["dependencies"]
    return tuple(Jar(e["groupId"], e["artifactId"], e["version"], e["sha256"]) for e in entries)


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "veterans"


def class_path(cache: Path | None = None, jars: Sequence[Jar] = ()) -> str:
    """Java's ``-cp`` of jars that were all compared just now; fetches those that are missing."""
    folder = (cache or cache_folder()) / "jars"
    wanted = jars or locked()
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in wanted if not (folder / jar.path).exists()]
    if missing:
        with _alone(folder):
            fetch(folder, [jar for jar in missing if not (folder / jar.path).exists()])
    for jar in wanted:
        compare(jar, folder / jar.path)
    return os.pathsep.join(str(folder / jar.path) for jar in wanted)


def compare(jar: Jar, file: Path) -> None:
    """Refuse a file that is not the one the lock was made from."""
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != jar.sha256:
        raise Trouble(
            f"{file} 与 jgo.lock.toml 不符，拒绝使用（应为 {jar.sha256}，实为 {found}）。"
            "请查明原因，删除该文件后重试。",
            f"{file} differs from jgo.lock.toml and is refused (expected {jar.sha256}, found {found}). "
            "Find out why, delete the file, try again.",
        )


def fetch(folder: Path, jars: Sequence[Jar]) -> None:
    """Download into a folder beside, compare, and only then put each in its place: a broken download leaves nothing."""
    incoming = folder / f"incoming-{os.getpid()}"
    try:
        with _progress(len(jars)) as progress, ThreadPoolExecutor(AT_ONCE) as pool:
            for jar in pool.map(lambda jar: _fetch_one(incoming, jar), jars):
                (folder / jar.path).parent.mkdir(parents=True, exist_ok=True)
                (incoming / jar.path).replace(folder / jar.path)
                progress.advance(progress.task_ids[0])
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _fetch_one(incoming: Path, jar: Jar) -> Jar:
    from jgo.maven import MavenContext  # takes a third of a second, and most starts need no download

    mirror = os.environ.get("VETERANS_MAVEN_MIRROR")
    repositories = {"mirror": mirror.rstrip("/")} if mirror else None
    context = MavenContext(repo_cache=incoming, remote_repos=repositories, timeout=30)
    try:
        file = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors; jgo's "not found" is a RuntimeError
        raise Trouble(
            f"下载 {jar.artifact}-{jar.version}.jar 失败：网络拒绝了请求。请检查网络或代理，"
            f"或用 VETERANS_MAVEN_MIRROR 指定内网 Maven 镜像。（{error}）",
            f"{jar.artifact}-{jar.version}.jar could not be downloaded: the network refuses. "
            f"Check the network or proxy, or name a Maven mirror in VETERANS_MAVEN_MIRROR. ({error})",
        ) from error
    compare(jar, file)
    return jar


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    words = worded("下载 Apache Kafka", "downloading Apache Kafka").replace("\n", " · ")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        progress.add_task(words, total=total)
        yield progress


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two launchers on one machine fetch once: the second waits."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
