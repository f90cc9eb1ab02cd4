"""`verify-audit` of a worker's command line: the whole chain, computed anew."""

import argparse
import sys
from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.audit.chain import Link
from shared.audit.verification import find_waiting, verify_chain


def kept_link(written: str) -> Link:
    """`1000:9f86…`, as the log keeps it. Raises ArgumentTypeError."""
    position, _, digest = written.partition(":")
    try:
        link = Link(int(position), bytes.fromhex(digest))
    except ValueError:
        link = Link(0, b"")
    if link.position < 1 or len(link.digest) != 32:
        raise argparse.ArgumentTypeError("a position, a colon and 64 hexadecimal digits")
    return link


async def verify_audit(engine: AsyncEngine, expected: Sequence[Link]) -> None:
    """Print what was found as a line of JSON; exits the process with 1 when that is anything."""
    async with engine.connect() as connection:
        verified = await verify_chain(connection, expected=expected)
        await find_waiting(connection, verified, now=clock.now())
    await engine.dispose()
    told = {
        "links": verified.links,
        "position": verified.last.position,
        "digest": verified.last.digest.hex(),
        "count": verified.count,
        "findings": verified.findings,
    }
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    if verified.count:
        sys.exit(1)
