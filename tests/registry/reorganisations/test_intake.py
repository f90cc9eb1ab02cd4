"""A unit that is to be closed takes in nothing: what every room that keeps something at a unit says to that, and what
is recorded there all the same. A room that is added to `PATHS` has its row here."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import OrgUnitIsClosing
from services.registry.reorganisations.commands import begin_org_unit_closing
from services.registry.reorganisations.queries import PATHS
from tests.registry.books.given import BOOK, given_entry
from tests.registry.given import given_network, given_work
from tests.registry.persons import ROOM
from tests.registry.reorganisations.happened import NOT_TAKEN_IN, RECORDED
from tests.registry.reorganisations.intake import PAPER, REFUSED, Case, group


@pytest.fixture
async def network(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


async def _closing(engine: AsyncEngine) -> None:
    await begin_org_unit_closing(given_work(engine), ROOM, document=PAPER)


class TestARoomThatIsToBeClosed:
    @pytest.mark.parametrize(
        ("case", "refusal"),
        [pytest.param(*each, id=f"{table}:{each[0].__name__}") for table, all_ in REFUSED.items() for each in all_],
    )
    async def test_takes_in_nothing(self, network: AsyncEngine, case: Case, refusal: type[Exception]) -> None:
        act = await case(network)
        await _closing(network)
        with pytest.raises(refusal):
            await act()

    @pytest.mark.parametrize(
        "case",
        [pytest.param(each, id=f"{table}:{each.__name__}") for table, all_ in RECORDED.items() for each in all_],
    )
    async def test_has_what_happened_there_recorded(self, network: AsyncEngine, case: Case) -> None:
        act = await case(network)
        await _closing(network)
        await act()

    @pytest.mark.parametrize("book", [each for each in BOOK if BOOK[each].definition.under is None])
    async def test_has_no_new_entry_in_any_book(self, network: AsyncEngine, book: str) -> None:
        await group(network)
        await _closing(network)
        with pytest.raises(OrgUnitIsClosing):
            await given_entry(network, book, org_code=ROOM)

    def test_every_table_that_keeps_something_at_a_unit_has_its_answer(self) -> None:
        books = {book.definition.table.name for book in BOOK.values()}
        assert {column.table.name for column in PATHS} == books | {*REFUSED, *RECORDED, *NOT_TAKEN_IN}
