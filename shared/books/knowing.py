"""Whose matters are the own ones of whoever writes in a book: where an entry gives somebody something, another than
himself and his kin records it (rule B8)."""

from collections.abc import Awaitable, Callable

from shared.approval.kin import OF_NOBODY, Own

Knowing = Callable[..., Awaitable[Own]]
"""What a service's routes ask; it says nothing where a book is of nobody's good."""


async def nobodys() -> Own:
    """Of a book that anybody writes in who may."""
    return OF_NOBODY
