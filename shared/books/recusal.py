"""On whom whoever writes in a book decides nothing: where an entry gives somebody something, another than himself and
his kin records it (rule B8)."""

from collections.abc import Awaitable, Callable

from shared.approval.recusal import NOT_RECUSED, Recusal

# The dependency of a service's routes that asks it.
AskingRecusal = Callable[..., Awaitable[Recusal]]


async def nobody_is_recused() -> Recusal:
    """Of a book that gives nobody anything: whoever may, writes in it."""
    return NOT_RECUSED
