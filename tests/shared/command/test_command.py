"""Commands: one transaction, one effect, one answer, an audit row whatever happens."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.recording import recorded
from shared import trace
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction, command
from shared.events.registry import GrantGiven
from shared.idempotency.claim import AnswerOutdated, IdempotencyKey, IdempotencyKeyReused
from shared.idempotency.retention import forget_before
from shared.ids import new_id
from shared.outbox.record import Outgoing
from shared.outbox.waking import RING
from shared.privacy.personal import PersonName
from shared.refusal import Invalid
from tests.given import CENTRE, NOW, given_caller, given_work
from tests.races import race


class PurposeMissing(Invalid):
    code = "purpose-missing"
    zh = "{account_id} 未写明用途。"
    en = "{account_id} gave no purpose."


@dataclass(frozen=True)
class GivenGrant:
    grant_id: UUID
    given_on: date


@command
async def give_grant(tx: Transaction, account_id: UUID, *, purpose: str) -> GivenGrant:
    """Enough of a real command: a check, a row, an event."""
    tx.concerns(f"account {account_id}", purpose=purpose, on_behalf_of="kin 7")
    grant_id = new_id()
    row = {"grant_id": grant_id, "account_id": account_id, "role": "auditor", "org_path": CENTRE, "purpose": purpose}
    await tx.connection.execute(insert(ACCESS_GRANT), {**row, "valid_from": tx.now})
    if not purpose:
        raise PurposeMissing(account_id=account_id)
    tx.publish(given_event(grant_id, account_id), sequence=1)
    return GivenGrant(grant_id, tx.now.date())


def given_event(grant_id: UUID, account_id: UUID) -> GrantGiven:
    return GrantGiven(
        grant_id=grant_id,
        account_id=account_id,
        role="auditor",
        org_path=CENTRE,
        valid_from=NOW,
        valid_until=None,
    )


async def rows(engine: AsyncEngine, statement: str) -> list[tuple[object, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def counts(engine: AsyncEngine) -> tuple[object, ...]:
    """Grants, audit rows, events."""
    tables = ("access_grant", "audit", "outbox")
    return (await rows(engine, "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)))[0]


class TestACommand:
    async def test_writes_state_audit_and_event_together(self, kernel_engine: AsyncEngine) -> None:
        account = new_id()
        given = await give_grant(given_work(kernel_engine), account, purpose="audit")
        assert await counts(kernel_engine) == (1, 1, 1)
        assert given == GivenGrant(given.grant_id, NOW.date())

    async def test_does_what_cannot_be_taken_back_once_it_is_committed(self, kernel_engine: AsyncEngine) -> None:
        done: list[int] = []

        @command
        async def count_grants(tx: Transaction, *, purpose: str) -> int:
            tx.once_committed(lambda: done.append(1))
            if not purpose:
                raise PurposeMissing(account_id=new_id())
            assert not done
            return 1

        keyed = given_work(kernel_engine, given_caller(), idempotency=IdempotencyKey.of("once", b"body"))
        with pytest.raises(PurposeMissing):
            await count_grants(given_work(kernel_engine), purpose="")
        for _ in range(2):
            assert await count_grants(keyed, purpose="audit") == 1
        assert done == [1]

    async def test_records_who_did_what_for_whom_why_when_and_from_where(self, kernel_engine: AsyncEngine) -> None:
        caller, account = given_caller(), new_id()
        with trace.using(trace.new_trace()) as present:
            await give_grant(given_work(kernel_engine, caller), account, purpose="yearly audit")
        columns = "recorded_at, account_id, on_behalf_of, action, subject, purpose, address, result, correlation_id"
        assert await rows(kernel_engine, f"SELECT {columns} FROM audit") == [
            (
                NOW,
                caller.account_id,
                "kin 7",
                "give-grant",
                f"account {account}",
                "yearly audit",
                "192.0.2.1",
                "done",
                present.correlation_id,
            )
        ]

    async def test_carries_the_trace_into_the_outbox(self, kernel_engine: AsyncEngine) -> None:
        with trace.using(trace.new_trace()) as present:
            await give_grant(given_work(kernel_engine), new_id(), purpose="audit")
        ((headers,),) = await rows(kernel_engine, "SELECT headers FROM outbox")
        assert isinstance(headers, bytes)
        assert present.correlation_id.encode() in headers
        assert present.traceparent.encode() in headers

    async def test_publishes_many_events_with_one_call(self, kernel_engine: AsyncEngine) -> None:
        @command
        async def give_many(tx: Transaction, amount: int) -> int:
            tx.publish_many([Outgoing(given_event(new_id(), new_id()), 1) for _ in range(amount)])
            return amount

        assert await give_many(given_work(kernel_engine), 3) == 3
        assert await counts(kernel_engine) == (0, 1, 3)

    async def test_sends_three_statements_the_outbox_last(self, kernel_engine: AsyncEngine) -> None:
        work = given_work(kernel_engine, idempotency=IdempotencyKey.of("once", b"{}"))
        await give_grant(given_work(kernel_engine), new_id(), purpose="warm the connection's statements")
        with recorded(kernel_engine) as seen:
            await give_grant(work, new_id(), purpose="audit")
            await asyncio.sleep(0)  # what the driver was asked for is noted in the loop's next round
        begin, claim, state, closing, commit = (each.sql for each in seen if each.sql != RING)
        assert (begin.split()[0], commit) == ("BEGIN", "COMMIT")
        assert "INTO idempotency" in claim
        assert "INTO access_grant" in state
        assert all(written in closing for written in ("INTO audit", "UPDATE idempotency", "INTO outbox"))

    async def test_keeps_its_name_and_its_docstring(self) -> None:
        assert give_grant.__name__ == "give_grant"
        assert give_grant.__doc__ == "Enough of a real command: a check, a row, an event."


class TestARefusal:
    async def test_rolls_back_and_leaves_an_audit_row_with_its_code(self, kernel_engine: AsyncEngine) -> None:
        with pytest.raises(PurposeMissing) as refused:
            await give_grant(given_work(kernel_engine), new_id(), purpose="")
        assert await counts(kernel_engine) == (0, 1, 0)
        assert await rows(kernel_engine, "SELECT action, result FROM audit") == [("give-grant", "purpose-missing")]
        assert refused.value.recorded

    async def test_sets_the_idempotency_key_free(self, kernel_engine: AsyncEngine) -> None:
        work = given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"{}"))
        account = new_id()
        with pytest.raises(PurposeMissing):
            await give_grant(work, account, purpose="")
        await give_grant(work, account, purpose="audit")
        assert await counts(kernel_engine) == (1, 2, 1)


class TestAnyOtherError:
    async def test_leaves_nothing_behind(self, kernel_engine: AsyncEngine) -> None:
        @command
        async def divide(tx: Transaction) -> None:
            await tx.connection.execute(text("SELECT 1 / 0"))

        with pytest.raises(DBAPIError):
            await divide(given_work(kernel_engine))
        assert await counts(kernel_engine) == (0, 0, 0)


class TestAnIdempotencyKey:
    async def test_gives_the_first_answer_again(self, kernel_engine: AsyncEngine) -> None:
        work = given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"{}"))
        account = new_id()
        first = await give_grant(work, account, purpose="audit")
        second = await give_grant(replace(work, now=NOW + timedelta(days=1)), account, purpose="audit")
        assert second == first
        assert await counts(kernel_engine) == (1, 1, 1)

    async def test_refuses_another_body(self, kernel_engine: AsyncEngine) -> None:
        work = given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"{}"))
        await give_grant(work, new_id(), purpose="audit")
        other = replace(work, idempotency=IdempotencyKey.of("k", b"{ }"))
        with pytest.raises(IdempotencyKeyReused):
            await give_grant(other, new_id(), purpose="audit")
        assert await counts(kernel_engine) == (1, 2, 1)

    async def test_belongs_to_one_account(self, kernel_engine: AsyncEngine) -> None:
        key = IdempotencyKey.of("k", b"{}")
        works = [given_work(kernel_engine, given_caller(), idempotency=key) for _ in range(2)]
        account = new_id()
        answers = [await give_grant(work, account, purpose="audit") for work in works]
        assert await counts(kernel_engine) == (2, 2, 2)
        assert [await give_grant(work, account, purpose="audit") for work in works] == answers

    async def test_has_no_effect_on_a_command_whose_answer_may_not_be_kept(self, kernel_engine: AsyncEngine) -> None:
        @command(keeps_answer=False)
        async def tell_secret(tx: Transaction) -> str:
            tx.concerns("secret")
            return "a secret that is shown once"

        work = given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"{}"))
        assert await tell_secret(work) == await tell_secret(work)
        assert await counts(kernel_engine) == (0, 2, 0)
        assert await rows(kernel_engine, "SELECT * FROM idempotency") == []

    async def test_is_a_conflict_when_its_answer_no_longer_fits(self, kernel_engine: AsyncEngine) -> None:
        work = given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"{}"))
        await give_grant(work, new_id(), purpose="audit")
        async with kernel_engine.begin() as connection:  # as a version before this one would have answered
            await connection.execute(text("UPDATE idempotency SET result = '{\"grant\": 7}'"))
        with pytest.raises(AnswerOutdated):
            await give_grant(work, new_id(), purpose="audit")
        assert await counts(kernel_engine) == (1, 2, 1)

    async def test_makes_a_hundred_parallel_requests_one_effect_and_one_answer(
        self, kernel_engine: AsyncEngine
    ) -> None:
        work = given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"{}"))
        account = new_id()
        gifts = (give_grant(work, account, purpose="audit") for _ in range(100))
        answers = await race(kernel_engine, "idempotency", gifts)
        assert len(set(answers)) == 1
        assert await counts(kernel_engine) == (1, 1, 1)

    async def test_is_forgotten_in_time(self, kernel_engine: AsyncEngine) -> None:
        for number, age in enumerate((timedelta(days=3), timedelta(hours=1))):
            key = IdempotencyKey.of(f"k{number}", b"{}")
            await give_grant(given_work(kernel_engine, now=NOW - age, idempotency=key), new_id(), purpose="audit")
        async with kernel_engine.begin() as connection:
            assert await forget_before(connection, NOW - timedelta(days=2)) == 1
        assert await rows(kernel_engine, "SELECT key FROM idempotency") == [("k1",)]

    async def test_fails_at_once_when_the_answer_could_not_be_given_again(self, kernel_engine: AsyncEngine) -> None:
        @command
        async def misdescribe(tx: Transaction) -> UUID:
            return cast(UUID, "not an id")

        with pytest.raises(msgspec.ValidationError):
            await misdescribe(given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"")))
        assert await counts(kernel_engine) == (0, 0, 0)

    async def test_keeps_no_personal_data_it_would_have_to_answer_with(self, kernel_engine: AsyncEngine) -> None:
        @command
        async def name_someone(tx: Transaction) -> PersonName:
            return PersonName("张小明")

        with pytest.raises(TypeError):
            await name_someone(given_work(kernel_engine, idempotency=IdempotencyKey.of("k", b"")))
        assert await counts(kernel_engine) == (0, 0, 0)


class TestAConflict:
    async def test_is_tried_again_until_it_is_won(self, kernel_engine: AsyncEngine) -> None:
        """Two commands lock two rows in opposite order: PostgreSQL kills one, which runs again."""
        one, two = new_id(), new_id()
        for grant_id in (one, two):
            async with kernel_engine.begin() as connection:
                row = {"grant_id": grant_id, "account_id": new_id(), "role": Role.AUDITOR, "org_path": CENTRE}
                await connection.execute(insert(ACCESS_GRANT), {**row, "purpose": "", "valid_from": NOW})
        both_hold_one = asyncio.Barrier(2)
        runs: list[UUID] = []

        @command
        async def lock_both(tx: Transaction, first: UUID, second: UUID) -> UUID:
            await lock(tx, first)
            runs.append(first)
            if len(runs) <= 2:
                await both_hold_one.wait()
            await lock(tx, second)
            return first

        async def lock(tx: Transaction, grant_id: UUID) -> None:
            found = select(ACCESS_GRANT.c.grant_id).where(ACCESS_GRANT.c.grant_id == grant_id).with_for_update()
            await tx.connection.execute(found)

        work = given_work(kernel_engine)
        done = await asyncio.gather(lock_both(work, one, two), lock_both(work, two, one))
        assert set(done) == {one, two}
        assert len(runs) >= 3  # the one that comes back may be quicker than the one it let pass
        assert await counts(kernel_engine) == (2, 2, 0)
