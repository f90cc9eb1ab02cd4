"""Advisory locks: all there are, so that no two share a number. They are per database; each service has its own."""

from hashlib import sha256
from typing import NamedTuple
from uuid import UUID


class AdvisoryLock(NamedTuple):
    """The two numbers of PostgreSQL's functions, under their names in `pg_locks`."""

    classid: int
    objid: int


_CLASSID = 1_802_923  # any number that nothing else in the database uses

RELAY = AdvisoryLock(_CLASSID, 1)  # one relay publishes an outbox
EXCHANGE = AdvisoryLock(_CLASSID, 2)  # a rebuild exchanges its rows while nobody applies an event
REBUILD = AdvisoryLock(_CLASSID, 3)  # one rebuild runs
MIGRATION = AdvisoryLock(_CLASSID, 4)  # one migration runs
SENDER = AdvisoryLock(_CLASSID, 5)  # one sender hands messages over
PROGRAMMES = AdvisoryLock(_CLASSID, 6)  # programmes are published one after the other
CHAIN = AdvisoryLock(_CLASSID, 7)  # one writer chains audit rows
DUPLICATES = AdvisoryLock(_CLASSID, 8)  # files are compared one batch after the other
FEED_KEEPER = AdvisoryLock(_CLASSID, 9)  # one keeps what others may be given
FEED_WRITER = AdvisoryLock(_CLASSID, 10)  # one writes the feeds on Kafka
WEBHOOKS = AdvisoryLock(_CLASSID, 11)  # one posts events to systems of others
ASSESSMENT_SCHEMES = AdvisoryLock(_CLASSID, 12)  # schemes of assessment come into force one after the other
REPORT_LINES = AdvisoryLock(_CLASSID, 13)  # lists of lines of the daily report come into force one after the other


def of_text(said: str) -> AdvisoryLock:
    """What may be there once, and no index says so, is looked for and written one after the other."""
    return AdvisoryLock(_CLASSID + 2, int.from_bytes(sha256(said.encode()).digest()[:4], signed=True))


def of_account(account_id: UUID) -> AdvisoryLock:
    """What an account does only so often is counted one after the other."""
    return AdvisoryLock(_CLASSID + 1, int.from_bytes(account_id.bytes[-4:], signed=True))
