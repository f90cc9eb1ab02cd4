"""How a secret of a stack takes another's place: what its files say at each step, so that everything works at each.

A step that was cut off can be taken again: the files say how far it came. Processes follow the files within a second.
"""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.configuration import (
    encryption_key,
    next_identity_key,
    secrets_folder,
    signing_key,
    write_service_keys,
)
from deploy.embedded.secrets import kept, random_password, replaced
from deploy.embedded.site import SERVICES, Site
from deploy.trouble import Trouble


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One command at a time replaces keys; the kernel lets go when it ends, however it ends. Raises Trouble."""
    with (home / "run" / "keys.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                "另一个更换密钥的命令正在运行，请待其结束后再运行。",
                "another command replaces keys at the moment; run this again when it has ended.",
            ) from None
        yield


@dataclass(frozen=True)
class MasterKey:
    """The new one wraps, both are read; once everything is wrapped anew the old one goes."""

    folder: Path
    service: str

    def begin(self) -> None:
        current, previous = self._files()
        if kept(previous, current.read_text) == kept(current):
            replaced(current, encryption_key())

    def end(self) -> None:
        self._files()[1].unlink()

    def _files(self) -> tuple[Path, Path]:
        return self.folder / f"{self.service}_master_key", self.folder / f"{self.service}_previous_master_key"


@dataclass(frozen=True)
class SearchKey:
    """Two columns, a key for each. The one that is free gets a key; once it is filled the other one's goes."""

    folder: Path

    def begin(self) -> None:
        for file in self._files():
            kept(file, encryption_key)

    def end(self) -> None:
        min(self._files(), key=lambda file: file.stat().st_mtime_ns).unlink()

    def _files(self) -> tuple[Path, Path]:
        return self.folder / "registry_search_key_a", self.folder / "registry_search_key_b"


@dataclass(frozen=True)
class Signing:
    """The next one is published before it signs; the one before is published until no token of it is valid. A file of
    its own has the next one until it signs: what is published does not say which of the two it is."""

    folder: Path

    def publish(self) -> None:
        if self.other.exists() and not self._next.exists():
            raise Trouble(
                "另一个签名密钥仍在使用，请先撤下：veterans keys retire",
                "another signing key is still published; retire it first: veterans keys retire",
            )
        kept(self._next, signing_key)
        if not self.other.exists():
            replaced(self.other, self._next.read_text())

    def sign(self) -> None:
        """Between one file and the next, neither key is ever missing from what is published."""
        current = self.folder / "registry_signing_key"
        before, following = current.read_text(), self._next.read_text()
        if before != following:
            replaced(self.other, f"{following}\n{before}")
            replaced(current, following)
        replaced(self.other, self.other.read_text().removeprefix(f"{following}\n"))
        self._next.unlink()

    @property
    def other(self) -> Path:
        return self.folder / "registry_other_signing_keys"

    @property
    def _next(self) -> Path:
        """No setting has this name."""
        return self.folder / "next_signing_key"


@dataclass(frozen=True)
class Identities:
    """Registry knows each service by both keys before it signs with the next; by that alone, once it has tried it."""

    site: Site

    def publish(self) -> None:
        for service in SERVICES:
            kept(next_identity_key(self.site, service), signing_key)
        write_service_keys(self.site)

    def sign(self) -> None:
        for service in SERVICES:
            current = secrets_folder(self.site, service) / f"{service}_identity_key"
            replaced(current, kept(next_identity_key(self.site, service)))

    def end(self) -> None:
        for service in SERVICES:
            next_identity_key(self.site, service).unlink(missing_ok=True)
        write_service_keys(self.site)


@dataclass(frozen=True)
class DatabasePassword:
    """Processes try the new one first and fall back to the old; then the server learns it, and the old one goes."""

    folder: Path
    service: str

    def begin(self) -> str:
        """The new password."""
        url, password = self.folder / f"{self.service}_database_url", self.folder / "database_password"
        before = kept(self._previous, url.read_text)
        if before == kept(url):
            replaced(password, random_password())
            replaced(url, re.sub(r":[^:@/]+@", f":{kept(password)}@", before))
        return kept(password)

    def end(self) -> None:
        self._previous.unlink()

    @property
    def _previous(self) -> Path:
        return self.folder / f"{self.service}_previous_database_url"


@dataclass(frozen=True)
class KafkaPassword:
    """Of a service or of the operator. The broker learns the next one, then it takes the place of the one before; who
    is connected stays so meanwhile, and connects anew once the file has changed."""

    current: Path

    @property
    def is_begun(self) -> bool:
        """Whether a command before was cut off: the broker may know the next one already."""
        return self.following.exists()

    @property
    def following(self) -> Path:
        """No setting has this name."""
        return self.current.with_name(f"next_{self.current.name}")

    def begin(self) -> str:
        """The next password."""
        return kept(self.following)

    def end(self) -> None:
        replaced(self.current, self.following.read_text())
        self.following.unlink()


@dataclass(frozen=True)
class AdministratorPassword:
    """The superuser's of the server, made when it is first asked for. Whoever connects tries the new one first."""

    folder: Path

    @property
    def current(self) -> str:
        return kept(self._current)

    @property
    def previous(self) -> str | None:
        """None while none is being replaced."""
        return kept(self._previous) if self._previous.exists() else None

    def begin(self) -> str:
        """The new password."""
        if kept(self._previous, lambda: self.current) == self.current:
            replaced(self._current, random_password())
        return self.current

    def end(self) -> None:
        self._previous.unlink()

    @property
    def _current(self) -> Path:
        return self.folder / "postgres-admin"

    @property
    def _previous(self) -> Path:
        return self.folder / "postgres-admin-previous"
