"""G3: how fast the relay empties an outbox, beside its two raw stages and beside a relay from PyPI."""

from collections.abc import Sequence

from bench.measuring import Arm, Effort, Series, interleaved, serial_bound
from bench.outbox import KEYS, ROW_BYTES, ROWS, Backlog, drained_by_relay, empty, read_and_deleted, sent_in_batches
from bench.peer import MANNERS, Peer
from bench.stage import Database, Stage
from bench.targets import Finding, Goal, at_least

# The peer does a few hundred a second: 200,000 rows five times over would take it an hour.
PEER_ROWS = 4_000


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    database = await stage.database("services.registry")
    backlog = Backlog.of(stage.topic(), effort.count(ROWS))
    ours, raw = _arms(stage, database, backlog)
    peers = await _peer_arms(stage, database, effort)
    series = await interleaved([*raw, ours, *peers], effort)
    bound = serial_bound(series["read"], series["send"])
    facts: dict[str, object] = {
        "backlog": f"{len(backlog.rows):,} rows of {ROW_BYTES} B, {KEYS:,} keys, 12 partitions, acks=all, idempotent",
        "raw SELECT + DELETE": f"{series['read'].median:,.0f}/s",
        "raw send_batch": f"{series['send'].median:,.0f}/s",
    }
    return [
        Finding(
            "relay", "events/s", at_least(0.6), series["relay"], bound, "S = 1/(1/r1 + 1/r2) of the raw stages", facts
        ),
        _beside_peer(series["relay"], {arm.name: series[arm.name] for arm in peers}, effort),
    ]


def _arms(stage: Stage, database: Database, backlog: Backlog) -> tuple[Arm, Sequence[Arm]]:
    engine, broker, count = database.engine(), stage.kafka.broker, len(backlog.rows)

    async def refill() -> None:
        empty(database)
        await backlog.record(engine)
        database.settle()

    async def relay() -> float:
        await refill()
        return await drained_by_relay(engine, broker, backlog.topic, count)

    async def read() -> float:
        await refill()
        return await read_and_deleted(database, count)

    async def send() -> float:
        return await sent_in_batches(broker, backlog)

    return Arm("relay", relay), (Arm("read", read), Arm("send", send))


async def _peer_arms(stage: Stage, database: Database, effort: Effort) -> Sequence[Arm]:
    topic = stage.topic("peer")
    peer = Peer(database, stage.kafka.broker, topic)
    await peer.prepare()
    backlog = Backlog.of(topic, effort.count(PEER_ROWS))

    def arm(place: int) -> Arm:
        async def run() -> float:
            return await peer.drained(backlog, MANNERS[place])

        return Arm(MANNERS[place].name, run)

    return [arm(place) for place in range(len(MANNERS))]


def _beside_peer(ours: Series, peers: dict[str, Series], effort: Effort) -> Finding:
    best = max(peers, key=lambda name: peers[name].median)
    facts: dict[str, object] = {name: f"{series.median:,.0f}/s" for name, series in peers.items()}
    facts["peer's backlog"] = f"{effort.count(PEER_ROWS):,} rows of {ROW_BYTES} B"
    against = f"faststream-outbox, its best manner: {best}"
    return Finding("relay beside its peer", "events/s", at_least(10), ours, peers[best], against, facts)


GOAL = Goal("G3", "relay drain, per-key order, acks=all: ≥ 0.6 S, and ≥ 10 × the best of faststream-outbox", measure)
