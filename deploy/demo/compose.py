"""The same journey through Docker Compose: build, start, load the demo county, compare every figure, stop.

It works on a copy of the tree in a temporary folder, with secrets, ports, volumes and image tags of its own, so
that it meets neither the county's installation nor a developer's.
"""

import argparse
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.demo import added, contained, measured
from deploy.demo.client import Addresses
from deploy.demo.county import CENTRE
from deploy.demo.run import Target, run_demo
from shared.database.engine import IDLE_SESSION_SECONDS

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registry", "benefits", "reporting", "notifications")
ALERTMANAGER_PORT, EDGE_PORT, FIRST_WORKER_PORT = 19093, 18100, 8201
ADDRESS = f"https://localhost:{EDGE_PORT}"
ROOT_CERTIFICATE = "/data/caddy/pki/authorities/local/root.crt"
START_SECONDS = 300


def settings() -> Mapping[str, str]:
    """What the copy's .env says besides what `deploy/init` writes."""
    return {
        "COMPOSE_PROJECT_NAME": "veterans-test",
        "COMPOSE_PROFILES": "monitoring",
        "PROMETHEUS_ADDRESS": f"127.0.0.1:{measured.PORT}",
        "ALERTMANAGER_ADDRESS": f"127.0.0.1:{ALERTMANAGER_PORT}",
        "EDGE_PORT": str(EDGE_PORT),
        "VETERANS_VERSION": "test",
        "VETERANS_NETWORK": "172.28.82",
        "VETERANS_INNER_NETWORK": "172.28.84",
        "VETERANS_OUTSIDE_NETWORK": "172.28.80",
        "VETERANS_SYNTHETIC_IDS_ALLOWED": "true",
        "REGISTRY_CENTRE_CODE": CENTRE,
        "INDEX_URL": os.environ.get("PIP_INDEX_URL", ""),
    }


def copy_of_the_tree(folder: Path) -> None:
    """Every file that git tracks, as it stands in the work tree."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def compose(folder: Path, *words: str, check: bool = True) -> None:
    """`docker compose …` in the copy."""
    subprocess.run(["docker", "compose", *words], cwd=folder, check=check)


@contextmanager
def installation() -> Iterator[Path]:
    """A started installation of its own; whatever happens, nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="veterans-compose-"))
    try:
        copy_of_the_tree(folder)
        subprocess.run(["deploy/init"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with (folder / ".env").open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in settings().items())
        compose(folder, "--profile", "tools", "build", "--quiet")
        began = time.monotonic()
        try:
            compose(folder, "up", "--detach", "--wait", "--wait-timeout", str(START_SECONDS), "--quiet-pull")
        except subprocess.CalledProcessError:
            compose(folder, "ps", "--all", check=False)
            compose(folder, "logs", "--tail", "40", check=False)
            raise
        print(f"启动用时 · ready in {time.monotonic() - began:.0f} s")
        yield folder
    finally:
        compose(folder, "down", "--volumes", "--timeout", "15", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def target_of(folder: Path) -> Target:
    """Where the loader finds the installation: the APIs behind the edge, as any program would; how far the workers
    are, which no port tells, in their containers."""
    apis = {name: f"{ADDRESS}/api/{name}" for name in SERVICES}
    containers = {contained.name_of(each): each for each in contained.running(folder)}
    workers = {
        name: f"http://{contained.address_of(containers[f'{name}-worker'])}:{FIRST_WORKER_PORT + place}"
        for place, name in enumerate(SERVICES)
    }
    token = (folder / "secrets" / "registry_setup_token").read_text(encoding="utf-8").strip()
    return Target(ADDRESS, Addresses(apis, workers), token, folder, edge_authority(folder))


def edge_authority(folder: Path) -> ssl.SSLContext:
    """Who believes the authority that certifies the edge."""
    compose(folder, "cp", f"edge:{ROOT_CERTIFICATE}", "root.crt")
    return ssl.create_default_context(cafile=folder / "root.crt")


def show_identities(folder: Path) -> None:
    """Each service shows registry who it is, from its own container. Raises CalledProcessError when it is refused."""
    for name in SERVICES:
        module = f"services.{name}.worker"
        compose(folder, "exec", "--no-TTY", f"{name}-worker", "python", "-m", module, "check-identity")


def show_operators_commands(folder: Path) -> None:
    """The operator's commands find everything in order. Raises CalledProcessError."""
    for words in (["doctor"], ["status"], ["audit", "verify"]):
        subprocess.run(["./veterans", *words], cwd=folder, check=True)


def show_doctors_findings(folder: Path) -> int:
    """How many things that were put wrong `doctor` does not name; says which, and puts them right again."""
    file = folder / "docker-compose.yml"
    written = file.stat()
    os.utime(file, (written.st_atime, time.time() + 86_400))
    clock = _doctor(folder)
    os.utime(file, (written.st_atime, written.st_mtime))
    # As after `upgrade --back`.
    _of_benefits(folder, "UPDATE alembic_version SET version_num = '9' || version_num")
    later = _doctor(folder)
    _of_benefits(folder, "UPDATE alembic_version SET version_num = substr(version_num, 2)")
    expected = {
        "a clock before the system's own files": clock.returncode == 1 and "✗ clock: " in clock.stderr,
        "a database of a later release": later.returncode == 0
        and "! volumes: " in later.stderr
        and " stands at 9" in later.stderr,
        "nothing else where that is so": "volumes" not in later.stdout,
    }
    unsaid = [what for what, is_said in expected.items() if not is_said]
    for what in unsaid:
        print(f"doctor does not say: {what}", file=sys.stderr)
    return len(unsaid)


def _doctor(folder: Path) -> "subprocess.CompletedProcess[str]":
    said_in = {**os.environ, "VETERANS_LANGUAGE": "en"}
    return subprocess.run(
        ["./veterans", "doctor"], cwd=folder, env=said_in, check=False, capture_output=True, text=True
    )


def _of_benefits(folder: Path, statement: str) -> None:
    psql = ("psql", "--username", "postgres", "--dbname", "benefits", "--command", statement)
    compose(folder, "exec", "--no-TTY", "benefits-postgres", *psql)


def show_containment(folder: Path) -> int:
    """How many things containers may do and need not; says each."""
    containers = contained.running(folder)
    excesses = [each for one in containers for each in contained.excesses(one, contained.account_of(one))]
    excesses += contained.spoken_in_clear(folder, [contained.name_of(one) for one in containers])
    for each in excesses:
        print(each, file=sys.stderr)
    return len(excesses)


def show_memory(folder: Path, *, idle_since: float) -> None:
    """What each container needs once nobody works any more, and all together. `idle_since` by the process's clock."""
    time.sleep(max(0.0, idle_since + IDLE_SESSION_SECONDS - time.monotonic()))
    taken = contained.memory(folder)
    for name, used in sorted(taken.items()):
        print(f"  {name}: {used / 2**20:.0f} MiB")
    core = sum(used for name, used in taken.items() if not contained.MEASURES.search(name))
    print(f"内存合计，不含监控 · memory together, monitoring apart: {core / 2**20:.0f} MiB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", action="store_true", help="what each container needs, a minute after the last work")
    return _tried(memory=parser.parse_args().memory)


def _tried(*, memory: bool) -> int:
    """0 when every figure and sub-total came out right, twice, registry knows its services, `doctor` names what is put
    wrong, no container may do what it need not, machine, databases and Kafka are measured, all alerts looked at, and
    systems of others read events."""
    if shutil.which("docker") is None:
        print("此命令需要 Docker · this needs Docker", file=sys.stderr)
        return 2
    with installation() as folder:
        wrong = run_demo(target_of(folder)) or run_demo(target_of(folder))
        idle_since = time.monotonic()
        show_identities(folder)
        show_operators_commands(folder)
        missed = show_doctors_findings(folder) + show_containment(folder)
        missed += measured.unanswered(measured.of_machines()) + measured.unwatched(folder)
        if memory:
            show_memory(folder, idle_since=idle_since)
        missed += added.show(target_of(folder))
        return wrong or min(1, missed)


if __name__ == "__main__":
    sys.exit(main())
