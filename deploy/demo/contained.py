"""What the containers of an installation may do, as the engine says of them while they run, and what they take."""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx2

# Their entry point takes a volume over for the account that it then becomes.
TAKES_OVER = "-postgres"
MAY_TAKE_OVER = frozenset({"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"})
# A program that is marked with a right in its image does not start where that cannot be had.
OF_ITS_IMAGE = {"edge": frozenset({"NET_BIND_SERVICE"})}
INNER = "inner"
# By which they are published, backups go to the second place, and alerts to who is told.
OUTSIDE = "outside"
# Where people and programs come in, and what is for who watches, on this machine alone.
PUBLISHED = frozenset({"edge", "prometheus", "alertmanager", "grafana"})
CARRIER = "backup-carrier"
SECRETS = "/run/secrets/"
OF_ALL = frozenset({"authority_certificate"})
BROKERS = frozenset({"kafka", "topics"})
# What opens backups, and nothing of a service; who carries them to the second place has no key.
BACKS_UP, BACKUPS = "-backup", "backup_key"
# Of the administrators of the databases; who migrates has ended.
ADMINISTRATORS = ("_migration_url", "_postgres_password")
_NAMELESS = 64
# What watches the system and is no part of its core.
MEASURES = re.compile(r"exporter|prometheus|alertmanager|grafana")
FILES = ("active_file", "inactive_file")

Container = dict[str, Any]


def running(folder: Path) -> list[Container]:
    """Each container of the installation in `folder`, as `docker inspect` describes it."""
    ids = _ask(folder, "compose", "ps", "--quiet").split()
    found: list[Container] = json.loads(_ask(folder, "inspect", *ids))
    return found


def name_of(container: Container) -> str:
    name: str = container["Config"]["Labels"]["com.docker.compose.service"]
    return name


def account_of(container: Container) -> int:
    """As whom its first process runs."""
    status = Path(f"/proc/{container['State']['Pid']}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("Uid:")).split()[2])


def excesses(container: Container, account: int) -> Iterator[str]:
    """What it may and need not; `account`: as whom its first process runs."""
    name, host = name_of(container), container["HostConfig"]
    added = {each.removeprefix("CAP_") for each in host["CapAdd"] or []}
    needless = sorted(secret for secret in secrets_of(container) if not _needs(name, secret))
    image = container["Config"]["Image"]
    # Those only an image asks for: named by 64 digits, and found by nobody once the container is gone.
    nameless = sorted(each["Destination"] for each in container["Mounts"] if len(each.get("Name", "")) == _NAMELESS)
    published = {each["HostIp"] for ports in (host["PortBindings"] or {}).values() for each in ports}
    facts = {
        "runs as root": account == 0,
        "writes to its root file system": not host["ReadonlyRootfs"],
        f"has privileges {sorted(added)}": host["CapDrop"] != ["ALL"] or not added <= _may_have(name),
        "may gain privileges": "no-new-privileges:true" not in (host["SecurityOpt"] or []),
        "may take the whole machine": not all(host[limit] for limit in ("Memory", "NanoCpus", "PidsLimit")),
        "has a log without end": not {"max-size", "max-file"} <= set(host["LogConfig"]["Config"] or {}),
        f"is published on {sorted(published)}": bool(published - ({"127.0.0.1"} if name in PUBLISHED else set())),
        f"knows {needless}": bool(needless),
        f"has an image without a version, {image}": image.rpartition(":")[2] in {image, "latest"},
        "can be reached by others than the services": _is_kept_in(name) and not _is_inner_only(container),
        f"keeps {nameless} in volumes without a name": bool(nameless),
        "reaches the world outside": OUTSIDE in _networks(container) and name not in PUBLISHED | {CARRIER},
    }
    return (f"{name} {excess}" for excess, is_so in facts.items() if is_so)


def secrets_of(container: Container) -> frozenset[str]:
    """The files of secrets/ that are mounted into it."""
    mounted = (each["Source"] for each in container["Mounts"] if each["Destination"].startswith(SECRETS))
    return frozenset(Path(source).name for source in mounted if source != "/dev/null")


def address_of(container: Container) -> str:
    """Where this machine reaches it, on the network that leads to it."""
    networks: dict[str, Any] = container["NetworkSettings"]["Networks"]
    return next(str(each["IPAddress"]) for name, each in networks.items() if not name.endswith(INNER))


def spoken_in_clear(folder: Path, names: Iterable[str]) -> list[str]:
    """The databases of these containers that answer who does not encrypt."""
    found = []
    for name in (each for each in names if each.endswith(TAKES_OVER)):
        asking = f"host={name} user=postgres dbname=postgres sslmode=disable"
        words = ("docker", "compose", "exec", "--no-TTY", name, "psql", "--no-password", asking)
        asked = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True)
        if "no encryption" not in asked.stderr:
            found.append(f"{name} speaks in clear: {asked.stderr}")
    return found


def memory(folder: Path) -> dict[str, int]:
    """What each container needs, in bytes: without the files that the kernel keeps for it as long as nobody wants room
    (`docker stats` leaves out only those that were not used of late)."""
    taken = {}
    with httpx2.Client(transport=httpx2.HTTPTransport(uds=_socket()), base_url="http://docker", timeout=30) as engine:
        for each in running(folder):
            answer = engine.get(f"/containers/{each['Id']}/stats", params={"stream": "false", "one-shot": "true"})
            said = answer.raise_for_status().json()["memory_stats"]
            # Of a group of the second version by these names, of the first one by the same with `total_` before them.
            kept = sum(said["stats"].get(f"total_{files}", said["stats"][files]) for files in FILES)
            taken[name_of(each)] = said["usage"] - kept
    return taken


def _socket() -> str:
    return os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")


def _needs(name: str, secret: str) -> bool:
    """What begins with its own name: `registry_…` is registry's. The keys of certificates are their servers' alone."""
    owner = name.partition("-")[0]
    if name.endswith(BACKS_UP) or secret == BACKUPS:
        return name.endswith(BACKS_UP) and secret == BACKUPS
    if secret in OF_ALL or (owner in BROKERS and "kafka" in secret):
        return True
    is_the_servers = secret.endswith(ADMINISTRATORS) or "_postgres_tls_" in secret
    return secret.startswith(f"{owner}_") and (name.endswith(TAKES_OVER) or not is_the_servers)


def _may_have(name: str) -> frozenset[str]:
    return MAY_TAKE_OVER if name.endswith(TAKES_OVER) else OF_ITS_IMAGE.get(name, frozenset())


def _is_kept_in(name: str) -> bool:
    return name == "kafka" or name.endswith(TAKES_OVER)


def _is_inner_only(container: Container) -> bool:
    return _networks(container) == [INNER]


def _networks(container: Container) -> list[str]:
    return [name.rpartition("_")[2] for name in container["NetworkSettings"]["Networks"]]


def _ask(folder: Path, *words: str) -> str:
    return subprocess.run(["docker", *words], cwd=folder, check=True, capture_output=True, text=True).stdout
