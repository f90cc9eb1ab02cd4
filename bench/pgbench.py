"""The recorded SQL of a command as a script of pgbench, which sends it again and again without any Python.

Two executions of the command are compared. What differs between them is made to differ in every transaction of the
script as well: ids of the run, the client and its counter; places taken in turns. The rest stays as it was recorded.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.recording import Statement
from deploy.embedded.postgres_paths import INSTALLED

_PARAMETER = re.compile(r"\$(\d+)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A number of this transaction alone, and room for the ids within it.
HEAD = "\\set i :i + 1\n\\set n ((:run * 1000 + :client_id) * 1000000 + :i) * 100\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """Transactions a second, as pgbench counts them (without connecting), and the milliseconds of one."""

    rate: float
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Pgbench:
    """Runs scripts against one database."""

    url: str
    folder: Path
    connections: int = 32

    async def run(self, script: str, *, number: int, seconds: float, rate: int = 0) -> Ran:
        """`number` keeps the ids of one run apart from another's; `rate` transactions a second at most."""
        file = self.folder / "command.sql"
        file.write_text(script, encoding="utf-8")
        program = await asyncio.create_subprocess_exec(
            str(INSTALLED / "bin" / "pgbench"),
            "--no-vacuum", "--protocol=prepared", f"--client={self.connections}", "--jobs=2",
            f"--time={max(1, round(seconds))}", f"--define=run={number}", "--define=i=0", f"--file={file}",
            *([f"--rate={rate}"] if rate else []), self.url,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await program.communicate()
        if program.returncode or b"aborted" in err:
            raise RuntimeError(f"pgbench: {err.decode()[-2000:]}")
        return Ran(_figure(out, rb"tps = ([0-9.]+)"), _figure(out, rb"latency average = ([0-9.]+)"))


def script_of(
    statements: Sequence[Statement], before: Sequence[Statement], places: Mapping[str, str] | None = None
) -> str:
    """`before` are the statements of an earlier execution; `places` are texts to be replaced, with SQL of type text."""
    if [each.sql for each in statements] != [each.sql for each in before]:
        raise ValueError("the two executions did not send the same statements")
    fresh = _fresh(statements, before)
    replaced = {**{str(each): f"({_id(place)})::text" for each, place in fresh.items()}, **(places or {})}
    pairs = zip(statements, before, strict=True)
    return HEAD + "\n".join(_line(now, then, _Writer(fresh, replaced)) for now, then in pairs) + "\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Values as SQL."""

    fresh: Mapping[UUID, int]
    replaced: Mapping[str, str]

    def write(self, value: Any, then: Any) -> str:
        """`then` is the value of the earlier execution."""
        if value is None or isinstance(value, bool | int | float):
            return "NULL" if value is None else str(value).lower()
        if isinstance(value, list | tuple):
            return self._array(value, then if isinstance(then, list | tuple) and len(then) == len(value) else value)
        if isinstance(value, bytes):
            return self._bytes(value, then)
        return f"'{_instant(value)}'" if isinstance(value, date) else self._word(value)

    def _array(self, values: Sequence[Any], then: Sequence[Any]) -> str:
        return f"ARRAY[{', '.join(self.write(a, b) for a, b in zip(values, then, strict=True))}]"

    def _word(self, value: Any) -> str:
        if isinstance(value, UUID):
            return f"({_id(self.fresh[value])})" if value in self.fresh else f"'{value}'"
        return self._text(str(value))

    def _bytes(self, value: bytes, then: Any) -> str:
        literal = f"'\\x{value.hex()}'::bytea"
        # A hash must not come twice, so whatever differs is made to; the length stays.
        return literal if value == then else f"overlay({literal} PLACING int8send(:n::bigint) FROM 3)"

    def _text(self, value: str) -> str:
        for found, sql in self.replaced.items():
            if found in value:
                before, _, after = value.partition(found)
                return " || ".join(part for part in (_quoted(before), sql, _quoted(after)) if part != "''")
        return _quoted(value)


def _line(now: Statement, then: Statement, writer: _Writer) -> str:
    values = [writer.write(value, earlier) for value, earlier in zip(now.values, then.values, strict=True)]
    sql = " ".join(line.strip() for line in now.sql.splitlines())
    return _PARAMETER.sub(lambda found: f"({values[int(found[1]) - 1]})", sql) + ";"


def _fresh(statements: Sequence[Statement], before: Sequence[Statement]) -> Mapping[UUID, int]:
    new = _ids(statements)
    known = set(_ids(before))
    return {each: place for place, each in enumerate(dict.fromkeys(each for each in new if each not in known))}


def _ids(statements: Sequence[Statement]) -> list[UUID]:
    return [UUID(found) for each in statements for found in _UUID.findall(repr(each.values))]


def _id(place: int) -> str:
    return f"lpad(to_hex(:n::bigint + {place}), 32, '0')::uuid"


def _instant(value: date) -> str:
    # The basic form of ISO 8601: pgbench would take ":30" for a variable.
    return value.strftime("%Y%m%dT%H%M%S.%f+0000" if isinstance(value, datetime) else "%Y%m%d")


def _quoted(text: str) -> str:
    if ":" not in text and "\\" not in text:
        return "'" + text.replace("'", "''") + "'"
    return "U&'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\003a") + "'"


def _figure(out: bytes, pattern: bytes) -> float:
    found = re.search(pattern, out)
    if found is None:
        raise RuntimeError(f"pgbench said: {out.decode()[-2000:]}")
    return float(found[1])
