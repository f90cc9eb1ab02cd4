"""Events arrive in a service here: each is applied, skipped for a named reason, or parked with its cause.

What a service says
    projection     what it does with events: Projection, Delivered; subscription: which types that makes
    consumer       the part of a worker that consumes: Consumer

From Kafka to a batch
    session        one life of a Kafka consumer; assignment: its partitions; standing: why one is not read on
    reading        what Kafka handed over, as a batch; incoming: one record of it
    seeking        where each partition is read on; offsets: the database's word for it
    lacking        what was applied last, looked for where a log seems to lack it; finding: in one topic
    unreadable     batches that nobody can read, and those an operator skipped
    housekeeping   lag, offsets for dashboards; watchdog: noticing that nothing moves

A batch, in one transaction
    processor      until it is committed: outages, tries, halves
    batch          what one transaction does; verdict: what becomes of each record (pure)
    streams        how far each aggregate is
    applying       giving events to projections, and finding the poisoned one
    parking        the rows and dead letters of what cannot be applied; redriving: applying them after all
    breaker        a bad deploy is not poison

What others ask
    freshness      how far projections can be vouched for
    coverage       which projections have missed events

Beside it: shared.parked (redrive, discard) and shared.rebuild (a projection anew).
"""
