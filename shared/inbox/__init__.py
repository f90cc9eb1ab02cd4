"""Events arrive in a service here: each is applied, passed over for a named reason, or parked with its cause.

projection    what a service does with events      Projection, Delivered
consumer      the part of a worker that consumes    Consumer
session       one life of a Kafka consumer          where a partition is read on is the database's word (offsets)
intake        what Kafka handed over, as a batch    incoming: one record; verdict: what becomes of it
processor     a batch until it is committed         batch: one transaction; applying: finding the poisoned event
breaker       a bad deploy is not poison            watchdog, housekeeping: noticing that nothing moves
parking       redrive and discard                   parked: the rows and dead letters; endpoints: the same over HTTP
rebuild       a projection anew, from offset 0      replay: the log; fold: the verdicts; shadow: the tables
"""
