"""What happens while a unit's holdings go elsewhere."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.reorganisations.commands import move_holdings
from tests.races import race
from tests.registry.books.given import given_entry, stepping
from tests.registry.given import given_network, given_work
from tests.registry.persons import OTHER_ROOM, ROOM
from tests.registry.reorganisations.test_holdings import HANDOVER, carried, held


class TestMoveHoldings:
    async def test_is_one_though_two_ask_at_once(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        asking = (move_holdings(given_work(registry_engine), ROOM, HANDOVER) for _ in range(2))
        answers = await race(registry_engine, "holdings_move", asking)
        assert sorted(type(each).__name__ for each in answers) == ["Asked", "HoldingsOnTheMove"]

    async def test_leaves_out_who_left_his_post_meanwhile(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        post = await given_entry(registry_engine, "staff-posts", org_code=ROOM)
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        await stepping(registry_engine, "staff-posts", post, "leaving")
        assert await carried(registry_engine, asked) == [("staff", "step-not-possible", 1)]
        assert await held(registry_engine, OTHER_ROOM) == {}
