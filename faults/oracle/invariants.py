"""I1–I7. Each takes the facts and returns what contradicts it: nothing, when it is true."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from faults.journal import Entry, Outcome
from faults.oracle.facts import Facts, Import, Published, Stream

# What a message in a final state has published last.
LAST_END = {
    "sent": "notification-sent", "failed": "notification-failed", "suppressed": "notification-suppressed",
    "logged": "notification-suppressed",
}  # fmt: skip
SENDING_AGAIN = frozenset({"send-again", "send-all-again"})
NOT_SENT = "notification-suppressed"  # the one end after which a message may be sent again
CAUSE_A_MESSAGE = frozenset({"case-resolved", "case-withdrawn", "case-resolution-corrected", "case-reopened"})
REGISTERED = "veteran-registered"
AUDITED_ONLY = frozenset({"registry.access-log"})  # a view leaves nothing but its audit row and its event
SHOWING = "sensitive-record-viewed"  # each showing is recorded, that of a request tried again too
# One for each unit and day that a correction concerns; one on the stream of each of two files.
OF_SEVERAL = frozenset({"veteran-profile-updated", "veterans-merged", "veterans-unmerged", "person-erased"})
# A term is over once its holder's death is recorded; who ends it as of an earlier day corrects that.
INSTEAD = {"social-role-ended": "social-role-corrected"}
OF_DELIVERIES = "notifications.deliveries"


def acknowledged_is_there(facts: Facts) -> Iterator[str]:
    """I1: every command that was acknowledged has its state, its audit row and its one event in the topic.

    An import has an event for each row it accepted; the correction of a membership may have one for each unit,
    a merge has one for each file, and so has the erasure of somebody whose files were merged.
    """
    published: dict[tuple[str, str], dict[str, Published]] = defaultdict(dict)
    for each in facts.published:
        published[each.correlation_id, each.name][each.event_id] = each
    done = Counter((row.service, row.correlation_id) for row in facts.audited if row.result == "done")
    for entry in facts.journal:
        names = (entry.event, INSTEAD.get(entry.event, ""))
        events = next((published[entry.id, name] for name in names if (entry.id, name) in published), {})
        yield from _answered_truly(entry, len(events), done[entry.service, entry.id])
        yield from (
            f"{entry.kind} {entry.id}: {event.stream} has no state of version {event.sequence}"
            for event in events.values()
            if event.stream.topic not in AUDITED_ONLY and facts.versions.get(event.stream, 0) < event.sequence
        )
    for handed_in in facts.imports:
        yield from _worked_off(handed_in, len(published.get((handed_in.correlation_id, REGISTERED), {})))


def _worked_off(handed_in: Import, registered: int) -> Iterator[str]:
    if (handed_in.state, handed_in.accepted) != ("done", registered):
        yield f"{handed_in}: {registered} of its rows are registered"


def _answered_truly(entry: Entry, events: int, done: int) -> Iterator[str]:
    wanted = 1 if entry.event else 0
    if entry.event not in OF_SEVERAL and events > (entry.tries if entry.event == SHOWING else wanted):
        yield f"{entry.kind} {entry.id} had its effect {events} times"
    if entry.outcome is Outcome.OK and events < wanted:
        yield f"{entry.kind} {entry.id} was acknowledged, its event is lost"
    if entry.outcome is Outcome.OK and not done:
        yield f"{entry.kind} {entry.id} was acknowledged, its audit row is lost"
    if entry.outcome is Outcome.REFUSED and (events or done):
        yield f"{entry.kind} {entry.id} was refused and has its effect all the same"


def published_is_committed(facts: Facts) -> Iterator[str]:
    """I2: what the topics hold is what the services committed, event by event, and as much as each aggregate says."""
    yield from (f"the record at {position} is no event" for position in facts.unreadable)
    committed = {row.event_id: row for row in facts.committed}
    for each in facts.published:
        row = committed.get(each.event_id)
        if row is None:
            yield f"{each.name} {each.event_id} at {each.position} was never committed"
        elif (row.stream, row.sequence) != (each.stream, each.sequence):
            yield f"{each.name} {each.event_id} at {each.position} is not what was committed"
    yield from _never_sent(facts)


def _never_sent(facts: Facts) -> Iterator[str]:
    published = {each.event_id for each in facts.published}
    for row in facts.committed:
        if row.event_id not in published:
            yield f"{row.event_id}, {row.stream} {row.sequence}, was committed and is in no topic"
    last = _last(facts.published)
    for stream, version in facts.versions.items():
        if last.get(stream, 0) != version:
            yield f"{stream} is at version {version}, the topic at {last.get(stream, 0)}"


def sequences_are_whole(facts: Facts) -> Iterator[str]:
    """I3: per aggregate, repeats removed, the events come as 1..n."""
    last: dict[Stream, int] = {}
    known: dict[tuple[Stream, int], str] = {}
    for each in sorted(facts.published, key=lambda event: event.position):
        before = known.setdefault((each.stream, each.sequence), each.event_id)
        if before != each.event_id:
            yield f"{each.stream}: {each.sequence} stands for {before} and for {each.event_id}"
        elif each.sequence > last.get(each.stream, 0) + 1:
            yield f"{each.stream}: {each.sequence} follows {last.get(each.stream, 0)} at {each.position}"
        last[each.stream] = max(last.get(each.stream, 0), each.sequence)


def projections_are_folds(facts: Facts) -> Iterator[str]:
    """I4: every projection equals the fold of the topics; what is known of others' facts is what their owners say."""
    for (service, table), (live, folded) in facts.digests.items():
        if live != folded:
            yield f"{service}.{table} is {live[:12]}, the fold of the topics is {folded[:12]}"
    for name, (kept, true) in facts.copies.items():
        yield from (f"{name}: {row} is not true" for row in sorted(kept - true))
        yield from (f"{name}: {row} is missing" for row in sorted(true - kept))


def effects_are_single(facts: Facts) -> Iterator[str]:
    """I5: one message per (event, recipient), each ended, each end published once, and no person reached twice.

    A message that was not sent may have been sent again, by somebody's command: then it has ended more than once, and
    only its last end may be another than that it was not sent.
    """
    causes = {each.event_id for each in facts.published if each.name in CAUSE_A_MESSAGE}
    owed = Counter((each.cause_event_id, each.person_id, each.template) for each in facts.deliveries)
    yield from (f"{promise} is owed {count} times" for promise, count in owed.items() if count > 1)
    promised = {each.cause_event_id for each in facts.deliveries}
    yield from (f"nothing is owed for {cause}" for cause in sorted(causes - promised))
    yield from (f"a message is owed for {cause}, which nobody published" for cause in sorted(promised - causes))
    ends: dict[str, dict[str, Published]] = defaultdict(dict)
    for each in facts.published:
        if each.stream.topic == OF_DELIVERIES:
            ends[each.stream.key][each.event_id] = each
    was_asked = any(row.action in SENDING_AGAIN and row.result == "done" for row in facts.audited)
    for delivery in facts.deliveries:
        told = sorted(ends[delivery.notification_id].values(), key=lambda end: end.sequence)
        names = [end.name for end in told]
        went_on = len(names) == 1 or (was_asked and set(names[:-1]) == {NOT_SENT})
        if not (names and went_on and names[-1] == LAST_END.get(delivery.state)):
            yield f"message {delivery.notification_id} is {delivery.state}, its ends are {names}"
    yield from _reached_twice(facts)


def _reached_twice(facts: Facts) -> Iterator[str]:
    """What the gateway took is what was sent. Of a message that failed it may have taken one: then nobody knows."""
    allowed = {"sent": {1}, "failed": {0, 1}}
    for delivery in facts.deliveries:
        taken = facts.taken.get(delivery.notification_id, 0)
        if taken not in allowed.get(delivery.state, {0}):
            yield f"message {delivery.notification_id} is {delivery.state}, the gateway took it {taken} times"
    for message in sorted(facts.taken.keys() - {delivery.notification_id for delivery in facts.deliveries}):
        yield f"the gateway took message {message}, which nobody owes"


def all_is_quiet(facts: Facts) -> Iterator[str]:
    """I6: in the time allowed every outbox is empty and no consumer is behind, without anybody's help."""
    yield from (f"{what}: {count}" for what, count in facts.still_moving.items() if count)


def only_the_injected_is_parked(facts: Facts) -> Iterator[str]:
    """I7: what is parked is exactly what was injected to be parked."""
    yield from (f"{each} is parked for no reason of ours" for each in sorted(facts.parked - facts.expected_parked))
    yield from (f"{each} should be parked and is not" for each in sorted(facts.expected_parked - facts.parked))


INVARIANTS: Mapping[str, Callable[[Facts], Iterable[str]]] = {
    "I1": acknowledged_is_there,
    "I2": published_is_committed,
    "I3": sequences_are_whole,
    "I4": projections_are_folds,
    "I5": effects_are_single,
    "I6": all_is_quiet,
    "I7": only_the_injected_is_parked,
}


def judge(facts: Facts) -> dict[str, list[str]]:
    """Every invariant and what contradicts it."""
    return {name: list(check(facts)) for name, check in INVARIANTS.items()}


def _last(published: Iterable[Published]) -> dict[Stream, int]:
    last: dict[Stream, int] = {}
    for each in published:
        last[each.stream] = max(last.get(each.stream, 0), each.sequence)
    return last
