"""The server that is backed up, as its administrator reaches it: by PostgreSQL's own programs."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from deploy.backup.pipes import given
from deploy.backup.settings import Settings, postgres_programs
from deploy.trouble import Trouble

# One form of every value, whatever the server is set to: digests are made of it.
CANONICAL = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
WITHOUT_LIMIT = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
END = "-- that is all --"


class Server:
    """`environment`: what PostgreSQL's programs need to reach it; never an argument, which everybody sees."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = {
            **os.environ,
            "PGOPTIONS": f"{CANONICAL} {WITHOUT_LIMIT}",
            "PGCONNECT_TIMEOUT": "10",
            "LC_ALL": "C",
            **environment,
        }

    @classmethod
    def of(cls, settings: Settings) -> Self:
        address = urlsplit(settings.address())
        return cls(
            {
                "PGHOST": unquote(address.hostname or ""),  # or the folder of its socket
                "PGPORT": str(address.port or 5432),
                "PGUSER": address.username or "postgres",
                "PGPASSWORD": settings.password(),
            }
        )

    def psql(self, database: str, statement: str) -> str:
        """Rows come back one a line, columns joined by `|`. Raises Trouble."""
        with Session(self, database) as session:
            return "\n".join(session.ask(statement))

    def is_up(self) -> bool:
        done = subprocess.run([program("pg_isready"), "-q", "-t", "3"], env=self.environment, check=False)
        return done.returncode == 0

    def identity(self) -> str:
        """Differs for every data folder that was ever initialised."""
        return self.psql("postgres", "SELECT system_identifier FROM pg_control_system()")


class Session:
    """A conversation with one database: a transaction may go from question to question."""

    def __init__(self, server: Server, database: str) -> None:
        self._database = database
        self._held = ExitStack()
        self._complaint = self._held.enter_context(tempfile.TemporaryFile("w+"))
        self._psql = subprocess.Popen(
            [program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaint, text=True, env=server.environment,
        )  # fmt: skip
        self._asking, self._answering = given(self._psql.stdin), given(self._psql.stdout)

    def ask(self, statement: str) -> list[str]:
        """Rows, one a line. Raises Trouble with what the database said."""
        rows: list[str] = []
        try:
            self._asking.write(f"{statement};\n\\echo {END}\n")
            self._asking.flush()
        except BrokenPipeError:
            raise self._refused() from None
        for line in self._answering:
            if line.rstrip("\n") == END:
                return rows
            rows.append(line.rstrip("\n"))
        raise self._refused()

    def close(self) -> None:
        """What was not committed is not done."""
        with suppress(BrokenPipeError):
            self._asking.close()
        self._psql.wait()
        self._answering.close()
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refused(self) -> Trouble:
        self._psql.wait()
        self._complaint.seek(0)
        said = self._complaint.read().strip()
        return Trouble(f"数据库 {self._database} 拒绝：{said}", f"the database {self._database} refused: {said}")


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    return str(postgres_programs() / name)
