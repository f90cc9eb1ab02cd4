"""What registry says of a mediator's term that was wrong."""

from datetime import date
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import MEDIATOR
from shared.events.contract import Event
from shared.events.registry import SocialRoleAssumed, SocialRoleCorrected, SocialRoleReopened, SocialRoleWithdrawn
from shared.ids import new_id
from tests.benefits.given import given_learned, mediator_assumed
from tests.benefits.test_directory import role_ended


def _corrected(assumed: SocialRoleAssumed, **changes: Any) -> SocialRoleCorrected:
    facts: dict[str, Any] = {**asdict(assumed), "ended_on": None, "counted_before": (), "counted": (), **changes}
    return SocialRoleCorrected(**facts)


def _withdrawn(assumed: SocialRoleAssumed) -> SocialRoleWithdrawn:
    facts = {name: value for name, value in asdict(assumed).items() if name != "assumed_on"}
    return SocialRoleWithdrawn(**facts, counted_before=(), counted=())


def _reopened(assumed: SocialRoleAssumed) -> SocialRoleReopened:
    return SocialRoleReopened(**asdict(assumed), counted_before=(), counted=())


class TestAMediator:
    async def test_takes_what_was_wrong_of_a_mediator_as_it_is_corrected_in_one_batch_or_several(
        self, benefits_engine: AsyncEngine
    ) -> None:
        first, second, third = (mediator_assumed(new_id()) for _ in range(3))
        told: list[Event] = [
            first,
            role_ended(first, date(2019, 4, 1)),
            _withdrawn(first),
            _corrected(first, assumed_on=date(2019, 2, 1)),
            second,
            _corrected(second, kind="entrepreneur"),
            third,
            role_ended(third, date(2019, 4, 1)),
            _reopened(third),
        ]
        expected = sorted([(first.role_id, date(2019, 2, 1), None), (third.role_id, third.assumed_on, None)])
        for batches in ([told], [[each] for each in told]):
            for batch in batches:
                await given_learned(benefits_engine, batch)
            async with benefits_engine.connect() as connection:
                held = select(MEDIATOR.c.role_id, MEDIATOR.c.assumed_on, MEDIATOR.c.ended_on)
                assert sorted(map(tuple, await connection.execute(held))) == expected
