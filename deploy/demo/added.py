"""What COMPOSE_FILE adds, on an installation that runs, as docs/operations/subscribers.md and watching.md say.

A system of others reads events from outside, with kcat and with Java's consumer; and Kafka is measured by its agent.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2

from deploy.demo import contained, measured
from deploy.demo.accounts import ADMINISTRATOR, LEADER, SECURITY, sign_in_as
from deploy.demo.client import Client
from deploy.demo.run import Target
from deploy.embedded import jars
from shared.clock import local_date, machine_now

ROOT = Path(__file__).resolve().parents[2]
AGENT, AGENTS_LOCK = "files/jmx_prometheus_javaagent.jar", ROOT / "deploy/kafka/agent.lock.toml"
# A name that this machine has for nobody else: clients are told where it is, and the certificate has to carry it.
HOST, PORT = "events.veterans.test", "19094"
NAME, TOPIC, FIELD = "compose-examples", "registry.org-units", '"org_path":"411329'
KCAT = "veterans-test/kcat"
CONSOLE = "/opt/kafka/bin/kafka-console-consumer.sh"
SECONDS = 60


def show(target: Target) -> int:
    """How many of the things that are added do not work; says each. Raises CalledProcessError where a command of the
    operator's fails."""
    began = time.monotonic()
    _add(target.folder)
    tokens = asyncio.run(_tokens(target))
    with _handed(target.folder, tokens) as given:
        wrong = [
            f"{how} reads no event:\n{said}" for how, said in _read(target.folder, given).items() if FIELD not in said
        ]
    for each in wrong:
        print(each, file=sys.stderr)
    missed = len(wrong) + measured.unanswered(measured.of_the_agent())
    print(f"订阅示例与采集程序 · examples of subscribers, agent of Kafka: {time.monotonic() - began:.0f} s")
    return missed


def _add(folder: Path) -> None:
    """The agent and the way in, by the commands of the two pages."""
    agent = folder / AGENT
    shutil.copyfile(jars.class_path(jars=jars.locked(AGENTS_LOCK)), agent)
    owner = agent.parent.stat()
    os.chown(agent, owner.st_uid, owner.st_gid)
    told = {
        "COMPOSE_FILE": "docker-compose.yml:deploy/compose.subscribers.yml:deploy/compose.kafka-metrics.yml",
        "KAFKA_EXTERNAL_HOST": HOST,
        "KAFKA_EXTERNAL_PORT": PORT,
        "KAFKA_AGENT": AGENT,
    }
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in told.items())
    _veterans(folder, "certificates", "renew", "kafka")
    # By name: without, every service would be started again, since .env has changed.
    subprocess.run(["docker", "compose", "up", "--detach", "--wait", "kafka", "subscribers"], cwd=folder, check=True)


async def _tokens(target: Target) -> Mapping[str, str]:
    """By user name, of the three who let a system in."""
    async with httpx2.AsyncClient(timeout=SECONDS, verify=target.trusting or True) as http:
        public, found = Client(http, target.addresses), {}
        for name in (SECURITY, LEADER, ADMINISTRATOR):
            session = (await sign_in_as(public, target.folder, name)).session
            found[name] = session.token if session else ""
        return found


@contextmanager
def _handed(folder: Path, tokens: Mapping[str, str]) -> Iterator[Path]:
    """A folder of the files that a subscriber is handed, once one has proposed and another confirmed it."""
    until = f"{local_date(machine_now()) + timedelta(days=30):%Y-%m-%d}"
    why = ("--purpose", "the examples of docs/subscribers", "--legal-basis", "demo county")
    scope = ("--types", TOPIC, "--until", until)
    _veterans(folder, "subscriber", "add", NAME, *scope, *why, token=tokens[SECURITY])
    _veterans(folder, "subscriber", "confirm", NAME, token=tokens[LEADER])
    said = _veterans(folder, "subscriber", "rotate", NAME, token=tokens[ADMINISTRATOR])
    given = Path(tempfile.mkdtemp(prefix="veterans-handed-"))
    try:
        for part in said.split("===== ")[1:]:
            name, _, content = part.partition(" =====\n")
            (given / name).write_text(content, encoding="utf-8")
        yield given
    finally:
        shutil.rmtree(given)


def _read(folder: Path, given: Path) -> Mapping[str, str]:
    """What each says of the first event that it reads, or why it reads none; in containers on this machine's own
    network, where nothing of the installation is but what it publishes."""
    subprocess.run(
        ["docker", "build", "--quiet", "--tag", KCAT, str(ROOT / ".ci/kcat")], check=True, stdout=subprocess.DEVNULL
    )
    kafka = next(each for each in contained.running(folder) if contained.name_of(each) == "kafka")["Config"]["Image"]
    group = f"subscriber.{NAME}"
    one = ("--bootstrap-server", f"{HOST}:{PORT}", "--command-config", "client.properties", "--topic", TOPIC)
    return {
        "kcat": _outside(given, KCAT, "kcat", "-F", "kcat.conf", "-c", "1", "-G", f"{group}.kcat", TOPIC),
        "Java": _outside(given, kafka, CONSOLE, *one, "--from-beginning", "--max-messages", "1"),
    }


def _outside(given: Path, image: str, *words: str) -> str:
    machine = ("--network", "host", "--add-host", f"{HOST}:127.0.0.1", "--user", f"{os.getuid()}:{os.getgid()}")
    files = ("--volume", f"{given}:/given:ro", "--workdir", "/given", "--env", "LOG_DIR=/tmp")
    command = ["docker", "run", "--rm", *machine, *files, "--entrypoint", words[0], image, *words[1:]]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"nothing within {SECONDS} s"
    return done.stdout if done.returncode == 0 else f"{done.stdout}{done.stderr}"


def _veterans(folder: Path, *words: str, token: str = "") -> str:
    told = {**os.environ, "VETERANS_LANGUAGE": "en", "VETERANS_TOKEN": token}
    done = subprocess.run(["./veterans", *words], cwd=folder, env=told, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
