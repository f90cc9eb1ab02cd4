"""Passwords become hashes, and are compared with them, in threads and outside every transaction."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pydantic import SecretStr

from services.registry.accounts.domain.passwords import hash_of_nobody, hash_password, password_matches
from services.registry.metrics import PASSWORD_CHECK_SECONDS

T = TypeVar("T")
NICENESS = 10


def _yield_to_others() -> None:
    """A tenth of the usual weight for this thread (nice, by thread on Linux): who works goes before who signs in.

    Where the whole service was started with less, it stays so: only root may take back what it gave up."""
    thread = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))


# Two at a time: each hash takes 64 MiB and a core for 50 ms.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2", initializer=_yield_to_others)
_NOBODYS = hash_of_nobody()


async def hashed(password: SecretStr) -> str:
    return await _in_thread(lambda: hash_password(password.get_secret_value()))


async def matches(password_hash: str | None, password: SecretStr) -> bool:
    """Whether the password yields the hash; as slow where there is none."""
    return await _in_thread(lambda: password_matches(password_hash or _NOBODYS, password.get_secret_value()))


async def _in_thread(compute: Callable[[], T]) -> T:
    with PASSWORD_CHECK_SECONDS.time():
        return await asyncio.get_running_loop().run_in_executor(_HASHING, compute)
