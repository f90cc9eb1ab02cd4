"""Reading the facts: four databases as the superuser, every topic from offset 0 with a plain consumer, the journal."""

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
from confluent_kafka import Consumer, TopicPartition

from deploy.kafka.client import configuration
from faults.journal import read_journal
from faults.oracle.copies import AdminUrl, compare_copies
from faults.oracle.facts import Audited, Committed, Delivery, Facts, Import, Parked, Position, Published, Stream
from faults.oracle.figures import compare_figures
from faults.oracle.folding import Raw, digests, in_order, is_readable, projections_of
from shared.events.catalogue import DEAD_LETTER_ID, SERVICES, find_type, topics
from shared.events.envelope import BrokenEnvelope, decode_headers
from shared.kafka.broker import Broker

POLL_SECONDS = 0.5
OPEN_SECONDS = 30  # without an answer
DEAD_LETTERS = ".dead-letter"

VERSIONS: Mapping[str, str] = {
    "registry": """
        SELECT 'registry.persons', veteran_id::text, version FROM veteran WHERE version > 0
        UNION ALL SELECT 'registry.social-roles', role_id::text, version FROM social_role
        UNION ALL SELECT 'registry.contributions', contribution_id::text, version FROM contribution
        UNION ALL SELECT 'registry.volunteer-teams', team_id::text, told FROM volunteer_team WHERE told > 0
        UNION ALL SELECT 'registry.duplicates', suspicion_id::text, version FROM duplicate_suspicion
        UNION ALL SELECT 'registry.contact-points', contact_id::text, version FROM contact_point
        UNION ALL SELECT 'registry.consents', consent_id::text, version FROM consent
        UNION ALL SELECT 'registry.data-requests', request_id::text, version FROM data_request
        UNION ALL SELECT 'registry.family-relations', relation_id::text, version FROM family_relation
        UNION ALL SELECT 'registry.case-parties', party_id::text, version FROM case_party
        UNION ALL SELECT 'registry.proxies', proxy_id::text, version FROM proxy
        UNION ALL SELECT 'registry.recipients', person_id::text, version FROM recipient
        UNION ALL SELECT 'registry.annual-confirmations', confirmation_id::text, version FROM annual_confirmation
        UNION ALL SELECT 'registry.category-holdings', holding_id::text, version FROM category_holding WHERE version > 0
        UNION ALL SELECT 'registry.age-milestones', milestone_id::text, version FROM age_milestone
        UNION ALL SELECT 'registry.archives', archive_id::text, version FROM archive
        UNION ALL SELECT 'registry.org-units', org_code, version FROM org_unit
        UNION ALL SELECT 'registry.party-organisations', party_org_code, version FROM party_organisation
        UNION ALL SELECT 'registry.facilities', entry_id::text, version FROM capital_project
        UNION ALL SELECT 'registry.meetings', entry_id::text, version FROM governance_meeting
        UNION ALL SELECT 'registry.grants', grant_id::text, 1 + (revoked_at IS NOT NULL)::integer FROM access_grant
    """,
    "benefits": """
        SELECT 'benefits.cases', case_id::text, version FROM dispute_case
        UNION ALL SELECT 'benefits.programmes', programme_code, version FROM programme
        UNION ALL SELECT 'benefits.org-units', org_code, version FROM unit_clearance
    """,
    "reporting": """
        SELECT 'reporting.snapshots', snapshot_id::text, 1 FROM snapshot
        UNION ALL SELECT 'reporting.org-units', org_code, version FROM unit_clearance
        UNION ALL SELECT 'reporting.daily-reports', report_id::text, version FROM daily_report
        UNION ALL SELECT 'reporting.bulletins', bulletin_id::text, told FROM bulletin
        UNION ALL SELECT 'reporting.dispatches', dispatch_id::text, issued FROM dispatch WHERE issued > 0
        UNION ALL SELECT 'reporting.dispatch-tasks', task_id::text, version FROM dispatch_task WHERE version > 0
        UNION ALL SELECT 'reporting.assessment-schemes', scheme_id::text, told FROM assessment_scheme WHERE told > 0
        UNION ALL SELECT 'reporting.assessments', round_id::text, version FROM assessment_round
        UNION ALL SELECT 'reporting.supervision', slip_id::text, version FROM supervision_slip
    """,
    "notifications": """
        SELECT 'notifications.deliveries', notification_id::text, version FROM delivery WHERE version > 0
        UNION ALL SELECT 'notifications.org-units', org_code, version FROM unit_clearance
    """,
}
OUTBOX = "SELECT event_id::text, topic, aggregate_id, aggregate_version FROM outbox"
AUDIT = "SELECT action, result, correlation_id FROM audit"
PARKED = "SELECT topic, key FROM parked_key"
IMPORTS = "SELECT correlation_id, state, accepted_count FROM register_import WHERE kind = 'registrations'"
DELIVERIES = """
    SELECT notification_id::text, cause_event_id::text, person_id::text, template, state
    FROM notification_request JOIN delivery USING (notification_id)
"""


def read_topics(broker: Broker) -> list[Raw]:
    """Every record of every topic of the catalogue, from offset 0 to where it ended when this began."""
    consumer = Consumer(
        {
            **configuration(broker), "group.id": "oracle", "enable.auto.commit": False,
            "auto.offset.reset": "error", "enable.partition.eof": False, "log_level": 0,
        }
    )  # fmt: skip
    try:
        return _read_all(consumer)
    finally:
        consumer.close()


def read_ends(broker: Broker) -> dict[tuple[str, int], int]:
    """(topic, partition) of the catalogue → where its log ends."""
    consumer = Consumer({**configuration(broker), "group.id": "oracle"})
    try:
        return _ends(consumer)
    finally:
        consumer.close()


def _ends(consumer: Consumer) -> dict[tuple[str, int], int]:
    listed = consumer.list_topics(timeout=OPEN_SECONDS).topics  # an earlier release may have made more partitions
    positions = [TopicPartition(topic.name, number) for topic in topics() for number in listed[topic.name].partitions]
    return {(p.topic, p.partition): consumer.get_watermark_offsets(p, timeout=OPEN_SECONDS)[1] for p in positions}


def _read_all(consumer: Consumer) -> list[Raw]:
    ends = _ends(consumer)
    consumer.assign([TopicPartition(*partition, 0) for partition, end in ends.items() if end])
    left, found = sum(ends.values()), []
    deadline = time.monotonic() + OPEN_SECONDS
    while left > 0:
        if time.monotonic() > deadline:  # librdkafka says nothing at all of a batch that it cannot decode
            raise RuntimeError(f"the oracle cannot read {left} records")
        for message in consumer.consume(5_000, timeout=POLL_SECONDS):
            deadline = time.monotonic() + OPEN_SECONDS
            if message.error():
                raise RuntimeError(f"the oracle cannot read: {message.error()}")
            raw = _raw(message)
            if raw.position.offset < ends[raw.position.topic, raw.position.partition]:
                found.append(raw)
                left -= 1
    return found


def _raw(message: Any) -> Raw:
    position = Position(message.topic(), message.partition(), message.offset())
    return Raw(position, message.key(), message.value(), message.headers() or [])


def published(raws: Iterable[Raw]) -> list[Published]:
    """What can be read of the records."""
    found = (_letter(raw) if raw.position.topic.endswith(DEAD_LETTERS) else _event(raw) for raw in raws)
    return [each for each in found if each is not None]


def _letter(raw: Raw) -> Published | None:
    """Each is an aggregate of its own; its other headers are those of the record that was parked."""
    letter = (dict(raw.headers).get(DEAD_LETTER_ID) or b"").decode(errors="replace")
    return Published(raw.position, Stream(raw.position.topic, letter), letter, "dead-letter", 1, "")


def _event(raw: Raw) -> Published | None:
    try:
        envelope = decode_headers(raw.headers)
    except BrokenEnvelope:
        return None
    stream = Stream(raw.position.topic, (raw.key or b"").decode(errors="replace"))
    entry = find_type(envelope.type)
    name = entry.name if entry else envelope.type
    return Published(raw.position, stream, str(envelope.id), name, envelope.sequence, envelope.correlationid)


async def gather(
    admin_url: AdminUrl,
    raws: Sequence[Raw],
    journal: Path,
    *,
    lost: frozenset[str] = frozenset(),
    injected: frozenset[Position] = frozenset(),
    foldable: frozenset[Position] = frozenset(),
    expected_parked: frozenset[Parked] = frozenset(),
    still_moving: Mapping[str, int] | None = None,
    taken: Mapping[str, int] | None = None,
) -> Facts:
    """Everything `judge` asks for. `injected` are records an experiment wrote past the services: nobody's facts.

    Of them `foldable` had to be applied all the same.
    """
    own = [raw for raw in raws if raw.position not in injected]
    alive = [raw for raw in raws if not raw.position.topic.endswith(DEAD_LETTERS)]
    unreadable = [raw.position for raw in alive if raw.position not in injected and not is_readable(raw)]
    passed_over = (injected - foldable).union(unreadable)
    applied = [raw for raw in alive if raw.position not in passed_over]
    events = in_order(applied)
    rows = {name: await _read_database(admin_url(name), name) for name in SERVICES}
    compared = {
        (service, table): pair
        for service in SERVICES
        for table, pair in (await digests(admin_url(service), projections_of(service), events)).items()
    }
    return Facts(
        journal=[entry for entry in read_journal(journal) if entry.id not in lost],
        published=published(own),
        committed=[Committed(r[0], Stream(r[1], r[2]), r[3]) for each in rows.values() for r in each["outbox"]],
        versions={Stream(r[0], r[1]): r[2] for each in rows.values() for r in each["versions"]},
        audited=[Audited(name, *r) for name, each in rows.items() for r in each["audit"]],
        imports=[Import(*r) for r in rows["registry"]["imports"]],
        deliveries=[Delivery(*r) for r in rows["notifications"]["deliveries"]],
        digests=compared,
        copies={**await compare_copies(admin_url), **await compare_figures(admin_url, applied)},
        unreadable=unreadable,
        parked=frozenset(Parked(name, *r) for name, each in rows.items() for r in each["parked"]),
        expected_parked=expected_parked,
        still_moving=still_moving or {},
        taken=taken or {},
    )


async def _read_database(url: str, service: str) -> Mapping[str, Sequence[Any]]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return {
                "outbox": await connection.fetch(OUTBOX),
                "audit": await connection.fetch(AUDIT),
                "parked": await connection.fetch(PARKED),
                "versions": await connection.fetch(VERSIONS[service]),
                "imports": await connection.fetch(IMPORTS) if service == "registry" else (),
                "deliveries": await connection.fetch(DELIVERIES) if service == "notifications" else (),
            }
    finally:
        await connection.close()
