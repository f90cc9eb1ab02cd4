"""How many requests from one network address a costly route works on at once, so that one sender cannot take the places
of all others in its queue."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Depends, Request

from shared.http.refusals import Overloaded


def limited_per_address(most: int) -> Any:
    """For `dependencies=[limited_per_address(8), limited_by(…)]`: before the queue, not behind it. One counter a route,
    or one for all that are given the same."""
    under_way: Counter[str] = Counter()

    async def count(request: Request) -> AsyncIterator[None]:
        address = request.client.host if request.client else ""
        if under_way[address] >= most:
            raise Overloaded
        under_way[address] += 1
        try:
            yield
        finally:
            under_way[address] -= 1
            if not under_way[address]:
                del under_way[address]

    return Depends(count)
