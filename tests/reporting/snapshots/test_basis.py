"""What a snapshot stands on, and when it may be published."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import asyncpg
import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from deploy.embedded.postgres import Postgres
from services.reporting import SERVICE
from services.reporting.consistency.projection import CASE_MEDIATORS
from services.reporting.discounts.projection import DISCOUNTS
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.snapshots.commands import Frozen, freeze_figures
from services.reporting.snapshots.parameters import TOPICS
from services.reporting.snapshots.queries import LEARNED, Snapshot, count_day
from services.reporting.snapshots.rules import SnapshotProvisional
from services.reporting.units.projection import UNITS
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.database.engine import create_engine
from shared.database.failures import is_outage
from shared.inbox.coverage import cover
from tests.given import given_caller, given_work, loopback_url
from tests.races import until_waiting
from tests.reporting.given import (
    AS_OF,
    SHIAN,
    YANGYING,
    apply,
    delivered,
    fold,
    given_progress,
    small_county,
    veteran_registered,
)
from tests.reporting.snapshots.test_commands import FACTS, MARCH, freeze, rows, snapshot, values


class TestTopics:
    def test_have_a_name_each_of_which_figures_are_learned(self) -> None:
        assert set(TOPICS) == set(LEARNED.topics)


class TestAProvisionalSnapshot:
    """With `given_progress` all topics are read to their ends, unless it says otherwise."""

    async def test_is_final_when_nothing_is_missing(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        assert await missing(reporting_engine) == set()

    @pytest.mark.parametrize(
        ("progress", "code"),
        [({"lag": 1}, "lagging"), ({"seconds_ago": 61}, "worker-silent")],
    )
    async def test_is_one_that_lags_or_whose_worker_is_silent(
        self, reporting_engine: AsyncEngine, progress: dict[str, int], code: str
    ) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine, **progress)
        assert await missing(reporting_engine) == {code}

    async def test_is_one_of_which_nobody_ever_said_anything(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        assert await missing(reporting_engine) == {"worker-silent"}

    @pytest.mark.parametrize(
        ("trouble", "code"),
        [
            (
                "INSERT INTO parked_key (id, topic, key, cause, detail, parked_at)"
                " VALUES (gen_random_uuid(), 'registry.persons', 'x', 'gap', '', now())",
                "keys-parked",
            ),
            (
                "INSERT INTO breaker (\"group\", opened_at, reason, may_park) VALUES ('reporting', now(), '', 0)",
                "breaker-open",
            ),
            (
                "INSERT INTO discarded (id, topic, key, last_sequence, reason, account_id, discarded_at)"
                " VALUES (gen_random_uuid(), 'registry.persons', 'x', 2, '', gen_random_uuid(), now())",
                "given-up",
            ),
            (
                'INSERT INTO seen_type ("group", type, topic, partition, "offset", seen_at) VALUES'
                " ('reporting', 'cn.veterans.benefits.case-withdrawn.v1', 'benefits.cases', 0, 7, now())",
                "types-missed",
            ),
        ],
    )
    async def test_is_one_beside_parked_discarded_or_skipped_events_or_an_open_breaker(
        self, reporting_engine: AsyncEngine, trouble: str, code: str
    ) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        async with reporting_engine.begin() as connection:
            await connection.execute(text(trouble))
        assert await missing(reporting_engine) == {code}

    async def test_is_one_while_what_a_bulletin_says_beside_the_figures_was_not_given_every_event(
        self, reporting_engine: AsyncEngine
    ) -> None:
        """As after an upgrade, until it is rebuilt. A type that two of them miss is one."""
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        async with reporting_engine.begin() as connection:
            for projection in (UNITS, FIGURES_BY_UNIT_AND_DAY):
                await cover(connection, SERVICE.name, projection, LEARNED)
            for name, topic in (("merchant-agreement-signed", "merchants"), ("case-resolved", "cases")):
                seen = text(
                    'INSERT INTO seen_type ("group", type, topic, partition, "offset", seen_at) VALUES'
                    " ('reporting', :type, :topic, 0, 7, now())"
                )
                told = {"type": f"cn.veterans.benefits.{name}.v1", "topic": f"benefits.{topic}"}
                await connection.execute(seen, told)
        assert await missing(reporting_engine) == {"types-missed"}
        async with reporting_engine.begin() as connection:
            for each in (DISCOUNTS, CASE_MEDIATORS):
                await cover(connection, SERVICE.name, each, LEARNED)
        assert await missing(reporting_engine) == set()

    async def test_has_a_final_one_beside_it_once_all_is_there(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *FACTS])
        await given_progress(reporting_engine, lag=1)
        provisional = await snapshot(reporting_engine, (await freeze(reporting_engine)).snapshot_id)
        await given_progress(reporting_engine)
        frozen = await freeze(reporting_engine)
        final = await snapshot(reporting_engine, frozen.snapshot_id)
        assert (frozen.is_new, final.provisional, final.digest) == (True, False, provisional.digest)
        assert (await freeze(reporting_engine)) == Frozen(frozen.snapshot_id, False)
        told = await rows(reporting_engine, "SELECT payload FROM outbox ORDER BY id")
        assert [msgspec.json.decode(payload)["provisional"] for (payload,) in told] == [True, False]

    async def test_is_published_by_a_bureau_leader_of_the_county_with_a_reason_alone(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine, lag=1)
        leader, staff = given_caller(Role.BUREAU_LEADER), given_caller(Role.CENTRE_STAFF)
        of_a_station = given_caller(Role.BUREAU_LEADER, SHIAN)
        both = replace(staff, grants=(*staff.grants, *of_a_station.grants))
        for caller, reason in ((staff, "上级催报"), (both, "上级催报"), (leader, None)):
            with pytest.raises(SnapshotProvisional):
                await publish(reporting_engine, caller, reason)
        frozen = await publish(reporting_engine, leader, "上级催报")
        kept = await snapshot(reporting_engine, frozen.snapshot_id)
        assert (kept.provisional, kept.for_publication, kept.reason) == (True, True, "上级催报")
        audited = await rows(
            reporting_engine, "SELECT account_id, subject, purpose, result FROM audit ORDER BY audit_id"
        )
        assert audited[-1] == (leader.account_id, f"snapshot {frozen.snapshot_id}", "publication", "done")
        assert [result for *_, result in audited[:-1]] == ["snapshot-provisional"] * 3

    async def test_needs_no_reason_when_it_is_final(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        frozen = await publish(reporting_engine, given_caller(Role.CENTRE_STAFF), "多余")
        kept = await snapshot(reporting_engine, frozen.snapshot_id)
        assert (kept.provisional, kept.for_publication, kept.reason) == (False, True, None)


class TestOneInstant:
    """What a snapshot holds and the positions it says it stands at are one instant's, and nobody waits for it."""

    async def test_a_batch_that_is_applied_between_basis_and_content_is_in_neither(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        async with reporting_engine.begin() as consumer:
            await consumer.execute(
                text("LOCK TABLE figure_change, figure_below, figure_total IN ACCESS EXCLUSIVE MODE")
            )
            freezing = asyncio.create_task(freeze(reporting_engine))
            await until_waiting(consumer, [freezing])
            assert not freezing.done()
            await apply_one(consumer)
        kept = await snapshot(reporting_engine, (await freezing).snapshot_id)
        assert stands_at(kept) == (0, {0: 7, 1: 8})
        assert stands_at(await snapshot(reporting_engine, (await freeze(reporting_engine)).snapshot_id)) == (
            1,
            {0: 70, 1: 70},
        )

    async def test_a_connection_that_is_cut_off_while_it_counts_leaves_nothing(
        self, reporting_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        await fold(reporting_engine, small_county())
        admin = await asyncpg.connect(postgres.admin_url("reporting"))
        async with reporting_engine.begin() as holding:
            await holding.execute(text("LOCK TABLE figure_change, figure_below, figure_total"))
            freezing = asyncio.create_task(freeze(reporting_engine))
            await until_waiting(holding, [freezing])
            await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
            with pytest.raises((DBAPIError, asyncpg.InterfaceError)) as failure:
                await freezing
            assert is_outage(failure.value)
        await admin.close()
        assert await rows(reporting_engine, "SELECT count(*) FROM snapshot") == [(0,)]
        assert (await freeze(reporting_engine)).is_new

    async def test_a_consumer_commits_while_figures_are_frozen(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        async with reporting_engine.begin() as holding:
            await holding.execute(text("LOCK TABLE snapshot IN EXCLUSIVE MODE"))
            freezing = asyncio.create_task(freeze(reporting_engine))
            await until_waiting(holding, [freezing])
            async with reporting_engine.begin() as consumer:
                await apply_one(consumer)
            assert not freezing.done()
        assert stands_at(await snapshot(reporting_engine, (await freezing).snapshot_id)) == (0, {0: 7, 1: 8})

    async def test_who_freezes_needs_no_second_connection(
        self, reporting_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """Twenty at once are done one after the other where the pool has one."""
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        engine = create_engine(loopback_url(postgres, "reporting"), pool_size=1, application_name="one connection")
        try:
            frozen = await asyncio.gather(*(freeze(engine) for _ in range(20)))
        finally:
            await engine.dispose()
        assert (len({each.snapshot_id for each in frozen}), sum(each.is_new for each in frozen)) == (1, 1)


async def apply_one(consumer: AsyncConnection) -> None:
    """A veteran is registered, and the positions of the topic move."""
    await apply(consumer, [delivered(veteran_registered(YANGYING, MARCH))])
    await consumer.execute(text("UPDATE consumer_offset SET next = 70 WHERE topic = 'registry.persons'"))


def stands_at(kept: Snapshot) -> tuple[int, Mapping[int, int]]:
    """How many veterans it counts, and at which positions."""
    positions = {state.topic: state.positions for state in kept.basis.topics}
    return values(kept.content, "411329").get("F01", 0), positions["registry.persons"]


async def missing(engine: AsyncEngine) -> set[str]:
    """The codes of what a snapshot lacks; it says so itself."""
    kept = await snapshot(engine, (await freeze(engine)).snapshot_id)
    assert kept.provisional == bool(kept.basis.missing)
    return {each.lack.code for each in kept.basis.missing}


async def publish(engine: AsyncEngine, caller: Caller, reason: str | None) -> Frozen:
    counted = await count_day(engine, AS_OF)
    return await freeze_figures(given_work(engine, caller), counted, for_publication=True, reason=reason)
