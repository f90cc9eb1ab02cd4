"""The same journey through Docker Compose: build, start, load the demo county, compare every figure, stop.

It works on a copy of the tree in a temporary folder, with secrets, ports, volumes and image tags of its own, so
that it meets neither the county's installation nor a developer's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.demo import contained
from deploy.demo.client import Addresses
from deploy.demo.county import CENTRE
from deploy.demo.run import Target, run_demo

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registry", "benefits", "reporting", "notifications")
FIRST_API_PORT, FIRST_WORKER_PORT, PROMETHEUS_PORT, EDGE_PORT = 18101, 18201, 19090, 18100
START_SECONDS = 300


def ports() -> dict[str, tuple[int, int]]:
    """Of each service: where its API and its worker are published."""
    return {name: (FIRST_API_PORT + place, FIRST_WORKER_PORT + place) for place, name in enumerate(SERVICES)}


def settings() -> Mapping[str, str]:
    """What the copy's .env says besides what `deploy/init` writes."""
    published = {
        f"{name.upper()}_{kind}_ADDRESS": f"127.0.0.1:{port}"
        for name, pair in ports().items()
        for kind, port in zip(("API", "WORKER"), pair, strict=True)
    }
    return published | {
        "COMPOSE_PROJECT_NAME": "veterans-test",
        "COMPOSE_PROFILES": "monitoring",
        "PROMETHEUS_ADDRESS": f"127.0.0.1:{PROMETHEUS_PORT}",
        "EDGE_ADDRESS": f"127.0.0.1:{EDGE_PORT}",
        "VETERANS_VERSION": "test",
        "VETERANS_NETWORK": "172.28.82",
        "VETERANS_INNER_NETWORK": "172.28.84",
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
    """Where the loader finds the installation."""
    apis = {name: f"http://127.0.0.1:{api}" for name, (api, _) in ports().items()}
    workers = {name: f"http://127.0.0.1:{worker}" for name, (_, worker) in ports().items()}
    token = (folder / "secrets" / "registry_setup_token").read_text(encoding="utf-8").strip()
    return Target(f"http://127.0.0.1:{EDGE_PORT}", Addresses(apis, workers), token, folder)


def show_identities(folder: Path) -> None:
    """Each service shows registry who it is, from its own container. Raises CalledProcessError when it is refused."""
    for name in SERVICES:
        module = f"services.{name}.worker"
        compose(folder, "exec", "--no-TTY", f"{name}-worker", "python", "-m", module, "check-identity")


def show_operators_commands(folder: Path) -> None:
    """The operator's commands find everything in order. Raises CalledProcessError."""
    for words in (["doctor"], ["status"], ["audit", "verify"]):
        subprocess.run(["./veterans", *words], cwd=folder, check=True)


def show_containment(folder: Path) -> int:
    """How many things containers may do and need not; says each, and what all take together."""
    containers = contained.running(folder)
    excesses = [each for one in containers for each in contained.excesses(one, contained.account_of(one))]
    for each in excesses:
        print(each, file=sys.stderr)
    taken = contained.memory(folder)
    for name, used in sorted(taken.items()):
        print(f"  {name}: {used / 2**20:.0f} MiB")
    print(f"内存合计 · memory together: {sum(taken.values()) / 2**20:.0f} MiB")
    return len(excesses)


def main() -> int:
    """0 when every figure and sub-total came out right, twice, registry knows its services, and no container may do
    what it need not."""
    if shutil.which("docker") is None:
        print("此命令需要 Docker · this needs Docker", file=sys.stderr)
        return 2
    with installation() as folder:
        wrong = run_demo(target_of(folder)) or run_demo(target_of(folder))
        show_identities(folder)
        show_operators_commands(folder)
        return wrong or min(1, show_containment(folder))


if __name__ == "__main__":
    sys.exit(main())
