"""What a stranger has made is read by a process of its own: it may use so much memory and time, knows no secret of this
one, and is gone afterwards. Libraries that take formats apart are where hostile files get in."""

import asyncio
import contextlib
import os
import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO


@asynccontextmanager
async def isolated(module: str, *arguments: str, file: BinaryIO) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m module arguments…` with the file on its standard input; it ends with the block, whatever it does.

    `file` has a file descriptor of its own. The module calls `limit_this_process` before it reads.
    """
    file.seek(0)
    # Not this process's environment: the master key is none of its business.
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments,
        stdin=file.fileno(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    try:
        yield reader
    finally:
        if reader.returncode is None:
            reader.kill()
        await reader.wait()


def limit_this_process(memory_bytes: int, seconds: int) -> None:
    """From now on it may have so much memory and processor time."""
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what was read in clear
