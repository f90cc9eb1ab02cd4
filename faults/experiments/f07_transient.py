"""F7: deadlocks, serialisation failures, timeouts, refused connections in the middle of the work, a database away for a
minute. All of it is tried again; nothing is parked.
"""

import asyncio

from deploy.embedded.site import SERVICES
from faults.arena import Arena

LOAD_SECONDS = 8
OUTAGE_SECONDS = 60
LOCK_SECONDS = 17  # more than the services' statement timeout
# What PostgreSQL may answer to any statement, at random: a third of them fails.
INJECT = """
    CREATE OR REPLACE FUNCTION inject_fault() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE codes text[] := ARRAY['40001', '40P01', '57014', '55P03', '53300', '08006'];
    BEGIN
        IF random() < 0.33 THEN
            RAISE EXCEPTION 'injected' USING ERRCODE = codes[1 + floor(random() * 6)::integer];
        END IF;
        RETURN NULL;
    END $$
"""
# Written by every consumer's batch, by every command, by the relay.
STRUCK = (
    ("reporting", "figure_change"), ("reporting", "stream_version"), ("benefits", "stream_version"),
    ("notifications", "notification_request"), ("registry", "outbox"), ("benefits", "outbox"),
    ("registry", "outbox_position"),
)  # fmt: skip


async def run(arena: Arena, n: int) -> None:
    restarts = arena.stack.restarts()
    for _ in range(n):
        await errors(arena)
        await lock(arena)
    retries = [await arena.metric(f"{name} worker", "veterans_inbox_retries_total") for name in SERVICES]
    begun_again = [await arena.metric(f"{name} worker", "veterans_outbox_failures_total") for name in SERVICES]
    arena.tally.notes.append(
        f"{sum(retries):.0f} batches tried again, {sum(begun_again):.0f} times a relay began again"
    )
    await asyncio.to_thread(arena.stack.supervisor.hold, "postgres")
    await asyncio.sleep(OUTAGE_SECONDS if n >= 5 else OUTAGE_SECONDS / 6)
    await asyncio.to_thread(arena.stack.supervisor.release, "postgres")
    arena.tally.kills += 1
    await arena.postgres_opened()
    await arena.all_back()
    arena.none_ended(restarts)


async def errors(arena: Arena) -> None:
    for service, table in STRUCK:
        await arena.sql(service, INJECT)
        trigger = f"CREATE TRIGGER inject_fault AFTER INSERT OR UPDATE ON {table} EXECUTE FUNCTION inject_fault()"
        await arena.sql(service, trigger)
    await asyncio.sleep(LOAD_SECONDS)
    for service, table in STRUCK:
        await arena.sql(service, f"DROP TRIGGER inject_fault ON {table}")


async def lock(arena: Arena) -> None:
    """Reporting's consumer runs into its statement timeout."""
    await arena.sql(
        "reporting",
        f"DO $$ BEGIN LOCK TABLE figure_change IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep({LOCK_SECONDS}); END $$",
    )
