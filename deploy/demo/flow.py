"""Waits until the flow of events is still: every outbox empty, no consumer behind, every message sent or given up."""

import asyncio
from collections.abc import Collection, Mapping

import httpx2

POLL_SECONDS = 0.1
DRAIN_SECONDS = 120
MOVING = ("outbox_pending", "consumer_lag", "deliveries_pending", "deliveries_sending")
COMPARED = "files_to_compare"  # a county of thousands takes a while


async def wait_until_drained(
    http: httpx2.AsyncClient, workers: Mapping[str, str], moving: Collection[str] = MOVING
) -> Mapping[str, Mapping[str, int]]:
    """The workers' counters, once two looks in a row found nothing moving; TimeoutError after two minutes."""
    deadline = asyncio.get_running_loop().time() + DRAIN_SECONDS
    still = 0
    while still < 2:
        flows = await asyncio.gather(*(_flow(http, address) for address in workers.values()))
        still = still + 1 if not any(flow.get(counter, 0) for flow in flows for counter in moving) else 0
        if asyncio.get_running_loop().time() > deadline:
            still_moving = dict(zip(workers, flows, strict=True))
            raise TimeoutError(f"events still move after {DRAIN_SECONDS} s: {still_moving}")
        await asyncio.sleep(POLL_SECONDS)
    return dict(zip(workers, flows, strict=True))


async def _flow(http: httpx2.AsyncClient, address: str) -> Mapping[str, int]:
    try:
        response = await http.get(f"{address}/flow")
        response.raise_for_status()
    except httpx2.HTTPError:
        return {"outbox_pending": 1}  # a worker that is starting again has not told us that it is done
    return dict(response.json())
