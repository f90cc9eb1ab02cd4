"""`deploy/kafka/access.yaml`: who may do what at the broker, as the catalogue of events says it."""

from collections.abc import Iterator, Sequence

from shared.events import inbound
from shared.events.catalogue import SERVICES, consumed_by, origin_of
from shared.events.offered import OFFERED

HEAD = """\
# Written by `python -m deploy.catalogue` from the event catalogue; a test fails when it is stale.
# 由事件目录生成，请勿手改。
# What is not written here is refused. owns: to write, to read, and to make anew when the log has to be replaced
# (docs/operations/reconcile.md); a name that ends with a dot is all that begin so. The consumer group of a user who
# reads has its name. Other systems write to one topic.
users:
"""

# Other systems' notices are read by registry alone.
READS_NOTICES = "registry"
# What may be given to systems of others is read by notifications, which writes feeds of it: a name that ends with a dot
# is all that begin so.
WRITES_FEEDS, FEEDS = "notifications", "feed."


def access_file() -> str:
    ours = [line for service in SERVICES for line in _lines(service)]
    theirs = [line for sender in inbound.SENDERS for line in _entry(sender.called.code, writes=[sender.topic])]
    return HEAD + "".join(f"{line}\n" for line in (*ours, *theirs))


def reads(service: str) -> Sequence[str]:
    """Topics of others, in the order of the catalogue."""
    own = origin_of(service).topics
    events = dict.fromkeys(entry.topic for entry in consumed_by(service) if entry.topic not in own)
    if service == WRITES_FEEDS:
        events |= dict.fromkeys(topic for topic in OFFERED if topic not in own)
    notices = [sender.topic for sender in inbound.SENDERS] if service == READS_NOTICES else []
    return [*events, *notices]


def _lines(service: str) -> Iterator[str]:
    feeds = [FEEDS] if service == WRITES_FEEDS else []
    return _entry(service, owns=[*origin_of(service).topics, *feeds], reads=reads(service))


def _entry(name: str, **topics: Sequence[str]) -> Iterator[str]:
    yield f"  - name: {name}"
    for right, named in topics.items():
        yield f"    {right}:"
        yield from (f"      - {topic}" for topic in named)
